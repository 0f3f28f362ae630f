// SPDX-License-Identifier: GPL-3.0-or-later
// What people type into the search box, parsed. Nothing is ever an error: what cannot be understood is read literally
// and a note says so.
//
//   query  = unit *( unit )                 all must match
//   unit   = clause *( "OR" clause )        `HOẶC` in capitals too
//   clause = ["-"] ( word | word "*" | "phrase" | field ":" [space] value )
//   field  = so ngay ngayden nam loai coquan nguoiky nguoi cua hoso trichyeu soden donvi khan trangthai (marks
//   optional)
//   value  = word | "phrase" | from ".." to
#pragma once

#include "projections/search_code.h"
#include "projections/search_terms.h"
#include "schemas/base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chauban::search {

/// How marks count. automatic: every word finds all its markings, exact ones first. exact: as typed. folded: ignored.
enum class MarksMode : std::uint8_t { automatic, exact, folded };
std::optional<MarksMode> parse_marks_mode(std::string_view name);  // auto, exact, folded

/// Where a clause looks.
enum class Where : std::uint8_t {
  text,          ///< everything: pages, subject, issuer, people
  subject,       ///< trichyeu:
  agency,        ///< coquan:
  people,        ///< nguoiky: nguoi: cua:
  code,          ///< so:  the number alone, a notation alone, or a whole code
  arrival,       ///< soden:
  kind,          ///< loai:
  dossier,       ///< hoso:
  unit,          ///< donvi:
  state,         ///< trangthai:
  urgency,       ///< khan:
  date,          ///< ngay:  of issue, or of arrival where the document bears none
  arrival_date,  ///< ngayden:
  year,          ///< nam:
  overdue        ///< `quá hạn`
};

struct Clause {
  Where where = Where::text;
  bool negated = false;
  bool quoted = false;        ///< a phrase: tokens next to each other
  bool prefix = false;        ///< the last token is a beginning
  std::vector<Token> tokens;  ///< never empty for text, subject, agency, people
  std::string value;          ///< whole-value fields: folded; code: the term
  std::optional<CodeParts> code;
  std::int64_t from = 0;  ///< date (days since 1970), year, inclusive
  std::int64_t to = 0;

  bool operator==(const Clause&) const = default;
};

/// A remark for the reader, by key (texts stand with the messages).
struct Note {
  /// query_literal | phrase_folded | overdue_filter | without_filters | without_marks
  std::string key;
  std::string text;         ///< the part of the query that it is about
  std::uint64_t count = 0;  ///< without_…: how many documents that would give

  bool operator==(const Note&) const = default;
};

struct ParsedQuery {
  std::vector<std::vector<Clause>> units;  ///< AND of ORs
  std::optional<CodeParts> code;           ///< the whole query is a code
  MarksMode marks = MarksMode::automatic;
  std::vector<Note> notes;

  [[nodiscard]] bool empty() const { return units.empty() && !code; }
};

struct ParseOptions {
  MarksMode marks = MarksMode::automatic;
  bool overdue_words = false;  ///< read `quá hạn` as a filter (the caller knows today's date)
};

/// Never fails. Queries are cut at 1,000 bytes and 32 clauses (with a note). Thread-safe.
ParsedQuery parse_query(std::string_view text, ParseOptions options = {});

}  // namespace chauban::search

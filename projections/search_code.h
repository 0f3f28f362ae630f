// SPDX-License-Identifier: GPL-3.0-or-later
// Document codes (số, ký hiệu) as search needs them: the grammar of ND 30/2020 Phụ lục III read leniently, because
// people
// write `15/QĐ-UBND`, `15 qd ubnd` and `15/qđ-ubnd/2021` and mean the same document.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chauban::search {

/// A code taken apart. `15/2026/QĐ-UBND` (normative, the year is inside) and `15/QĐ-UBND` are different codes.
struct CodeParts {
  std::string number;                 ///< digits without leading zeros
  std::optional<int> inner_year;      ///< `15/2026/…`
  std::vector<std::string> notation;  ///< lower case with marks: `qđ`, `ubnd`; at least one, joined by `-`
  std::optional<int> issue_year;      ///< said after the code: `15/QĐ-UBND/2021`, `15 qd ubnd 2021`

  bool operator==(const CodeParts&) const = default;
  /// `15/qđ-ubnd`, `15/2026/qđ-ubnd`.
  [[nodiscard]] std::string whole() const;
  /// `15/qd-ubnd`.
  [[nodiscard]] std::string folded() const;
  /// `qđ-ubnd`.
  [[nodiscard]] std::string notation_text() const;
};

/// A run without spaces: `15/QĐ-UBND`, `05/2021/qd-ubnd`, `15/qđ-ubnd/2021`. Case and marks of `đ` do not matter.
std::optional<CodeParts> parse_code(std::string_view run);
/// What a person typed as a whole query: also `15 qd ubnd`, `15 / QĐ - UBND 2021`, `số 15/QĐ-UBND`. Nothing if it
/// could as
/// well be a sentence.
std::optional<CodeParts> parse_typed_code(std::string_view query);

/// All terms of field `code` for a document with this code issued in `year` (0: unknown): whole, folded, with year,
/// `#15`, notation alone, its parts as `~qd`. A code that does not parse gives its folded text as one term.
std::vector<std::string> code_terms(std::string_view code, int year);

/// Abbreviation and name of a kind of document; both in their written form.
struct KindName {
  std::string_view abbreviation;  ///< empty for `công văn`
  std::string_view name;
};
/// The kind that this word, abbreviation or name means (`qd`, `QĐ`, `quyết định`, `ke hoach`), marks and case ignored.
const KindName* find_kind(std::string_view text);
/// The terms under which a document's kind is found: its own folded value, the abbreviation, the name.
std::vector<std::string> kind_terms(std::string_view kind);

}  // namespace chauban::search

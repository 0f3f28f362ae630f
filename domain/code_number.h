// SPDX-License-Identifier: GPL-3.0-or-later
// Số, ký hiệu: the number and symbol of a document, by the grammar of domain chapter 2 (ND30 Phụ lục I, III).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chauban {

enum class DocClass { administrative, normative, copy };

/// `15/QĐ-UBND` → number 15, kind QĐ, agency UBND. Case and marks matter: QĐ, QC, CT, CTr are different kinds (NFC,
/// never folded).
struct CodeNumber {
  DocClass doc_class = DocClass::administrative;
  int number = 0;
  std::optional<int> year;  ///< only normative documents carry it
  std::string kind;         ///< abbreviation; empty for công văn
  std::string agency;
  std::string unit;  ///< công văn: the drafting unit, may be empty otherwise
  bool operator==(const CodeNumber&) const = default;

  [[nodiscard]] std::string notation() const;  ///< `QĐ-UBND`, `SNV-CCHC`
  [[nodiscard]] std::string str() const;       ///< two digits at least
};

struct ParsedCode {
  CodeNumber code;
  std::vector<std::string> warnings;  ///< rules the writer broke without making it unreadable: `VT-R1`, `VT-R3` …
};
/// Nullopt: not a code at all; on incoming documents it is kept as written with the warning VT-R2.
std::optional<ParsedCode> parse_code(std::string_view text);

struct DocumentKind {
  std::string_view name;          ///< `quyết định`
  std::string_view abbreviation;  ///< `QĐ`; empty for công văn and thư công
  int tt05 = 0;                   ///< code of TT05's typeName
};
/// The 29 kinds of ND30 đ.7, in the decree's order.
const std::vector<DocumentKind>& document_kinds();

/// What two registrations of the same paper have in common: the code as `key(code)` (or folded as written when it is no
/// code), issue date and issuer folded. For the duplicate warning of Phụ lục VI.
std::string duplicate_key(std::string_view code, std::string_view issue_date, std::string_view issuer);

}  // namespace chauban

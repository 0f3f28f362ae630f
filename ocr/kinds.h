// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace chauban::ocr {

/// A kind of administrative document as it is printed (NĐ 30/2020/NĐ-CP điều 7 and Phụ lục III).
struct PrintedKind {
  std::string_view name;          ///< lower case
  std::string_view abbreviation;  ///< in the symbol; empty for công văn
};

/// Exact: CT and CTr, QC and QyĐ are different kinds. Null if it is none.
const PrintedKind* kind_by_abbreviation(std::string_view abbreviation);
/// By its title, whatever its case and marks. Null if it is none.
const PrintedKind* kind_by_title(std::string_view title);

}  // namespace chauban::ocr

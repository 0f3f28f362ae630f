// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chauban::ocr {

/// The number and symbol as found in a line such as "Số: 15/QĐ-UBND HỎA TỐC".
struct PrintedCode {
  std::string value;    ///< "15/QĐ-UBND"
  std::string kind;     ///< abbreviation, "QĐ"; empty for công văn
  std::string rest;     ///< what stands after it: a stamp's words
  bool mended = false;  ///< a letter was put right by the grammar (QD → QĐ, O → 0)
};

/// Nothing if the line is no line of the number. Grammar: NĐ 30/2020/NĐ-CP Phụ lục I and III.
std::optional<PrintedCode> parse_code_line(std::string_view line);

/// "khan", "thuongKhan", "hoaToc" if the words are nothing but that stamp; else empty.
std::string urgency_of(std::string_view words);
/// "mat", "toiMat", "tuyetMat" likewise.
std::string secrecy_of(std::string_view words);

}  // namespace chauban::ocr

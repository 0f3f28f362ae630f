// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/demo/plain_page.h"

#include "schemas/base/text.h"

#include <algorithm>

namespace chauban::server {
namespace {

constexpr double kWidth = 595;
constexpr double kHeight = 842;
constexpr double kLeft = 57;
constexpr double kTop = 57;
constexpr double kSize = 10;
constexpr double kAdvance = 6;  // Courier: 600/1000 of its size
constexpr double kLeading = 13;

std::string without_marks(const std::string& text) {
  std::string shown;
  for (const auto& c : fold(text)) shown += (c == '(' || c == ')' || c == '\\') ? ' ' : c;
  return shown;
}

}  // namespace

ocr::PageText plain_page(const std::vector<std::string>& lines) {
  ocr::PageText page;
  page.width_pt = kWidth;
  page.height_pt = kHeight;
  page.dpi = 300;
  page.language = "vie";
  page.engine = "generated";
  int block = 0;
  int line_number = 0;
  double top = kTop;
  for (const auto& line : lines) {
    if (line.empty()) ++block;
    double left = kLeft;
    std::size_t at = 0;
    while (at < line.size()) {
      const auto end = std::min(line.find(' ', at), line.size());
      auto word = line.substr(at, end - at);
      const auto width = kAdvance * static_cast<double>(count_characters(word));
      page.words.push_back({std::move(word), {left, top, left + width, top + kSize}, 0.97, line_number, block});
      left += width + kAdvance;
      at = end + 1;
    }
    if (!line.empty()) ++line_number;
    top += kLeading;
  }
  page.mean_confidence = ocr::mean_confidence(page.words);
  return page;
}

Bytes plain_pdf(const std::vector<std::string>& lines) {
  std::string drawn = "BT /F1 10 Tf 13 TL 57 777 Td\n";
  for (const auto& line : lines) drawn += "(" + without_marks(line) + ") Tj T*\n";
  drawn += "ET";
  const std::string objects[] = {
      "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F1 4 0 R>>>>>>",
      "<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
      "<</Length " + std::to_string(drawn.size()) + ">>stream\n" + drawn + "\nendstream"};
  Bytes pdf = "%PDF-1.4\n";
  std::string table;
  int number = 0;
  for (const auto& object : objects) {
    const auto offset = std::to_string(pdf.size());
    table += std::string(10 - offset.size(), '0') + offset + " 00000 n \n";
    pdf += std::to_string(++number) + " 0 obj" + object + "endobj\n";
  }
  const auto start = pdf.size();
  pdf += "xref\n0 6\n0000000000 65535 f \n" + table + "trailer<</Size 6/Root 1 0 R>>\nstartxref\n" +
         std::to_string(start) + "\n%%EOF\n";
  return pdf;
}

}  // namespace chauban::server

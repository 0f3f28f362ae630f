// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/fields.h"

#include "ocr/field_code.h"
#include "ocr/field_end.h"
#include "ocr/field_head.h"
#include "ocr/field_lines.h"

#include <iterator>
#include <utility>

namespace chauban::ocr {

std::vector<FieldProposal> propose_fields(const std::vector<PageText>& pages) {
  std::vector<FieldProposal> found;
  if (pages.empty()) return found;
  found = head_fields(field_lines(pages.front(), 0));
  // The letter ends on the last page that has a signature block; after it come appendices.
  for (auto index = pages.size(); index-- > 0;) {
    auto end = end_fields(field_lines(pages[index], static_cast<int>(index)));
    if (end.empty()) continue;
    std::move(end.begin(), end.end(), std::back_inserter(found));
    break;
  }
  if (auto mark = secrecy_mark(pages)) found.push_back(std::move(*mark));
  return found;
}

std::optional<FieldProposal> secrecy_mark(const std::vector<PageText>& pages) {
  constexpr double kHead = 0.4;  // of the page: the stamp stands under the number and the subject (Phụ lục I, cell 10a)
  for (std::size_t index = 0; index < pages.size(); ++index) {
    for (const auto& line : field_lines(pages[index], static_cast<int>(index))) {
      if (line.box.middle_y() > kHead * line.page_height) continue;
      auto value = secrecy_of(line.text);
      if (value.empty()) {
        if (const auto code = parse_code_line(line.text)) value = secrecy_of(code->rest);
      }
      if (!value.empty()) return propose("secrecyMark", value, {&line}, 0.99);
    }
  }
  return std::nullopt;
}

}  // namespace chauban::ocr

// SPDX-License-Identifier: GPL-3.0-or-later
// The words a file says stand on its page: whether they are believed, and what they seem to say about the document.
// Input: is it a scan, then words: four numbers for the box, a length, the text.
#include "ocr/steps/text_layer.h"

#include "ocr/fields.h"
#include "ocr/steps/reading_order.h"
#include "schemas/base/text.h"
#include "tests/fuzz/targets.h"

namespace chauban::fuzz {

void text_layer(BytesView input) {
  constexpr std::size_t kMostWords = 200;
  Pieces in(input);
  const bool scan = (in.number<std::uint8_t>() & 1U) != 0;
  ocr::PageText page;
  page.width_pt = 595;
  page.height_pt = 842;
  while (!in.empty() && page.words.size() < kMostWords) {
    ocr::Word word;
    for (auto* edge : {&word.box_pt.left, &word.box_pt.top, &word.box_pt.right, &word.box_pt.bottom}) {
      *edge = in.number<std::int16_t>();
    }
    word.text = in.take(in.number<std::uint8_t>());
    page.words.push_back(std::move(word));
  }
  const bool trusted = ocr::is_trustworthy(page.words, {page.width_pt, page.height_pt}, scan);
  CHAUBAN_ASSERT(!trusted || !page.words.empty());
  // Only well-formed text leaves a worker (decode_page).
  if (!std::ranges::all_of(page.words, [](const auto& word) { return is_utf8(word.text); })) return;
  for (const auto& field : ocr::propose_fields({page})) {
    CHAUBAN_ASSERT(is_utf8(field.value) && field.confidence >= 0 && field.confidence <= 1);
  }
  static_cast<void>(ocr::secrecy_mark({page}));
  CHAUBAN_ASSERT(ocr::in_reading_order(page.words, page.width_pt).size() == page.words.size());
}

}  // namespace chauban::fuzz

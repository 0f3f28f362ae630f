// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/steps/other_way_up.h"

#include "ocr/steps/deskew.h"
#include "ocr/steps/orient.h"

#include <leptonica/allheaders.h>

#include <utility>

namespace chauban::ocr {

namespace {

constexpr double kUnbelievable = 0.6;
constexpr double kMuchSurer = 0.15;  // a turn must show for it: bad print stays as it lies

PageImage copy_of(const PageImage& image) {
  PageImage copy;
  copy.pix = Pix(pixClone(image.pix.get()));
  copy.dpi = image.dpi;
  copy.size = image.size;
  copy.to_page = image.to_page;
  copy.rotation = image.rotation;
  copy.skew_degrees = image.skew_degrees;
  copy.dirty = image.dirty;
  return copy;
}

/// How believable a reading is, 0..1. Tesseract also reads lines that run up or down the page, but their order is then
/// lost: a page whose words are higher than wide lies on its side, however sure the letters are.
double belief(const std::vector<Word>& words) {
  constexpr std::size_t kEnoughBytes = 3;  // a short word may be as high as wide
  int lying = 0;
  int long_words = 0;
  for (const auto& word : words) {
    if (word.text.size() < kEnoughBytes) continue;
    ++long_words;
    if (word.box_pt.height() > word.box_pt.width()) ++lying;
  }
  return 2 * lying > long_words ? 0 : mean_confidence(words);
}

}  // namespace

Status try_other_ways_up(PageImage& image, std::vector<Word>& words, Recogniser& recogniser) {
  double best = belief(words);
  if (words.empty() || best >= kUnbelievable) return {};
  best += kMuchSurer;
  const PageImage as_it_lay = copy_of(image);
  for (const int turn : {180, 90, 270}) {
    PageImage other = deskew(turned(copy_of(as_it_lay), turn));
    CHAUBAN_TRY(auto read, recogniser.recognise(other));
    if (belief(read) <= best) continue;
    best = belief(read);
    words = std::move(read);
    image = std::move(other);
  }
  return {};
}

}  // namespace chauban::ocr

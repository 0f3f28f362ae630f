// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/steps/raster.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace chauban::ocr {

namespace {
constexpr double kLowLetter = 13;  // x-height in pixels at 200 dpi; body type of 13 points has 16
constexpr int kEnoughLetters = 200;
}  // namespace

double letter_height_px(const PageImage& image) {
  const Pix gray(pixConvertTo8(image.pix.get(), 0));
  const Pix ink(gray ? pixThresholdToBinary(gray.get(), 150) : nullptr);
  if (!ink) return 0;
  Boxa* boxes = pixConnCompBB(ink.get(), 8);
  std::vector<int> heights;
  const int least = std::max(5, image.dpi / 33);  // dots and tone marks are lower
  for (int i = 0; i < boxaGetCount(boxes); ++i) {
    l_int32 width = 0;
    l_int32 height = 0;
    boxaGetBoxGeometry(boxes, i, nullptr, nullptr, &width, &height);
    if (height >= least && height <= image.dpi / 4 && width >= least / 2 && width <= image.dpi / 4)
      heights.push_back(height);
  }
  boxaDestroy(&boxes);
  if (heights.size() < kEnoughLetters) return 0;
  // Of Vietnamese letters over a third rise above the x-height, by a stem or a mark that touches: the third is low
  // enough.
  const auto third = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 3);
  std::nth_element(heights.begin(), third, heights.end());
  return *third;
}

double width_px(const PageImage& image) { return pixGetWidth(image.pix.get()); }

Result<PageImage> raster(Document& document, int page, const Settings& settings) {
  CHAUBAN_TRY(PageImage image, document.image(page, settings.dpi));
  const double height = letter_height_px(image) * settings.dpi / image.dpi;
  if (height > 0 && height < kLowLetter && settings.small_print_dpi > image.dpi) {
    return document.image(page, settings.small_print_dpi);
  }
  return image;
}

}  // namespace chauban::ocr

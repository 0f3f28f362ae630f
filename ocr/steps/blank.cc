// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/steps/blank.h"

#include <leptonica/allheaders.h>

namespace chauban::ocr {

namespace {
constexpr int kDpi = 75;
constexpr int kInkLevel = 150;      // darker is ink: shadows of folds and bleed-through stay above
constexpr int kSpeckPixels = 2;     // at 75 dpi a full stop is 1 to 2 pixels, a letter 4 and more
constexpr double kLeastInk = 4e-5;  // of the page: a two-digit page number is about twice that
}  // namespace

bool is_blank(const PageImage& image) {
  const float scale = static_cast<float>(kDpi) / static_cast<float>(image.dpi);
  const Pix gray(pixConvertTo8(image.pix.get(), 0));
  if (!gray) return false;
  const Pix small(pixScaleAreaMap(gray.get(), scale, scale));
  if (!small) return false;
  const Pix ink(pixThresholdToBinary(small.get(), kInkLevel));
  const Pix kept(
      pixSelectBySize(ink.get(), kSpeckPixels, kSpeckPixels, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GT, nullptr));
  l_float32 share = 0;
  if (!kept || pixForegroundFraction(kept.get(), &share) != 0) return false;
  return static_cast<double>(share) < kLeastInk;
}

}  // namespace chauban::ocr

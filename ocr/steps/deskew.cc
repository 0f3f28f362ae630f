// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/steps/deskew.h"

#include <leptonica/allheaders.h>

#include <cmath>
#include <numbers>
#include <utility>

namespace chauban::ocr {

namespace {
constexpr double kLeastDegrees = 0.1;
constexpr float kMinConfidence = 2.5F;  // of the sweep: below it the page has no lines to go by
constexpr int kBinaryLevel = 160;
}  // namespace

PageImage deskew(PageImage image) {
  const Pix gray(pixConvertTo8(image.pix.get(), 0));
  const Pix binary(gray ? pixThresholdToBinary(gray.get(), kBinaryLevel) : nullptr);
  if (!binary) return image;
  l_float32 angle = 0;
  l_float32 confidence = 0;
  constexpr int kSweepReduction = 4;
  constexpr int kSearchReduction = 2;
  if (pixFindSkewSweepAndSearch(binary.get(), &angle, &confidence, kSweepReduction, kSearchReduction, 7.0F, 1.0F,
                                0.01F) != 0) {
    return image;
  }
  const double degrees = static_cast<double>(angle);
  if (confidence < kMinConfidence || std::abs(degrees) < kLeastDegrees) return image;

  const double radians = degrees * std::numbers::pi / 180;
  Pix turned(pixRotateAM(gray.get(), static_cast<l_float32>(radians), L_BRING_IN_WHITE));
  if (!turned) return image;
  image.pix = std::move(turned);
  const double middle_x = pixGetWidth(image.pix.get()) / 2.0;
  const double middle_y = pixGetHeight(image.pix.get()) / 2.0;
  const double cosine = std::cos(radians);
  const double sine = std::sin(radians);
  image.to_page = image.to_page.after({cosine, sine, middle_x - cosine * middle_x - sine * middle_y,  //
                                       -sine, cosine, middle_y + sine * middle_x - cosine * middle_y});
  image.skew_degrees = degrees;
  return image;
}

}  // namespace chauban::ocr

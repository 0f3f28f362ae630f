// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/steps/orient.h"

#include <leptonica/allheaders.h>

#include <utility>

namespace chauban::ocr {

namespace {

// Measured on 41 pages in four directions at 200 dpi: on pages of text the true direction has 11 to 37, a wrong one
// never over 4. At 150 dpi it has half as much, and every third page would be left lying.
constexpr float kMinUpConfidence = 6.0F;
constexpr float kMinRatio = 2.5F;

/// Degrees clockwise that would set the page upright; 0 when unsure.
int upright_turn(const PageImage& image) {
  const Pix gray(pixConvertTo8(image.pix.get(), 0));
  const Pix flat(gray ? pixBackgroundNormSimple(gray.get(), nullptr, nullptr) : nullptr);
  const Pix binary(flat ? pixThresholdToBinary(flat.get(), 130) : nullptr);
  if (!binary) return 0;
  l_float32 up = 0;
  l_float32 left = 0;
  l_int32 turn = 0;
  const Pix turned(pixOrientCorrect(binary.get(), kMinUpConfidence, kMinRatio, &up, &left, &turn, 0));
  return turned ? turn : 0;
}

}  // namespace

PageImage turned(PageImage image, int turn) {
  if (turn == 0) return image;
  const double width = pixGetWidth(image.pix.get());
  const double height = pixGetHeight(image.pix.get());
  Pix pix(pixRotateOrth(image.pix.get(), turn / 90));
  if (!pix) return image;
  image.pix = std::move(pix);
  // From the turned image back to the one before: continuous coordinates, so no half pixels.
  const Affine back = turn == 90    ? Affine{0, 1, 0, -1, 0, height}
                      : turn == 180 ? Affine{-1, 0, width, 0, -1, height}
                                    : Affine{0, -1, width, 1, 0, 0};
  image.to_page = image.to_page.after(back);
  image.rotation = (image.rotation + turn) % 360;
  return image;
}

PageImage orient(PageImage image) {
  const int turn = upright_turn(image);
  return turned(std::move(image), turn);
}

}  // namespace chauban::ocr

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/steps/orient.h"

#include <leptonica/allheaders.h>

#include <utility>

namespace chauban::ocr {

namespace {

constexpr float kMinUpConfidence = 8.0F;
constexpr float kMinRatio = 2.5F;
constexpr int kDetectDpi = 150;

/// Degrees clockwise that would set the page upright; 0 when unsure.
int upright_turn(const PageImage& image) {
  const float scale = static_cast<float>(kDetectDpi) / static_cast<float>(image.dpi);
  const Pix small(scale < 1 ? pixScale(image.pix.get(), scale, scale) : pixClone(image.pix.get()));
  const Pix gray(pixConvertTo8(small.get(), 0));
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

PageImage orient(PageImage image) {
  const int turn = upright_turn(image);
  if (turn == 0) return image;
  const double width = pixGetWidth(image.pix.get());
  const double height = pixGetHeight(image.pix.get());
  Pix turned(pixRotateOrth(image.pix.get(), turn / 90));
  if (!turned) return image;
  image.pix = std::move(turned);
  // From the turned image back to the one before: continuous coordinates, so no half pixels.
  const Affine back = turn == 90    ? Affine{0, 1, 0, -1, 0, height}
                      : turn == 180 ? Affine{-1, 0, width, 0, -1, height}
                                    : Affine{0, -1, width, 1, 0, 0};
  image.to_page = image.to_page.after(back);
  image.rotation = (image.rotation + turn) % 360;
  return image;
}

}  // namespace chauban::ocr

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/steps/background.h"

#include <leptonica/allheaders.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace chauban::ocr {

namespace {

constexpr int kDirty = 18;
constexpr int kCell = 16;
constexpr int kWhite = 200;

/// White wherever a small blot has no larger ink near it. Near ink it may be a dot or a mark of a letter: those stay.
void remove_specks(::Pix* gray, int dpi) {
  const int small_px = std::max(3, dpi / 45);
  const int reach_px = std::max(5, dpi / 12);
  const Pix ink(pixThresholdToBinary(gray, 170));
  if (!ink) return;
  const Pix large(pixSelectBySize(ink.get(), small_px, small_px, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GT, nullptr));
  if (!large) return;
  const Pix small(pixXor(nullptr, ink.get(), large.get()));
  const Pix near_large(pixDilateBrick(nullptr, large.get(), 2 * reach_px + 1, reach_px + 1));
  const Pix touched(pixAnd(nullptr, small.get(), near_large.get()));
  const Pix kept(pixSeedfillBinary(nullptr, touched.get(), small.get(), 8));
  const Pix lone(pixXor(nullptr, small.get(), kept.get()));
  const Pix halo(pixDilateBrick(nullptr, lone.get(), 3, 3));  // the blot's soft edge goes with it
  if (halo) pixSetMasked(gray, halo.get(), 255);
}

}  // namespace

int measure_dirt(const PageImage& image) {
  const Pix gray(pixConvertTo8(image.pix.get(), 0));
  const Pix small(gray ? pixScaleAreaMap(gray.get(), 0.25F, 0.25F) : nullptr);
  if (!small) return 0;
  const int width = pixGetWidth(small.get());
  const int height = pixGetHeight(small.get());
  std::vector<l_uint32> brightest;
  for (int top = 0; top + kCell <= height; top += kCell) {
    for (int left = 0; left + kCell <= width; left += kCell) {
      l_uint32 best = 0;
      for (int y = top; y < top + kCell; ++y) {
        const l_uint32* line = pixGetData(small.get()) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(small.get());
        for (int x = left; x < left + kCell; ++x) best = std::max(best, static_cast<l_uint32>(GET_DATA_BYTE(line, x)));
      }
      brightest.push_back(best);
    }
  }
  if (brightest.empty()) return 0;
  std::sort(brightest.begin(), brightest.end());
  const auto last = brightest.size() - 1;
  return static_cast<int>(brightest[last * 9 / 10]) - static_cast<int>(brightest[last / 10]);
}

PageImage clean_background(PageImage image) {
  image.dirty = measure_dirt(image) > kDirty;
  if (!image.dirty) return image;
  const Pix gray(pixConvertTo8(image.pix.get(), 0));
  Pix even(gray ? pixBackgroundNormSimple(gray.get(), nullptr, nullptr) : nullptr);
  if (!even) return image;
  pixGammaTRC(even.get(), even.get(), 1.0F, 0, kWhite);
  remove_specks(even.get(), image.dpi);
  image.pix = std::move(even);
  return image;
}

}  // namespace chauban::ocr

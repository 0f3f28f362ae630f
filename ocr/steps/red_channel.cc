// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/steps/red_channel.h"

#include <leptonica/allheaders.h>

namespace chauban::ocr {

PageImage red_channel(PageImage image) {
  if (pixGetDepth(image.pix.get()) != 32) return image;
  image.pix = Pix(pixGetRGBComponent(image.pix.get(), COLOR_RED));
  return image;
}

}  // namespace chauban::ocr

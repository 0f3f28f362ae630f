// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/pix.h"

#include <leptonica/allheaders.h>

namespace chauban::ocr {

void PixDestroyer::operator()(::Pix* pix) const noexcept { pixDestroy(&pix); }

}  // namespace chauban::ocr

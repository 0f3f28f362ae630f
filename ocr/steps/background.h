// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/page_image.h"

namespace chauban::ocr {

/// How uneven the ground is: difference of the 90th and the 10th percentile of the brightest value in 16 x 16 cells of
/// the page at quarter size. Over 18 the page is dirty.
int measure_dirt(const PageImage& image);

/// On dirty pages only (clean ones lose by it, measured): even ground, white level, isolated specks removed.
PageImage clean_background(PageImage image);

}  // namespace chauban::ocr

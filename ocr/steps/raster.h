// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/document.h"
#include "ocr/settings.h"

namespace chauban::ocr {

/// The page's pixels at settings.dpi, or at settings.small_print_dpi if its letters are low. Colour or 8-bit gray.
Result<PageImage> raster(Document& document, int page, const Settings& settings);

/// Median height of the letters without ascender, in pixels; 0 if there are too few to tell.
double letter_height_px(const PageImage& image);
double width_px(const PageImage& image);

}  // namespace chauban::ocr

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/page_image.h"

namespace chauban::ocr {

/// Turns the page by quarters so that its text stands upright, judged by ascenders and descenders (Leptonica): about 20
/// ms where asking Tesseract costs a second. Leaves the page alone when unsure.
PageImage orient(PageImage image);

/// Turned clockwise by 0, 90, 180 or 270 degrees, its points still found on the original page.
PageImage turned(PageImage image, int degrees);

}  // namespace chauban::ocr

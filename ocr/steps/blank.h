// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/page_image.h"

namespace chauban::ocr {

/// True if, specks aside, the page bears less ink than a short word: not worth recognition. Errs to false: a page
/// number alone is text.
bool is_blank(const PageImage& image);

}  // namespace chauban::ocr

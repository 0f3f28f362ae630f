// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/invisible_font.h"
#include "ocr/page.h"
#include "ocr/page_image.h"

#include <string>

namespace chauban::ocr {

/// From a point of the page as a viewer shows it (y down) to user space of the PDF. `crop` is the crop box in user
/// space with `top` its upper edge; `rotate` the page's /Rotate.
Affine to_user_space(const Box& crop, int rotate);

/// The content stream that shows the page's words invisibly (text rendering mode 3), each in its box, with the font
/// resource of that name.
std::string overlay_of(const PageText& page, const Affine& to_user, const std::string& font_name, InvisibleFont& font);

}  // namespace chauban::ocr

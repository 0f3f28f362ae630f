// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/page_image.h"

namespace chauban::ocr {

/// The red channel as gray: the red seal turns as bright as the paper, blue-black ink stays dark. Gray images pass; the
/// result always has 8 bits.
PageImage red_channel(PageImage image);

}  // namespace chauban::ocr

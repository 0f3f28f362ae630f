// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/page_image.h"

namespace chauban::ocr {

/// Straightens pages turned by more than 0.1 degrees (and less than 7), and remembers how, so that boxes map back.
PageImage deskew(PageImage image);

}  // namespace chauban::ocr

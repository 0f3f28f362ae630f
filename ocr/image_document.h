// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/document.h"

namespace chauban::ocr {

/// PNG, JPEG, TIFF (of several pages). See Document.
Result<std::unique_ptr<Document>> open_image(BytesView bytes, const std::string& media_type, const Limits& limits);

/// One JPEG's pixels, gray or 32-bit; null if it cannot be decoded or has more than max_pixels.
Pix decode_jpeg(BytesView bytes, std::size_t max_pixels);

/// Scaled down to about `dpi` if it is much finer; `found_dpi` is what it has. Returns the resolution of the result.
int scale_to(Pix& pix, double found_dpi, int dpi);

}  // namespace chauban::ocr

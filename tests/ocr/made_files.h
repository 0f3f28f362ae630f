// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/bytes.h"

#include <cstdint>
#include <string>
#include <vector>

namespace chauban::ocr {

/// A PDF of these objects, numbered from 1, the first being the catalogue.
Bytes made_pdf(const std::vector<std::string>& objects);
/// So many blank pages of that size.
Bytes made_pdf_of(int pages, const std::string& media_box);
/// A PNG with that header and no pixels.
Bytes made_png(std::uint32_t width, std::uint32_t height);
/// A TIFF of one bit a pixel with that header and next to no pixels.
Bytes made_tiff(std::uint32_t width, std::uint32_t height);

}  // namespace chauban::ocr

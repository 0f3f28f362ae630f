// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/bytes.h"

#include <string>

namespace chauban::ocr {

/// By the magic number of the first bytes (1,024 are enough), never by a name: application/pdf, image/png, image/jpeg,
/// image/tiff. Empty if it is none of them. Cheap and safe: parses nothing.
std::string sniff_media_type(BytesView first_bytes);

}  // namespace chauban::ocr

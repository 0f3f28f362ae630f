// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/page.h"
#include "schemas/base/result.h"

namespace chauban::ocr {

/// Canonical Cap'n Proto (schemas/ocr_page.capnp), zstd: equal pages give equal bytes, so they can be addressed by
/// content.
Bytes encode_page(const PageText& page);
/// The bytes are hostile (they come from a worker or a disk). Errors: record_damaged.
Result<PageText> decode_page(BytesView bytes);

}  // namespace chauban::ocr

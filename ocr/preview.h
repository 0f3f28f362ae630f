// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of pages for screens. Parses hostile bytes with third-party code: run it in a child process of its own
// (run_preview is that child's life), never in the server.
#pragma once

#include "ocr/limits.h"
#include "ocr/page_image.h"
#include "schemas/base/result.h"

namespace chauban::ocr {

/// One page upright, `width_px` wide, as JPEG. `page` from 0. Errors: file_unreadable with the keys of Document,
/// not_found (no such page).
Result<Bytes> render_preview(BytesView file, int page, int width_px, const Limits& limits);
/// Its size as a viewer shows it. Errors: as above.
Result<PageSize> preview_size(BytesView file, int page, const Limits& limits);

/// `chauban ocr-preview PAGE WIDTH`: the file is standard input, the picture goes to standard output; with WIDTH 0 the
/// size in points, two numbers, instead. Exit code 0, or 1 with the error's `code key` on standard error.
int run_preview(int page, int width_px);

}  // namespace chauban::ocr

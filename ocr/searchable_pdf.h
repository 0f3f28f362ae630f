// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/page.h"
#include "schemas/base/result.h"

#include <optional>
#include <vector>

namespace chauban::ocr {

/// A PDF with the words laid invisibly over the ORIGINAL streams (no image is coded again; JPEG files are wrapped as
/// they are). A derived rendition: the original stays the document. The same input gives the same bytes. Pages that
/// brought their own text, are blank or could not be read (nullopt) get no layer. Parses hostile bytes: in a server
/// call OcrService::searchable_pdf. Errors: file_unreadable with the keys of Document; unsupported_media with key
/// signed_pdf: a signed file is never rewritten.
Result<Bytes> make_searchable_pdf(BytesView original, const std::vector<std::optional<PageText>>& pages);

}  // namespace chauban::ocr

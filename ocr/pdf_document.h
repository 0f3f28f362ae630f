// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/document.h"

namespace chauban::ocr {

/// A PDF, by Poppler. See Document.
Result<std::unique_ptr<Document>> open_pdf(BytesView bytes, const Limits& limits);

}  // namespace chauban::ocr

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/document.h"

class QPDF;

namespace chauban::ocr {

/// A page for each image of the file: a JPEG's bytes as they are, other images packed without loss.
/// Errors: those of Document.
Status wrap_images(QPDF& pdf, BytesView original, Document& document);

}  // namespace chauban::ocr

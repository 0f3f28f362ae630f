// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/document.h"

#include <optional>
#include <vector>

namespace chauban::ocr {

/// The page's own text if it can be trusted, else nothing, and the page is recognised like a scan. Judged page by page:
/// enough words, legal Unicode without private-use or replacement characters, boxes on the page, and words that can be
/// Vietnamese (or plain numbers and names). A scan's text layer, made by another program, must also be well marked:
/// Vietnamese without its marks is somebody's bad OCR.
std::optional<std::vector<Word>> kept_text(Document& document, int page);

/// The judgement itself, for tests. `scan`: the page is one image, so the text is not its author's.
bool is_trustworthy(const std::vector<Word>& words, PageSize size, bool scan);

}  // namespace chauban::ocr

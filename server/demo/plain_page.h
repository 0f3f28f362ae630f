// SPDX-License-Identifier: GPL-3.0-or-later
// A page of a generated letter: the words where they stand, and a small PDF that shows them there.
#pragma once

#include "ocr/page.h"
#include "schemas/base/bytes.h"

#include <string>
#include <vector>

namespace chauban::server {

/// Words of an A4 page set in lines of a typewriter, as reading would have found them.
ocr::PageText plain_page(const std::vector<std::string>& lines);

/// The same page as a file. No font is embedded, so marks are left out of what is drawn (not of the words).
Bytes plain_pdf(const std::vector<std::string>& lines);

}  // namespace chauban::server

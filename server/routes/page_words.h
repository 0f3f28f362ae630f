// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/page.h"
#include "server/routes/api.h"

namespace chauban::server {

/// What was read on a page. Errors: not_found key page_not_read; storage errors.
Result<ocr::PageText> page_words(const Api& api, const Digest& words);

}  // namespace chauban::server

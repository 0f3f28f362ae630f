// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/page.h"

#include <optional>
#include <vector>

namespace chauban::ocr {

/// {"pages": [{"page", "width", "height", "rotation", "confidence", "words": [{"text", "box", "confidence", "line",
/// "block"}]}], "fields": [{"field", "value", "confidence", "page", "box", "raw"}]}; boxes in points from the top left.
Bytes to_json(const std::vector<std::optional<PageText>>& pages);

}  // namespace chauban::ocr

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/page.h"

#include <vector>

namespace chauban::ocr {

/// Puts words into the order a person reads them and numbers lines and blocks anew: two-column zones (the letter's
/// head, the signature block) left column first, tables row by row, the rest by rows. The largest single gain of the
/// pipeline, and free. `words` must be straight and upright; boxes and `page_width` in one unit, any. The words' `line`
/// on entry says which were read as one line.
std::vector<Word> in_reading_order(std::vector<Word> words, double page_width);

}  // namespace chauban::ocr

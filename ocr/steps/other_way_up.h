// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/steps/recognise.h"

#include <vector>

namespace chauban::ocr {

/// For pages with too little text for orient() to tell, such as the sheet with only the signature. Words nobody could
/// have written (mean confidence under 0.6) or that run up and down the page are read again the three other ways up;
/// the surest reading is kept in `words`, with its image. Other pages cost nothing. Errors: those of Recogniser.
Status try_other_ways_up(PageImage& image, std::vector<Word>& words, Recogniser& recogniser);

}  // namespace chauban::ocr

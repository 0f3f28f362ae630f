// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace chauban::ocr {

/// True if the word can be a Vietnamese syllable: initial, glide, nucleus, tone, final. Generous: it tells text from
/// garbage, not right from wrong. Punctuation around the word is not looked at.
bool is_legal_syllable(std::string_view word);

/// True if a letter of the word bears a Vietnamese mark (or is đ).
bool has_marks(std::string_view word);

/// The word without punctuation at its ends.
std::string_view bare(std::string_view word);

}  // namespace chauban::ocr

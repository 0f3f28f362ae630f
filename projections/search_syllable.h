// SPDX-License-Identifier: GPL-3.0-or-later
// Normal forms of one Vietnamese syllable. Table-driven, because ICU costs a microsecond a word and a page has
// hundreds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace chauban::search {

struct Forms {
  std::string exact;
  std::string folded;
};

/// `word`: letters and digits with marks, NFC, no separators.
Forms normal_forms(std::string_view word);

/// The code point at `at` of UTF-8, which moves behind it; negative where the bytes are none (moves by one).
std::int32_t next_code_point(std::string_view text, std::size_t& at);
/// Letters and digits of any script, and combining marks.
bool is_word_character(std::int32_t code_point);

}  // namespace chauban::search

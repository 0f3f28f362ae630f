// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace chauban {

bool is_utf8(std::string_view text);
/// Unicode NFC. `text` must be well-formed UTF-8.
/// A character behind a UTF-8 text. Above U+10FFFF and surrogates: not to be given.
inline void append_character(std::string& text, char32_t c) {
  const auto tail = [&](unsigned shift) { text.push_back(static_cast<char>(0x80U | ((c >> shift) & 0x3FU))); };
  if (c < 0x80) {
    text.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    text.push_back(static_cast<char>(0xC0U | (c >> 6U)));
    tail(0);
  } else if (c < 0x10000) {
    text.push_back(static_cast<char>(0xE0U | (c >> 12U)));
    tail(6);
    tail(0);
  } else {
    text.push_back(static_cast<char>(0xF0U | (c >> 18U)));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::string nfc(std::string_view text);
bool is_nfc(std::string_view text);
/// Lower case, without marks, `đ` and `ð` as `d`: what a search without marks compares.
std::string fold(std::string_view text);
/// Lower case in Vietnamese, marks kept, NFC.
std::string lower(std::string_view text);
std::string upper(std::string_view text);
/// Unicode characters (code points after NFC), as the law counts lengths.
std::size_t count_characters(std::string_view text);
/// The first `max` characters, never cut inside one.
std::string first_characters(std::string_view text, std::size_t max);
/// White space at both ends gone.
std::string_view trim(std::string_view text);

struct TextRules {
  std::size_t max_characters = 500;
  bool required = false;    ///< empty after trimming is refused
  bool multi_line = false;  ///< line feeds and tabs allowed
};

/// The one door for text from outside: well-formed UTF-8, NFC, `Ð`(U+00D0) as `Đ`, trimmed, no NUL or other control
/// characters, no bidirectional overrides (U+202A..U+202E, U+2066..U+2069), not over the limit.
/// Errors: invalid_field with `field` and, as key, text_not_utf8, text_control_character, text_too_long, text_missing.
Result<std::string> parse_text(std::string_view field, std::string_view raw, TextRules rules = {});

/// Orders as a Vietnamese dictionary does (ICU collation `vi`): negative, 0, positive. For names and titles on screens.
int compare_vietnamese(std::string_view a, std::string_view b);

}  // namespace chauban

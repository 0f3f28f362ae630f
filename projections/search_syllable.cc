// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_syllable.h"

#include "projections/search_terms.h"
#include "schemas/base/text.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace chauban::search {
namespace {

constexpr std::size_t kTones = 6;
constexpr std::size_t kRows = 12;
constexpr char kBases[] = "aaaeeiooouuy";
constexpr std::size_t kRowI = 5;
constexpr std::size_t kRowY = 11;
constexpr std::size_t kStroke = kRows;  // đ
constexpr std::array<const char32_t*, kRows> kLower = {U"aàảãáạ", U"ăằẳẵắặ", U"âầẩẫấậ", U"eèẻẽéẹ",
                                                       U"êềểễếệ", U"iìỉĩíị", U"oòỏõóọ", U"ôồổỗốộ",
                                                       U"ơờởỡớợ", U"uùủũúụ", U"ưừửữứự", U"yỳỷỹýỵ"};
constexpr std::array<const char32_t*, kRows> kUpper = {U"AÀẢÃÁẠ", U"ĂẰẲẴẮẶ", U"ÂẦẨẪẤẬ", U"EÈẺẼÉẸ",
                                                       U"ÊỀỂỄẾỆ", U"IÌỈĨÍỊ", U"OÒỎÕÓỌ", U"ÔỒỔỖỐỘ",
                                                       U"ƠỜỞỠỚỢ", U"UÙỦŨÚỤ", U"ƯỪỬỮỨỰ", U"YỲỶỸÝỴ"};

/// A letter taken apart: the vowel's row and tone, or a plain character.
struct Glyph {
  std::uint8_t row = 255;
  std::uint8_t tone = 0;
  char plain = 0;

  [[nodiscard]] bool vowel() const { return row < kRows; }
  /// Circumflex, breve or horn: such a vowel bears the tone.
  [[nodiscard]] bool has_quality() const {
    return vowel() && row != 0 && row != 3 && row != 5 && row != 6 && row != 9 && row != 11;
  }
  [[nodiscard]] char base() const { return vowel() ? kBases[row] : (row == kStroke ? 'd' : plain); }
};

constexpr std::size_t kTableSize = 0x1F00;

std::array<std::uint8_t, kTableSize> make_table() {
  std::array<std::uint8_t, kTableSize> table{};
  for (std::size_t row = 0; row < kRows; ++row) {
    for (std::size_t tone = 0; tone < kTones; ++tone) {
      const auto entry = static_cast<std::uint8_t>(row * 8 + tone + 1);
      table[kLower[row][tone]] = entry;
      table[kUpper[row][tone]] = entry;
    }
  }
  // U+00D0 and U+00F0 look the same as đ on paper and come out of converters of old encodings.
  for (const char32_t c : U"đĐÐð") {
    if (c != 0) table[c] = static_cast<std::uint8_t>(kStroke * 8 + 1);
  }
  return table;
}

const std::array<std::uint8_t, kTableSize>& table() {
  static const auto instance = make_table();
  return instance;
}

bool read_glyph(std::int32_t c, Glyph& out) {
  if (c >= 0 && c < static_cast<std::int32_t>(kTableSize)) {
    if (const auto entry = table()[static_cast<std::size_t>(c)]; entry != 0) {
      out = {static_cast<std::uint8_t>((entry - 1) / 8), static_cast<std::uint8_t>((entry - 1) % 8), 0};
      return true;
    }
  }
  if (c < 0 || c >= 0x80) return false;
  out = {255, 0, static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c)};
  return true;
}

constexpr std::size_t kMaxSyllable = 8;

/// Where the tone of the vowels [begin, end) belongs: `hòa`, `hoàn`, `quý`, `khuỷu` (the older of the two conventions).
std::size_t tone_place(const std::array<Glyph, kMaxSyllable>& word, std::size_t begin, std::size_t end, bool closed) {
  for (std::size_t i = end; i-- > begin;) {
    if (word[i].has_quality()) return i;
  }
  const auto count = end - begin;
  if (count == 3 || (count == 2 && closed)) return begin + 1;
  return begin;
}

/// Moves the tone where it belongs and writes a lone final y as i. Words that are no Vietnamese syllable stay.
void normalise_syllable(std::array<Glyph, kMaxSyllable>& word, std::size_t size) {
  std::size_t begin = 0;
  if (size > 2 && word[0].plain == 'q' && word[1].base() == 'u') begin = 2;
  if (size > 2 && word[0].plain == 'g' && word[1].base() == 'i' && word[2].vowel()) begin = 2;
  while (begin < size && !word[begin].vowel()) ++begin;
  std::size_t end = begin;
  while (end < size && word[end].vowel()) ++end;
  if (begin == end || end - begin > 3) return;
  std::uint8_t tone = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (i >= end && word[i].vowel()) return;
    if (word[i].tone != 0 && tone != 0) return;
    if (word[i].tone != 0) tone = word[i].tone;
  }
  const bool lone_y = end == size && end - begin == 1 && word[begin].row == kRowY;
  const bool after_qu = begin == 2 && word[0].plain == 'q';
  if (lone_y &&
      (after_qu || (begin == 1 && std::string_view("hklmst").find(word[0].plain) != std::string_view::npos))) {
    word[begin].row = kRowI;
  }
  for (std::size_t i = 0; i < size; ++i) word[i].tone = 0;
  word[tone_place(word, begin, end, end < size)].tone = tone;
}

Forms by_icu(std::string_view word) {
  std::string text = lower(is_utf8(word) ? word : std::string_view("?"));
  for (std::size_t at = 0; (at = text.find("\xC3\xB0", at)) != std::string::npos;) text.replace(at, 2, "đ");
  return {text, fold(text)};
}

}  // namespace

std::int32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto first = bytes[at];
  if (first < 0x80) return bytes[at++];
  auto position = static_cast<std::int32_t>(at);
  UChar32 c = 0;
  U8_NEXT(bytes, position, static_cast<std::int32_t>(text.size()), c);
  at = c < 0 ? at + 1 : static_cast<std::size_t>(position);
  return c;
}

bool is_word_character(std::int32_t c) {
  if (c < 0) return false;
  if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  if (c < static_cast<std::int32_t>(kTableSize) && table()[static_cast<std::size_t>(c)] != 0) return true;
  return u_isalnum(c) != 0 || u_charType(c) == U_NON_SPACING_MARK;
}

Forms normal_forms(std::string_view word) {
  std::array<Glyph, kMaxSyllable> glyphs;
  std::size_t size = 0;
  bool letters = true;
  for (std::size_t at = 0; at < word.size();) {
    if (size == kMaxSyllable || !read_glyph(next_code_point(word, at), glyphs[size])) return by_icu(word);
    letters = letters && (glyphs[size].row != 255 || (glyphs[size].plain >= 'a' && glyphs[size].plain <= 'z'));
    ++size;
  }
  if (letters) normalise_syllable(glyphs, size);
  Forms out;
  for (std::size_t i = 0; i < size; ++i) {
    const auto& glyph = glyphs[i];
    if (glyph.vowel()) {
      append_character(out.exact, kLower[glyph.row][glyph.tone]);
    } else if (glyph.row == kStroke) {
      out.exact += "đ";
    } else {
      out.exact.push_back(glyph.plain);
    }
    out.folded.push_back(glyph.base());
  }
  return out;
}

std::string display_form(std::string_view exact) {
  std::array<Glyph, kMaxSyllable> glyphs;
  std::size_t size = 0;
  for (std::size_t at = 0; at < exact.size();) {
    if (size == kMaxSyllable || !read_glyph(next_code_point(exact, at), glyphs[size])) return std::string(exact);
    ++size;
  }
  const bool after_one = size == 2 && std::string_view("klmt").find(glyphs[0].plain) != std::string_view::npos;
  const bool after_qu = size == 3 && glyphs[0].plain == 'q';
  if ((!after_one && !after_qu) || glyphs[size - 1].row != kRowI) return std::string(exact);
  std::string out = after_qu ? "qu" : std::string(1, glyphs[0].plain);
  append_character(out, kLower[kRowY][glyphs[size - 1].tone]);
  return out;
}

}  // namespace chauban::search

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/steps/text_layer.h"

#include "ocr/syllable.h"
#include "schemas/base/text.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace chauban::ocr {

namespace {

enum class Look { garbage, syllable, foreign, number };

/// Signs between U+00A1 and U+00BF, ß, ×, ÷: what text in the old TCVN3 and VNI fonts turns into.
bool has_old_font_signs(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(text[i + 1]);
    if (lead == 0xC2 && next != 0xA0 && next != 0xAB && next != 0xBB && next != 0xB0 && next != 0xA7) return true;
    if (lead == 0xC3 && (next == 0x9F || next == 0x97 || next == 0xB7)) return true;
  }
  return false;
}

/// Replacement characters and the private-use areas (U+E000..U+F8FF is EE 80 80 to EF A3 BF, planes 15 and 16 F3 B0
/// up).
bool has_private_use(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    if (lead == 0xEE || (lead == 0xEF && next <= 0xA3) || (lead == 0xF3 && next >= 0xB0) || lead == 0xF4) return true;
    if (text.substr(i).starts_with("\xEF\xBF\xBD")) return true;
  }
  return false;
}

Look look_at(std::string_view text) {
  if (!is_utf8(text) || has_private_use(text) || has_old_font_signs(text)) return Look::garbage;
  const auto core = bare(text);
  const bool letters = std::any_of(core.begin(), core.end(), [](char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || (static_cast<unsigned char>(c) & 0x80U) != 0;
  });
  if (!letters) return Look::number;
  const bool digits =
      std::any_of(core.begin(), core.end(), [](char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; });
  if (digits) return Look::number;  // a symbol: 15/QĐ-UBND
  return is_legal_syllable(core) ? Look::syllable : Look::foreign;
}

}  // namespace

bool is_trustworthy(const std::vector<Word>& words, PageSize size, bool scan) {
  constexpr double kMargin = 5;  // points over the edge that no reader would see
  int count[4] = {0, 0, 0, 0};
  int marked = 0;
  int outside = 0;
  for (const auto& word : words) {
    const auto look = look_at(word.text);
    ++count[static_cast<int>(look)];
    if (look == Look::syllable && has_marks(word.text)) ++marked;
    const Box& box = word.box_pt;
    if (box.left < -kMargin || box.top < -kMargin || box.right > size.width_pt + kMargin ||
        box.bottom > size.height_pt + kMargin || box.width() <= 0 || box.height() <= 0) {
      ++outside;
    }
  }
  const auto total = static_cast<double>(words.size());
  const int syllables = count[static_cast<int>(Look::syllable)];
  const int lettered = syllables + count[static_cast<int>(Look::foreign)];
  if (words.empty() || outside > 0.02 * total || count[static_cast<int>(Look::garbage)] > 0.02 * total) return false;
  constexpr int kEnoughOfAScan = 10;
  if (scan) return lettered >= kEnoughOfAScan && syllables >= 0.85 * lettered && marked >= 0.4 * syllables;
  return lettered == 0 || syllables >= 0.6 * lettered;
}

std::optional<std::vector<Word>> kept_text(Document& document, int page) {
  auto words = document.text(page);
  if (words.empty()) return std::nullopt;
  const auto size = document.size(page);
  if (!size || !is_trustworthy(words, *size, document.is_scan(page))) return std::nullopt;
  for (auto& word : words) word.confidence = 1;
  return words;
}

}  // namespace chauban::ocr

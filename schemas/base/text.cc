// SPDX-License-Identifier: GPL-3.0-or-later
#include "schemas/base/text.h"

#include <unicode/coll.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <array>
#include <memory>
#include <optional>
#include <utility>

namespace chauban {
namespace {

const icu::Normalizer2& nfc_instance() {
  UErrorCode status = U_ZERO_ERROR;
  const auto* instance = icu::Normalizer2::getNFCInstance(status);
  CHAUBAN_ASSERT(U_SUCCESS(status));
  return *instance;
}

const icu::Normalizer2& nfd_instance() {
  UErrorCode status = U_ZERO_ERROR;
  const auto* instance = icu::Normalizer2::getNFDInstance(status);
  CHAUBAN_ASSERT(U_SUCCESS(status));
  return *instance;
}

icu::UnicodeString from_utf8(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

bool is_ascii(std::string_view text) {
  for (char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// The character at `at`, which moves behind it; negative where the bytes are no UTF-8.
UChar32 next_character(std::string_view text, std::int32_t& at) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  UChar32 c = 0;
  U8_NEXT(bytes, at, static_cast<std::int32_t>(text.size()), c);
  return c;
}

std::string fold_any(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto decomposed = nfd_instance().normalize(from_utf8(text).toLower(icu::Locale::getRoot()), status);
  icu::UnicodeString out;
  for (std::int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const UChar32 c = decomposed.char32At(i);
    if (u_charType(c) == U_NON_SPACING_MARK) continue;
    out.append((c == 0x0111 || c == 0x00F0) ? UChar32{'d'} : c);
  }
  return to_utf8(out);
}

/// What fold makes of each character of Latin script, its marks and punctuation: of those neither lower case nor
/// decomposition looks at the neighbours, so that nearly every text here is folded by looking up.
class FoldTable {
 public:
  FoldTable() {
    folded_.fill(kAsk);
    for (const auto& [first, last] : {std::pair{0x00, 0x24F}, {0x300, 0x36F}, {0x1E00, 0x1EFF}, {0x2010, 0x205E}}) {
      for (UChar32 c = first; c <= last; ++c) {
        const auto folded = from_utf8(fold_any(to_utf8(icu::UnicodeString(c))));
        if (folded.length() <= 1) folded_[static_cast<std::size_t>(c)] = folded.isEmpty() ? kNothing : folded[0];
      }
    }
  }
  /// kAsk: the table does not know.
  [[nodiscard]] char16_t operator[](UChar32 c) const {
    return c >= 0 && c < kSize ? folded_[static_cast<std::size_t>(c)] : kAsk;
  }

  static constexpr char16_t kAsk = 0xFFFF;
  static constexpr char16_t kNothing = 0xFFFE;

 private:
  static constexpr UChar32 kSize = 0x2060;
  std::array<char16_t, kSize> folded_{};
};

std::optional<std::string> fold_known(std::string_view text) {
  static const FoldTable kTable;
  std::string out;
  out.reserve(text.size());
  for (std::int32_t at = 0; at < static_cast<std::int32_t>(text.size());) {
    const char16_t c = kTable[next_character(text, at)];
    if (c == FoldTable::kAsk) return std::nullopt;
    if (c == FoldTable::kNothing) continue;
    append_character(out, c);
  }
  return out;
}

bool is_bidi_control(UChar32 c) { return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069); }

/// The first character that may not be in a text, or 0.
UChar32 find_forbidden(std::string_view text, bool multi_line) {
  std::int32_t i = 0;
  while (i < static_cast<std::int32_t>(text.size())) {
    const UChar32 c = next_character(text, i);
    if (multi_line && (c == '\n' || c == '\t')) continue;
    if (c == 0) return 0xFFFD;
    if (u_iscntrl(c) || is_bidi_control(c) || c == 0xFEFF || (c & 0xFFFE) == 0xFFFE) return c;
  }
  return 0;
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace

bool is_utf8(std::string_view text) {
  std::int32_t i = 0;
  while (i < static_cast<std::int32_t>(text.size())) {
    if (next_character(text, i) < 0) return false;
  }
  return true;
}

std::string nfc(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  UErrorCode status = U_ZERO_ERROR;
  return to_utf8(nfc_instance().normalize(from_utf8(text), status));
}

bool is_nfc(std::string_view text) {
  if (is_ascii(text)) return true;
  UErrorCode status = U_ZERO_ERROR;
  return nfc_instance().isNormalized(from_utf8(text), status) != 0;
}

std::string fold(std::string_view text) {
  if (is_ascii(text)) return ascii_lower(text);
  if (auto folded = fold_known(text)) return *std::move(folded);
  return fold_any(text);
}

std::string lower(std::string_view text) {
  if (is_ascii(text)) return ascii_lower(text);
  return nfc(to_utf8(from_utf8(text).toLower(icu::Locale::getRoot())));
}

std::string upper(std::string_view text) { return nfc(to_utf8(from_utf8(text).toUpper(icu::Locale::getRoot()))); }

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++count;
  }
  return count;
}

std::string first_characters(std::string_view text, std::size_t max) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && ++count > max) return std::string(text.substr(0, i));
  }
  return std::string(text);
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

Result<std::string> parse_text(std::string_view field, std::string_view raw, TextRules rules) {
  const std::map<std::string, std::string> details{{"field", std::string(field)},
                                                   {"max", std::to_string(rules.max_characters)}};
  // Nothing of ours is longer in bytes than four times its characters; refuse before any work is done on it.
  if (raw.size() > rules.max_characters * 12 + 64) return refuse(ErrorCode::invalid_field, "text_too_long", details);
  if (!is_utf8(raw)) return refuse(ErrorCode::invalid_field, "text_not_utf8", details);
  std::string text(raw);
  if (rules.multi_line) text = replace_all(std::move(text), "\r\n", "\n");
  text = std::string(trim(replace_all(nfc(text), "\xC3\x90", "\xC4\x90")));
  if (find_forbidden(text, rules.multi_line) != 0)
    return refuse(ErrorCode::invalid_field, "text_control_character", details);
  if (rules.required && text.empty()) return refuse(ErrorCode::invalid_field, "text_missing", details);
  if (count_characters(text) > rules.max_characters) return refuse(ErrorCode::invalid_field, "text_too_long", details);
  return text;
}

int compare_vietnamese(std::string_view a, std::string_view b) {
  static const std::unique_ptr<icu::Collator> kCollator = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<icu::Collator>(icu::Collator::createInstance(icu::Locale("vi"), status));
  }();
  UErrorCode status = U_ZERO_ERROR;
  return kCollator->compare(from_utf8(a), from_utf8(b), status);
}

}  // namespace chauban

// SPDX-License-Identifier: GPL-3.0-or-later
// From text to the terms that are indexed and compared. All knowledge of Vietnamese writing in search lives here and in
// search_code.h; the engine only ever sees finished terms. Indexing, querying and highlighting call the same functions,
// so what one of them finds the others find too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace chauban::search {

/// Raised whenever any function of this file or of search_code.h gives other terms: an index of another version is
/// rebuilt.
inline constexpr std::uint32_t kTermsVersion = 1;

/// The words of one page in reading order, as OCR or the text layer gave them; a word may carry punctuation.
struct PageWords {
  int page = 0;  ///< ordinal, as people count: the first page is 1
  std::vector<std::string> words;

  bool operator==(const PageWords&) const = default;
};

/// What a token was recognised as.
enum class TokenKind : std::uint8_t { word, number, date, code };

/// One term in both normal forms.
struct Token {
  std::string exact;   ///< NFC, lower case, tone placement and y/i normalised: `hoà` → `hòa`, `kỹ` → `kĩ`, `Ð` → `đ`
  std::string folded;  ///< the same without marks, `đ` → `d`
  TokenKind kind = TokenKind::word;
  std::size_t begin = 0;  ///< bytes of the text it was read from (of the composed text, if that was NFD)
  std::size_t end = 0;

  /// Typed with at least one mark (or `đ`), so that its exact spelling says more than the folded one.
  [[nodiscard]] bool marked() const { return exact != folded; }
  bool operator==(const Token&) const = default;
};

/// Calls `sink` for each token in order. A token is a maximal run of letters and digits with their marks; inner `.` `,`
/// `/` `-` `&` belong to it if the run is a document code, a number or a date. Numbers lose their group separators
/// (`1.250.000` → `1250000`), dates become ISO (`29/4/2021` → `2021-04-29`), codes lose leading zeros. Text that is not
/// UTF-8 is read up to the first bad byte of each run. Linear; about 0.1 ms for 2,000 characters. Thread-safe.
void for_each_token(std::string_view text, const std::function<void(const Token&)>& sink);
std::vector<Token> tokenize(std::string_view text);

/// The exact normal form of one word (no separators inside).
std::string exact_form(std::string_view word);
/// The folded normal form of one word: `Kỷ` → `ki`, because `kỷ` and `kỉ` are one word.
std::string folded_form(std::string_view word);
/// How a normal form is best shown to people: `kỉ` → `kỷ`.
std::string display_form(std::string_view exact);

/// A whole value that is compared as one: NFC, lower case, without marks, single spaces. Kinds, states, people.
std::string folded_value(std::string_view value);

}  // namespace chauban::search

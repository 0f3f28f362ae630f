// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/syllable.h"

#include "schemas/base/text.h"

#include <algorithm>
#include <array>
#include <string>

namespace chauban::ocr {

namespace {

constexpr std::array<std::string_view, 28> kInitials = {"ngh", "ng", "nh", "gh", "gi", "kh", "ph", "th", "tr", "ch",
                                                        "qu",  "b",  "c",  "d",  "g",  "h",  "k",  "l",  "m",  "n",
                                                        "p",   "r",  "s",  "t",  "v",  "x",  "đ",  ""};
constexpr std::array<std::string_view, 9> kFinals = {"", "c", "ch", "m", "n", "ng", "nh", "p", "t"};
constexpr std::string_view kVowels = "aeiouy";
constexpr std::size_t kLongestNucleus = 3;  // with its glide: "uyê", "oai"

bool is_rhyme(std::string_view rest) {
  const auto end = rest.find_first_not_of(kVowels);
  const auto nucleus = rest.substr(0, end);
  const auto last = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
  return !nucleus.empty() && nucleus.size() <= kLongestNucleus &&
         std::find(kFinals.begin(), kFinals.end(), last) != kFinals.end();
}

}  // namespace

std::string_view bare(std::string_view word) {
  constexpr std::string_view kAround = ".,;:!?()[]{}\"'/-+*";
  const auto first = word.find_first_not_of(kAround);
  if (first == std::string_view::npos) return {};
  return word.substr(first, word.find_last_not_of(kAround) - first + 1);
}

bool is_legal_syllable(std::string_view word) {
  const std::string plain = fold(bare(word));
  if (plain == "gi") return true;  // the one syllable whose initial is all there is
  return std::any_of(kInitials.begin(), kInitials.end(), [&](std::string_view initial) {
    return plain.starts_with(initial) && is_rhyme(std::string_view(plain).substr(initial.size()));
  });
}

bool has_marks(std::string_view word) {
  // Every letter with a mark, and đ, lies outside ASCII; punctuation that does (dashes, quotes) begins with E2.
  return std::any_of(word.begin(), word.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0xC3 && byte != 0xE2;
  });
}

}  // namespace chauban::ocr

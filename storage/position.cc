// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/position.h"

#include <charconv>
#include <limits>

namespace chauban::storage {
namespace {

/// Decimal digits only, no sign, no leading zero but for 0 itself.
template <class Integer>
std::optional<Integer> parse_number(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  Integer value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string Position::str() const { return std::to_string(partition.value) + ":" + std::to_string(pos); }

std::string Token::str() const {
  return generation > 1 ? position.str() + "@" + std::to_string(generation) : position.str();
}

std::optional<Token> Token::parse(std::string_view text) {
  Token token;
  if (const auto at = text.find('@'); at != std::string_view::npos) {
    const auto generation = parse_number<std::uint32_t>(text.substr(at + 1));
    if (!generation || *generation == 0) return std::nullopt;
    token.generation = *generation;
    text = text.substr(0, at);
  }
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto partition = parse_number<std::uint16_t>(text.substr(0, colon));
  const auto pos = parse_number<std::uint64_t>(text.substr(colon + 1));
  if (!partition || !pos) return std::nullopt;
  token.position = {{*partition}, *pos};
  return token;
}

}  // namespace chauban::storage

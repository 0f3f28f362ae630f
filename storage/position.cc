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

std::optional<Position> Position::parse(std::string_view text) {
  constexpr std::string_view first_generation = "@1";
  if (text.ends_with(first_generation)) text.remove_suffix(first_generation.size());
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto partition = parse_number<std::uint16_t>(text.substr(0, colon));
  const auto pos = parse_number<std::uint64_t>(text.substr(colon + 1));
  if (!partition || !pos) return std::nullopt;
  return Position{{*partition}, *pos};
}

}  // namespace chauban::storage

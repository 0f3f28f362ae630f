// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/vocabulary.h"

#include <algorithm>
#include <array>

namespace chauban {
namespace {

constexpr std::array<std::string_view, 8> kRoles{"clerk",     "officer",   "unitHead", "leader",
                                                 "archivist", "reception", "admin",    "auditor"};
constexpr std::array<std::string_view, 4> kUrgencies{"none", "khan", "thuongKhan", "hoaToc"};
constexpr std::array<std::string_view, 4> kSecrecies{"none", "mat", "toiMat", "tuyetMat"};

template <class Enum, std::size_t n>
std::optional<Enum> find(const std::array<std::string_view, n>& names, std::string_view name) {
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) return std::nullopt;
  return static_cast<Enum>(at - names.begin());
}

/// Version 7 ids begin with the time they were made, so no person's account begins with zeros.
constexpr std::size_t kSystemPrefix = 6;

}  // namespace

std::string_view to_string(Role role) { return kRoles.at(static_cast<std::size_t>(role)); }
std::optional<Role> parse_role(std::string_view name) { return find<Role>(kRoles, name); }
std::string_view to_string(Urgency urgency) { return kUrgencies.at(static_cast<std::size_t>(urgency)); }
std::optional<Urgency> parse_urgency(std::string_view name) { return find<Urgency>(kUrgencies, name); }
std::string_view to_string(Secrecy secrecy) { return kSecrecies.at(static_cast<std::size_t>(secrecy)); }
std::optional<Secrecy> parse_secrecy(std::string_view name) { return find<Secrecy>(kSecrecies, name); }

AccountId system_account(std::string_view process) {
  Uuid id = derived_id("system-account", process);
  std::fill_n(id.bytes.begin(), kSystemPrefix, std::uint8_t{0});
  return AccountId{id};
}

bool is_system_account(AccountId account) {
  const auto& bytes = account.value.bytes;
  return (bytes[6] >> 4) == 8 &&
         std::all_of(bytes.begin(), bytes.begin() + kSystemPrefix, [](auto b) { return b == 0; });
}

}  // namespace chauban

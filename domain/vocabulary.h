// SPDX-License-Identifier: GPL-3.0-or-later
// Words that several aggregates share. Names are those of the glossary (domain reference, chapter 1).
#pragma once

#include "schemas/base/ids.h"
#include "schemas/base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chauban {

/// What a position lets its holder do. A person acts through a position, not through a role name alone.
enum class Role : std::uint8_t { clerk, officer, unit_head, leader, archivist, reception, admin, auditor };
std::string_view to_string(Role role);  ///< as in the API: `clerk`, `officer`, `unitHead`, …
std::optional<Role> parse_role(std::string_view name);

/// Mức độ khẩn (R28). Ordered: greater is more urgent.
enum class Urgency : std::uint8_t { none, khan, thuong_khan, hoa_toc };
std::string_view to_string(Urgency urgency);  ///< `none`, `khan`, `thuongKhan`, `hoaToc`
std::optional<Urgency> parse_urgency(std::string_view name);

/// Độ mật. Anything but `none` is refused at every door (R29, domain 11.1); the others exist to be recognised.
enum class Secrecy : std::uint8_t { none, mat, toi_mat, tuyet_mat };
std::string_view to_string(Secrecy secrecy);  ///< `none`, `mat`, `toiMat`, `tuyetMat`
std::optional<Secrecy> parse_secrecy(std::string_view name);

/// Who acts: an account in a position, or a process of the system (no position).
struct Actor {
  AccountId account;
  PositionId position;

  bool operator==(const Actor&) const = default;
};

/// The account under which a process manager of ours acts, e.g. `digitization`. Never signs in.
AccountId system_account(std::string_view process);
bool is_system_account(AccountId account);

/// Who is to handle: a unit (its head assigns further) or one position. Exactly one of the two is set.
struct Assignee {
  UnitId unit;
  PositionId position;

  auto operator<=>(const Assignee&) const = default;
  [[nodiscard]] bool is_unit() const { return position.is_nil(); }
  [[nodiscard]] bool is_nil() const { return unit.is_nil() && position.is_nil(); }
};

/// The kinds of thing that have events. The numbers stand in stored records: never changed, never reused.
enum class Aggregate : std::uint16_t {
  account = 1,
  organisation = 2,  ///< units and positions
  file = 3,
  digitization = 4,
  number_series = 5,
  incoming = 6,
  dossier = 7,
  file_plan = 8,
};

/// One aggregate instance: where its events stand.
struct StreamRef {
  Aggregate aggregate = Aggregate::account;
  Uuid id;

  auto operator<=>(const StreamRef&) const = default;
};

}  // namespace chauban

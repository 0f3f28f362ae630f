// SPDX-License-Identifier: GPL-3.0-or-later
// Who is who: a fold of partition 0 (accounts, units, positions). A Directory is an immutable snapshot of it.
#pragma once

#include "domain/account/account.h"
#include "domain/organisation/organisation.h"
#include "domain/vocabulary.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chauban {

struct UnitName {
  Date from{};
  std::string name;
  std::string abbreviation;
  std::string organ_id;
  UnitId parent;
};
struct DirectoryUnit {
  UnitId id;
  AgencyId agency;
  std::vector<UnitName> names;  ///< by `from`, oldest first; never empty

  [[nodiscard]] const UnitName& on(
      Date day) const;  ///< the name that held on that day (the first, if it is older than all)
  [[nodiscard]] const UnitName& now() const { return names.back(); }
};
struct DirectoryPosition {
  PositionId id;
  UnitId unit;
  std::string title;
  std::vector<Role> roles;
  AccountId holder;  ///< nil: vacant

  [[nodiscard]] bool has(Role role) const;
};
struct DirectoryAccount {
  AccountId id;
  std::string user_name;
  std::string full_name;
  bool open = true;
};

/// Value type: copy to keep a snapshot. Look-ups are O(log n). Nothing is ever removed from it: history must find its
/// names.
class Directory {
 public:
  void apply(const account::Event& event, AccountId stream);
  void apply(const organisation::Event& event, Uuid stream);

  [[nodiscard]] const DirectoryUnit* unit(UnitId id) const;
  [[nodiscard]] const DirectoryPosition* position(PositionId id) const;
  [[nodiscard]] const DirectoryAccount* account(AccountId id) const;
  [[nodiscard]] const DirectoryAccount* account_named(std::string_view user_name) const;  ///< open ones only
  [[nodiscard]] std::vector<const DirectoryPosition*> positions_of(AccountId account) const;
  [[nodiscard]] std::vector<const DirectoryPosition*> positions_in(UnitId unit) const;
  /// The position with the role unitHead in this unit; nullptr if there is none.
  [[nodiscard]] const DirectoryPosition* head_of(UnitId unit) const;
  [[nodiscard]] std::optional<AgencyId> agency_of(PositionId position) const;
  [[nodiscard]] const std::map<UnitId, DirectoryUnit>& units() const { return units_; }
  [[nodiscard]] const std::map<PositionId, DirectoryPosition>& positions() const { return positions_; }
  [[nodiscard]] const std::map<AccountId, DirectoryAccount>& accounts() const { return accounts_; }

 private:
  std::map<UnitId, DirectoryUnit> units_;
  std::map<PositionId, DirectoryPosition> positions_;
  std::map<AccountId, DirectoryAccount> accounts_;
  std::map<std::string, AccountId, std::less<>> by_name_;
};

}  // namespace chauban

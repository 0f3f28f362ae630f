// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/directory.h"

#include <algorithm>

namespace chauban {
namespace {

template <class Map, class Key>
auto find(Map& map, const Key& key) -> decltype(&map.begin()->second) {
  const auto at = map.find(key);
  return at == map.end() ? nullptr : &at->second;
}

/// Keeps them ordered by `from`; a second naming from the same day replaces the first.
void insert_name(std::vector<UnitName>& names, UnitName name) {
  const auto at = std::find_if(names.begin(), names.end(), [&](const UnitName& n) { return !(n.from < name.from); });
  if (at != names.end() && at->from == name.from) {
    *at = std::move(name);
  } else {
    names.insert(at, std::move(name));
  }
}

}  // namespace

const UnitName& DirectoryUnit::on(Date day) const {
  const auto* held = &names.front();
  for (const auto& name : names) {
    if (name.from <= day) held = &name;
  }
  return *held;
}

bool DirectoryPosition::has(Role role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }

void Directory::apply(const account::Event& event, AccountId stream) {
  if (const auto* opened = std::get_if<account::AccountOpened>(&event)) {
    accounts_[stream] = {stream, opened->user_name, opened->full_name, true};
    by_name_[opened->user_name] = stream;
  } else if (std::holds_alternative<account::AccountClosed>(event)) {
    auto* closed = find(accounts_, stream);
    if (closed == nullptr) return;
    closed->open = false;
    if (const auto at = by_name_.find(closed->user_name); at != by_name_.end() && at->second == stream)
      by_name_.erase(at);
  }
}

void Directory::apply(const organisation::Event& event, Uuid stream) {
  if (const auto* created = std::get_if<organisation::OrgUnitCreated>(&event)) {
    // Named in the same record; until then it still has a name to show.
    units_[created->unit] = {created->unit, created->agency, {UnitName{}}};
  } else if (const auto* named = std::get_if<organisation::OrgUnitNamed>(&event)) {
    auto* unit = find(units_, UnitId{stream});
    if (unit == nullptr) return;
    if (unit->names.size() == 1 && unit->names.front().name.empty()) unit->names.clear();
    insert_name(unit->names, {named->from, named->name, named->abbreviation, named->organ_id, named->parent});
  } else if (const auto* position = std::get_if<organisation::PositionCreated>(&event)) {
    positions_[position->position] = {position->position, position->unit, position->title, position->roles, {}};
  } else if (const auto* held = std::get_if<organisation::PositionHeld>(&event)) {
    if (auto* known = find(positions_, PositionId{stream})) known->holder = held->account;
  }
}

const DirectoryUnit* Directory::unit(UnitId id) const { return find(units_, id); }
const DirectoryPosition* Directory::position(PositionId id) const { return find(positions_, id); }
const DirectoryAccount* Directory::account(AccountId id) const { return find(accounts_, id); }

const DirectoryAccount* Directory::account_named(std::string_view user_name) const {
  const auto at = by_name_.find(user_name);
  return at == by_name_.end() ? nullptr : account(at->second);
}

std::vector<const DirectoryPosition*> Directory::positions_of(AccountId account) const {
  std::vector<const DirectoryPosition*> held;
  if (account.is_nil()) return held;
  for (const auto& [id, position] : positions_) {
    if (position.holder == account) held.push_back(&position);
  }
  return held;
}

std::vector<const DirectoryPosition*> Directory::positions_in(UnitId unit) const {
  std::vector<const DirectoryPosition*> inside;
  for (const auto& [id, position] : positions_) {
    if (position.unit == unit) inside.push_back(&position);
  }
  return inside;
}

const DirectoryPosition* Directory::head_of(UnitId unit) const {
  for (const auto& [id, position] : positions_) {
    if (position.unit == unit && position.has(Role::unit_head)) return &position;
  }
  return nullptr;
}

std::optional<AgencyId> Directory::agency_of(PositionId position) const {
  const auto* held = this->position(position);
  if (held == nullptr) return std::nullopt;
  const auto* inside = unit(held->unit);
  if (inside == nullptr) return std::nullopt;
  return inside->agency;
}

}  // namespace chauban

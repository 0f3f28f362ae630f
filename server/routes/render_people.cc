// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/routes/render.h"

#include <algorithm>
#include <cmath>

namespace chauban::server {

std::string unit_name(const Directory& directory, UnitId unit) {
  const auto* known = directory.unit(unit);
  return known == nullptr ? std::string() : known->now().name;
}

std::string name_of(const Directory& directory, PositionId position) {
  const auto* known = directory.position(position);
  if (known == nullptr) return "";
  const auto* holder = directory.account(known->holder);
  return holder == nullptr ? known->title : holder->full_name;
}

std::string name_of(const Directory& directory, const Assignee& assignee) {
  return assignee.is_unit() ? unit_name(directory, assignee.unit) : name_of(directory, assignee.position);
}

std::string name_of(const Directory& directory, const Actor& actor) {
  const auto* account = directory.account(actor.account);
  return account == nullptr ? name_of(directory, actor.position) : account->full_name;
}

Json unit_ref(const Directory& directory, UnitId unit) {
  return Json::object({{"id", unit.str()}, {"name", unit_name(directory, unit)}});
}

Json position_ref(const Directory& directory, PositionId position) {
  const auto* known = directory.position(position);
  return Json::object({{"id", position.str()}, {"name", known == nullptr ? std::string() : known->title}});
}

Json assignee_json(const Directory& directory, const Assignee& assignee) {
  Json out = Json::object();
  if (assignee.is_unit()) {
    out.set("unit", unit_ref(directory, assignee.unit));
  } else {
    out.set("position", position_ref(directory, assignee.position));
  }
  return out.set("name", name_of(directory, assignee));
}

Json person_json(const Directory& directory, const Actor& actor) {
  Json out = Json::object({{"name", name_of(directory, actor)}});
  if (!actor.account.is_nil()) out.set("account", actor.account.str());
  if (!actor.position.is_nil()) out.set("position", position_ref(directory, actor.position));
  return out;
}

double rounded(double value, double scale) { return std::round(value * scale) / scale; }

Json box_json(double left, double top, double right, double bottom) {
  return Json::array({rounded(left, 100), rounded(top, 100), rounded(right, 100), rounded(bottom, 100)});
}

void set_date(Json& object, std::string_view name, Date day) {
  if (day.ok()) object.set(name, format_date(day));
}

namespace {

Json role_names(const std::vector<Role>& roles) {
  Json out = Json::array();
  for (const auto role : roles) out.push(to_string(role));
  return out;
}

Json own_position_json(const Directory& directory, const DirectoryPosition& position) {
  Json out = Json::object({{"id", position.id.str()}, {"title", position.title}});
  if (!position.roles.empty()) out.set("role", to_string(position.roles.front()));
  return out.set("roles", role_names(position.roles)).set("unit", unit_ref(directory, position.unit));
}

}  // namespace

Json position_json(const Directory& directory, const DirectoryPosition& position) {
  auto out = own_position_json(directory, position);
  if (const auto* holder = directory.account(position.holder)) {
    out.set("holder", Json::object({{"id", holder->id.str()}, {"name", holder->full_name}}));
  }
  return out;
}

Json account_json(const Directory& directory, const DirectoryAccount& account) {
  Json positions = Json::array();
  for (const auto* position : directory.positions_of(account.id))
    positions.push(own_position_json(directory, *position));
  return Json::object({{"id", account.id.str()},
                       {"userName", account.user_name},
                       {"name", account.full_name},
                       {"closed", !account.open},
                       {"positions", std::move(positions)}});
}

Json unit_json(const DirectoryUnit& unit, bool with_names) {
  const auto& now = unit.now();
  Json out = Json::object({{"id", unit.id.str()}, {"name", now.name}, {"code", now.abbreviation}});
  if (!now.organ_id.empty()) out.set("organId", now.organ_id);
  if (!now.parent.is_nil()) out.set("parent", now.parent.str());
  out.set("agency", unit.agency.str());
  if (!with_names) return out;
  Json names = Json::array();
  for (const auto& name : unit.names) {
    Json entry = Json::object({{"from", format_date(name.from)}, {"name", name.name}, {"code", name.abbreviation}});
    if (!name.organ_id.empty()) entry.set("organId", name.organ_id);
    if (!name.parent.is_nil()) entry.set("parent", name.parent.str());
    names.push(std::move(entry));
  }
  return out.set("names", std::move(names));
}

Json me_json(const Directory& directory, const auth::Session& session, std::string_view csrf) {
  Json positions = Json::array();
  for (const auto* position : directory.positions_of(session.account)) {
    positions.push(own_position_json(directory, *position));
  }
  Json permissions = Json::array();
  for (const auto permission : auth::permissions_of(session.roles)) permissions.push(auth::to_string(permission));
  Json out = Json::object({{"account", session.account.str()},
                           {"userName", session.user_name},
                           {"name", session.display_name},
                           {"roles", role_names(session.roles)},
                           {"positions", std::move(positions)},
                           {"agency", unit_ref(directory, UnitId{session.agency.value})},
                           {"permissions", std::move(permissions)},
                           {"csrf", csrf}});
  if (session.scopes) {
    Json scopes = Json::array();
    for (const auto scope : *session.scopes) scopes.push(auth::to_string(scope));
    out.set("scopes", std::move(scopes));
  }
  return out;
}

}  // namespace chauban::server

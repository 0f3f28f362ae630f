// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/authority.h"

#include <algorithm>

namespace chauban::organisation {
namespace {

constexpr std::size_t kMaxName = 200;
constexpr std::size_t kMaxAbbreviation = 40;

Result<State> existing(const World& world, Uuid id, Kind kind, const char* field) {
  CHAUBAN_TRY(auto found, world.organisation(id));
  if (found.state.kind != kind) return refuse(ErrorCode::not_found, "", {{"field", field}});
  return std::move(found.state);
}

Status check_names(const std::string& name, const std::string& abbreviation, const std::string& organ_id) {
  CHAUBAN_CHECK(need_text("name", name, kMaxName));
  CHAUBAN_CHECK(limit_text("abbreviation", abbreviation, kMaxAbbreviation));
  return limit_text("organId", organ_id, kMaxAbbreviation);
}

bool has(const std::vector<Role>& roles, Role role) {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

/// SoD-6: who administers reads no content, so holds no post that does. SoD-9: who audits writes nothing.
Status check_roles(const std::vector<Role>& roles) {
  const bool several = std::any_of(roles.begin(), roles.end(), [&](Role role) { return role != roles.front(); });
  if (several && has(roles, Role::admin)) return refuse(ErrorCode::separation_of_duties, "SoD-6");
  if (several && has(roles, Role::auditor)) return refuse(ErrorCode::separation_of_duties, "SoD-9");
  return {};
}

/// True if `unit` is `ancestor` or lies under it.
bool is_under(const Directory& directory, UnitId unit, UnitId ancestor) {
  for (std::size_t steps = 0; steps <= directory.units().size(); ++steps) {
    if (unit == ancestor) return true;
    const auto* known = directory.unit(unit);
    if (known == nullptr) return false;
    unit = known->now().parent;
  }
  return true;  // a circle already
}

}  // namespace

Decision decide(const World& world, const CreateUnit& command, const Context& context) {
  if (!administers(context)) return forbidden("admin");
  if (command.unit.is_nil()) return invalid("unit", "id_reserved");
  CHAUBAN_CHECK(check_names(command.name, command.abbreviation, command.organ_id));
  CHAUBAN_TRY(const auto found, world.organisation(command.unit.value));
  if (found.state.kind != Kind::absent) return conflict("exists", "");

  AgencyId agency{command.unit.value};
  UnitId parent;
  if (!command.agency.is_nil() && command.agency != agency) {
    agency = command.agency;
    parent = command.parent.is_nil() ? UnitId{agency.value} : command.parent;
    CHAUBAN_TRY(const auto above, existing(world, parent.value, Kind::unit, "parent"));
    if (above.agency != agency) return invalid("parent", "other_agency");
  }
  return std::vector{event_of(command.unit, OrgUnitCreated{command.unit, agency}),
                     event_of(command.unit, OrgUnitNamed{context.today, command.name, command.abbreviation,
                                                         command.organ_id, parent})};
}

Decision decide(const World& world, const NameUnit& command, const Context& context) {
  if (!administers(context)) return forbidden("admin");
  CHAUBAN_CHECK(check_names(command.name, command.abbreviation, command.organ_id));
  CHAUBAN_TRY(const auto unit, existing(world, command.unit.value, Kind::unit, "unit"));
  const bool is_agency = unit.agency.value == command.unit.value;
  if (!command.from.ok()) return invalid("from", "date_invalid");
  if (command.from < unit.named_from) return invalid("from", "date_before_last_name");
  if (is_agency != command.parent.is_nil()) return invalid("parent", "parent_wrong");
  if (!is_agency) {
    CHAUBAN_TRY(const auto above, existing(world, command.parent.value, Kind::unit, "parent"));
    if (above.agency != unit.agency) return invalid("parent", "other_agency");
    if (is_under(context.directory, command.parent, command.unit)) return invalid("parent", "parent_wrong");
  }
  return std::vector{event_of(
      command.unit, OrgUnitNamed{command.from, command.name, command.abbreviation, command.organ_id, command.parent})};
}

Decision decide(const World& world, const CreatePosition& command, const Context& context) {
  if (!administers(context)) return forbidden("admin");
  if (command.position.is_nil()) return invalid("position", "id_reserved");
  CHAUBAN_CHECK(need_text("title", command.title, kMaxName));
  if (command.roles.empty()) return invalid("roles", "roles_missing");
  CHAUBAN_CHECK(check_roles(command.roles));
  CHAUBAN_CHECK(existing(world, command.unit.value, Kind::unit, "unit"));
  CHAUBAN_TRY(const auto found, world.organisation(command.position.value));
  if (found.state.kind != Kind::absent) return conflict("exists", "");
  return std::vector{
      event_of(command.position, PositionCreated{command.position, command.unit, command.title, command.roles})};
}

Decision decide(const World& world, const HoldPosition& command, const Context& context) {
  if (!administers(context)) return forbidden("admin");
  CHAUBAN_TRY(const auto position, existing(world, command.position.value, Kind::position, "position"));
  if (position.holder == command.account) return std::vector<NewEvent>{};
  if (!command.account.is_nil()) {
    CHAUBAN_TRY(const auto found, world.account(command.account));
    if (found.state.stage != account::Stage::open) return refuse(ErrorCode::not_found, "", {{"field", "account"}});
    if (command.account == context.actor.account) return refuse(ErrorCode::separation_of_duties, "SoD-6");
    std::vector<Role> roles;
    if (const auto* wanted = context.directory.position(command.position)) roles = wanted->roles;
    for (const auto* held : context.directory.positions_of(command.account)) {
      roles.insert(roles.end(), held->roles.begin(), held->roles.end());
    }
    CHAUBAN_CHECK(check_roles(roles));
  }
  return std::vector{event_of(command.position, PositionHeld{command.account, context.today})};
}

}  // namespace chauban::organisation

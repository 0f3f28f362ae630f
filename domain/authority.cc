// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/authority.h"

#include "schemas/base/text.h"

#include <algorithm>

namespace chauban {

const DirectoryPosition* acting(const Context& context) {
  const auto* position = context.directory.position(context.actor.position);
  if (position == nullptr || context.actor.account.is_nil() || position->holder != context.actor.account)
    return nullptr;
  return position;
}

bool is_system(const Context& context) { return is_system_account(context.actor.account); }

bool belongs(const Context& context, AgencyId agency) {
  if (is_system(context)) return true;
  return acting(context) != nullptr && context.directory.agency_of(context.actor.position) == agency;
}

bool has_role(const Context& context, AgencyId agency, std::initializer_list<Role> roles) {
  const auto* position = acting(context);
  if (position == nullptr || !belongs(context, agency)) return false;
  return std::any_of(roles.begin(), roles.end(), [&](Role role) { return position->has(role); });
}

bool is_in(const Context& context, UnitId unit) {
  const auto* position = acting(context);
  return position != nullptr && !unit.is_nil() && position->unit == unit;
}

bool is_head_of(const Context& context, UnitId unit) {
  return is_in(context, unit) && acting(context)->has(Role::unit_head);
}

bool administers(const Context& context) {
  if (is_system(context)) return true;
  const auto* position = acting(context);
  return position != nullptr && position->has(Role::admin);
}

bool stands_for(const Context& context, const Assignee& assignee) {
  const auto* position = acting(context);
  if (position == nullptr) return false;
  return assignee.is_unit() ? is_in(context, assignee.unit) : position->id == assignee.position;
}

tl::unexpected<Error> forbidden(std::string needs) {
  return refuse(ErrorCode::forbidden, "", {{"needs", std::move(needs)}});
}

Status need_role(const Context& context, AgencyId agency, std::initializer_list<Role> roles) {
  if (has_role(context, agency, roles)) return {};
  std::string needs;
  for (const auto role : roles) needs += (needs.empty() ? "" : ", ") + std::string(to_string(role));
  return forbidden(std::move(needs));
}

tl::unexpected<Error> invalid(std::string field, std::string key) {
  return refuse(ErrorCode::invalid_field, std::move(key), {{"field", std::move(field)}});
}

Status need_text(std::string_view field, const std::string& text, std::size_t max_characters) {
  if (trim(text).empty()) return invalid(std::string(field), "text_missing");
  return limit_text(field, text, max_characters);
}

Status limit_text(std::string_view field, const std::string& text, std::size_t max_characters) {
  if (count_characters(text) <= max_characters) return {};
  return refuse(ErrorCode::invalid_field, "text_too_long",
                {{"field", std::string(field)}, {"max", std::to_string(max_characters)}});
}

tl::unexpected<Error> conflict(std::string_view state, std::string_view allowed) {
  return refuse(ErrorCode::state_conflict, "", {{"state", std::string(state)}, {"allowed", std::string(allowed)}});
}

bool can_receive(const Context& context, AgencyId agency, PositionId position) {
  const auto* found = context.directory.position(position);
  return found != nullptr && !found->holder.is_nil() && context.directory.agency_of(position) == agency;
}

bool can_receive(const Context& context, AgencyId agency, const Assignee& assignee) {
  if (assignee.unit.is_nil() == assignee.position.is_nil()) return false;
  if (!assignee.is_unit()) return can_receive(context, agency, assignee.position);
  const auto* unit = context.directory.unit(assignee.unit);
  return unit != nullptr && unit->agency == agency;
}

}  // namespace chauban

// SPDX-License-Identifier: GPL-3.0-or-later
// Who acts and what that lets them do, for the decide*.cc files. The server's table of permissions asks the same
// earlier; here it is asked of the very state the decision is made from.
#pragma once

#include "domain/context.h"
#include "domain/decisions.h"

#include <initializer_list>

namespace chauban {

/// The position the actor truly holds now; nullptr for processes and for anyone who only claims one.
const DirectoryPosition* acting(const Context& context);
/// The actor's position is in this agency. System processes are at home everywhere.
bool belongs(const Context& context, AgencyId agency);
/// The actor's position is in this agency and has one of the roles.
bool has_role(const Context& context, AgencyId agency, std::initializer_list<Role> roles);
/// The actor's position is the head of this unit.
bool is_head_of(const Context& context, UnitId unit);
/// The actor acts in this unit.
bool is_in(const Context& context, UnitId unit);
bool is_system(const Context& context);
/// One that administers: holds a position with the role admin anywhere, or is a process of ours (first start, command
/// line).
bool administers(const Context& context);
/// An assignee the actor stands for: the position itself, or any position of the unit.
bool stands_for(const Context& context, const Assignee& assignee);

/// Refusals. `needs` says what would have been enough: role names and, for one person, `handler`, `creator` ….
tl::unexpected<Error> forbidden(std::string needs);
/// forbidden unless has_role.
Status need_role(const Context& context, AgencyId agency, std::initializer_list<Role> roles);
tl::unexpected<Error> invalid(std::string field, std::string key);
/// text_missing when there is nothing but blanks; text_too_long.
Status need_text(std::string_view field, const std::string& text, std::size_t max_characters);
Status limit_text(std::string_view field, const std::string& text, std::size_t max_characters);
tl::unexpected<Error> conflict(std::string_view state, std::string_view allowed);

/// The position exists, is held, and is in the agency.
bool can_receive(const Context& context, AgencyId agency, PositionId position);
bool can_receive(const Context& context, AgencyId agency, const Assignee& assignee);

inline NewEvent event_of(AccountId id, account::Event event) {
  return {{Aggregate::account, id.value}, std::move(event)};
}
inline NewEvent event_of(UnitId id, organisation::Event event) {
  return {{Aggregate::organisation, id.value}, std::move(event)};
}
inline NewEvent event_of(PositionId id, organisation::Event event) {
  return {{Aggregate::organisation, id.value}, std::move(event)};
}
inline NewEvent event_of(FileId id, file::Event event) { return {{Aggregate::file, id.value}, std::move(event)}; }
inline NewEvent event_of(JobId id, digitization::Event event) {
  return {{Aggregate::digitization, id.value}, std::move(event)};
}
inline NewEvent event_of(SeriesId id, number_series::Event event) {
  return {{Aggregate::number_series, id.value}, std::move(event)};
}
inline NewEvent event_of(DocumentId id, incoming::Event event) {
  return {{Aggregate::incoming, id.value}, std::move(event)};
}
inline NewEvent event_of(DossierId id, dossier::Event event) {
  return {{Aggregate::dossier, id.value}, std::move(event)};
}
inline NewEvent event_of(FilePlanId id, file_plan::Event event) {
  return {{Aggregate::file_plan, id.value}, std::move(event)};
}

}  // namespace chauban

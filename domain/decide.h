// SPDX-License-Identifier: GPL-3.0-or-later
// The two pure functions everything rests on. One std::visit each; the rules stand with their aggregates.
#pragma once

#include "domain/command.h"
#include "domain/context.h"
#include "domain/event.h"
#include "domain/world.h"

#include <vector>

namespace chauban {

/// What follows from a command, or why nothing does. An empty list: the command was right and changed nothing.
/// Pure: no clock, no I/O but the World's reads, no chance but context.new_id. Errors: those of the command's own
/// comment.
Result<std::vector<NewEvent>> decide(const World& world, const Command& command, const Context& context);

/// The streams whose version an If-Match of this command speaks of (the document, the dossier …); the first is the main
/// one.
std::vector<StreamRef> streams_of(const Command& command);

/// Total and silent: an event has happened, so nothing is refused here.
AnyState evolve(AnyState state, const Event& event, const Actor& actor);

/// `before` is the state of the event's stream before it.
std::vector<LookupChange> lookup_changes(const StreamRef& stream, const AnyState& before, const Event& event);

}  // namespace chauban

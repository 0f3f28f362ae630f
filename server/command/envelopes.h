// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "domain/context.h"
#include "server/command/command_bus.h"
#include "server/command/loaded_world.h"
#include "storage/record.h"

#include <vector>

namespace chauban::server {

/// Events of one command, ready for a record, and the same as the caller will get them (positions not filled in yet).
struct Sealed {
  std::vector<Bytes> envelopes;
  std::vector<CommittedEvent> events;
};

/// `world` is moved on by the events. Event ids come from `context.new_id`, in order.
Result<Sealed> seal_events(std::vector<NewEvent> events, OverlayWorld& world, const Context& context, CommandId cause,
                           const Uuid& matter);

/// The agency a state belongs to; nil where there is none (accounts, positions).
AgencyId agency_of(const AnyState& state);

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/command/envelopes.h"

namespace chauban::server {

AgencyId agency_of(const AnyState& state) {
  return std::visit(
      [](const auto& known) {
        if constexpr (requires { known.agency; }) {
          return known.agency;
        } else {
          return AgencyId{};
        }
      },
      state);
}

Result<Sealed> seal_events(std::vector<NewEvent> events, OverlayWorld& world, const Context& context, CommandId cause,
                           const Uuid& matter) {
  Sealed sealed;
  for (auto& event : events) {
    const auto encoded = encode_event(event.event);
    if (encoded.payload.size() > storage::kMaxEventBytes) return refuse(ErrorCode::record_too_large);
    CHAUBAN_TRY(const auto after, world.apply(event, context.actor));
    storage::EventEnvelope envelope;
    envelope.id = EventId{context.new_id()};
    envelope.stream = event.stream.id;
    envelope.seq = after.version;
    envelope.aggregate = encoded.aggregate;
    envelope.type = encoded.type;
    envelope.version = encoded.version;
    // Accounts are nobody's business outside; whoever may see people sees them through the directory.
    envelope.flags =
        event.stream.aggregate == Aggregate::account ? storage::EventEnvelope::kNotPublic : std::uint16_t{0};
    envelope.agency = agency_of(after.state);
    envelope.occurred_at = context.now;
    envelope.business_date = to_days(context.today);
    envelope.calendar = context.calendar.version();
    envelope.cause = cause;
    envelope.matter = matter.is_nil() ? events.front().stream.id : matter;
    envelope.actor = {context.actor.account, context.actor.position, {}, {}};
    envelope.payload = encoded.payload;
    sealed.envelopes.push_back(storage::encode_envelope(envelope));
    sealed.events.push_back({envelope.id, event.stream, after.version, {}, std::move(event.event)});
  }
  if (sealed.envelopes.size() > storage::kMaxEventsPerRecord) return refuse(ErrorCode::record_too_large);
  return sealed;
}

}  // namespace chauban::server

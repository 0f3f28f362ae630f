// SPDX-License-Identifier: GPL-3.0-or-later
// Payloads of each aggregate's events. Input: type, version, payload.
#include "domain/event.h"
#include "tests/fuzz/targets.h"

namespace chauban::fuzz {
namespace {

void events_of(Aggregate aggregate, BytesView input) {
  Pieces in(input);
  const auto type = in.number<std::uint8_t>();
  const auto version = in.number<std::uint8_t>();
  const auto payload = in.rest();
  const auto event = decode_event(static_cast<std::uint16_t>(aggregate), type, version, payload);
  if (!event) return;
  // An older version is written anew as the newest: not the same bytes, but the same event.
  const auto written = encode_event(*event);
  const auto again = decode_event(written.aggregate, written.type, written.version, written.payload);
  CHAUBAN_ASSERT(again && *again == *event);
}

}  // namespace

void account_events(BytesView input) { events_of(Aggregate::account, input); }
void organisation_events(BytesView input) { events_of(Aggregate::organisation, input); }
void file_events(BytesView input) { events_of(Aggregate::file, input); }
void digitization_events(BytesView input) { events_of(Aggregate::digitization, input); }
void number_series_events(BytesView input) { events_of(Aggregate::number_series, input); }
void incoming_events(BytesView input) { events_of(Aggregate::incoming, input); }
void dossier_events(BytesView input) { events_of(Aggregate::dossier, input); }
void file_plan_events(BytesView input) { events_of(Aggregate::file_plan, input); }

}  // namespace chauban::fuzz

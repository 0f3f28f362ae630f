// SPDX-License-Identifier: GPL-3.0-or-later
// All events, and how they become bytes and come back. Adding one: domain/README.md.
#pragma once

#include "domain/account/account.h"
#include "domain/digitization/digitization.h"
#include "domain/dossier/dossier.h"
#include "domain/file/file.h"
#include "domain/file_plan/file_plan.h"
#include "domain/incoming/incoming.h"
#include "domain/number_series/number_series.h"
#include "domain/organisation/organisation.h"
#include "domain/vocabulary.h"

#include <string_view>
#include <variant>

namespace chauban {

using Event = std::variant<account::Event, organisation::Event, file::Event, digitization::Event, number_series::Event,
                           incoming::Event, dossier::Event, file_plan::Event>;

/// An event and the stream it stands in.
struct NewEvent {
  StreamRef stream;
  Event event;
  bool operator==(const NewEvent&) const = default;
};

/// The record format's view of an event (event_types.capnp has the numbers).
struct EncodedEvent {
  std::uint16_t aggregate = 0;
  std::uint16_t type = 0;
  std::uint16_t version = 0;
  Bytes payload;  ///< canonical struct, one segment, without framing
};

EncodedEvent encode_event(const Event& event);
/// Errors: upgrade_needed (a type or version this program does not know; the reader stops, it never skips),
/// record_damaged.
Result<Event> decode_event(std::uint16_t aggregate, std::uint16_t type, std::uint16_t version, BytesView payload);

/// `IncomingDocument`, `WorkDossier`, `NumberSeries`, `File`, `DigitizationJob`, `OrgUnit`, `Account`, `FilePlan`.
std::string_view aggregate_name(Aggregate aggregate);
/// `incoming`, `dossiers`, `number-series`, `files`, `jobs`, `units`, `accounts`, `file-plans`: the API's path segment.
std::string_view resource_name(Aggregate aggregate);
/// `IncomingRegistered`.
std::string_view event_name(const Event& event);
/// Same, from the numbers, without the payload. Nullopt: unknown here.
std::optional<std::string_view> event_name(std::uint16_t aggregate, std::uint16_t type);
/// Every event type known: number, name, aggregate, newest version. For filters, documentation and tests.
struct EventType {
  Aggregate aggregate = Aggregate::account;
  std::uint16_t type = 0;
  std::uint16_t version = 0;
  std::string_view name;
};
const std::vector<EventType>& event_types();

}  // namespace chauban

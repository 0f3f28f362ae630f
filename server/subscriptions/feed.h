// SPDX-License-Identifier: GPL-3.0-or-later
// Events for one reader, in the order of each partition, from where that reader is. Each is checked against the
// reader's rights at the moment it is delivered, and only events that the views have are given: whoever is told of a
// change and asks a view sees it.
#pragma once

#include "projections/jobs.h"
#include "server/auth/session.h"
#include "server/http/json.h"
#include "server/routes/positions.h"
#include "server/services.h"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace chauban::server {

/// `IncomingDocument.*,WorkDossier.DossierClosed`.
class EventTypes {
 public:
  /// Errors: bad_filter (detail `value`: an aggregate or event that does not exist).
  static Result<EventTypes> parse(std::string_view text);
  /// Of an event by its numbers.
  [[nodiscard]] bool takes(std::uint16_t aggregate, std::uint16_t type) const;

 private:
  bool all_ = true;
  std::set<std::pair<std::uint16_t, std::uint16_t>> wanted_;
};

/// How far all views are that a reader may look into afterwards.
Heads visible_heads(const Services& services);

/// One reader's eyes at one moment. Thread: one.
class EventReader {
 public:
  EventReader(const Services& services, auth::Principal reader);

  /// Whether this reader may know of it now. Errors: those of reading it.
  Result<bool> may_see(const projections::StoredEvent& event);
  /// The file a job reads, if this reader may know of it.
  [[nodiscard]] std::optional<projections::JobCard> job(JobId id) const;

 private:
  bool sees_document(DocumentId id);
  bool sees_file(FileId id);

  const Services& services_;
  auth::Principal reader_;
  Rights rights_;
  projections::ViewSnapshot documents_;
  projections::ViewSnapshot jobs_;
};

/// A CloudEvent 1.0 (api.md 8).
http::Json cloud_event(const projections::StoredEvent& event, const storage::EventEnvelope& envelope,
                       const Services& services);

/// Goes through events from `next` on, forward, below `limit`; moves `next` on. `visit` gives false to stop behind this
/// event. Partitions one after the other, at most `most` events looked at.
Status each_event(const storage::State& state, Heads& next, const Heads& limit, std::size_t most,
                  const std::function<Result<bool>(const storage::StoredEvent&)>& visit);

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/sse.h"
#include "server/subscriptions/feed.h"

namespace chauban::server {

/// CloudEvents for machines: everything from `from` on, then live. `who` is asked at each delivery: nullopt ends the
/// stream.
using WhoReads = std::function<std::optional<auth::Principal>()>;
std::shared_ptr<http::EventStream> cloud_event_stream(const Services& services, WhoReads who, Heads from,
                                                      EventTypes types);
/// What a browser should ask for again, several changes in one; progress of jobs, only the newest of each.
/// `reset`: the reason why the browser should forget all it has first; empty: none.
std::shared_ptr<http::EventStream> invalidation_stream(const Services& services, WhoReads who, Heads from,
                                                       std::string reset);

/// Keys of the browser's cache that an event makes stale.
std::set<std::string> stale_keys(const projections::StoredEvent& event);

}  // namespace chauban::server

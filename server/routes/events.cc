// SPDX-License-Identifier: GPL-3.0-or-later
// What happened: pages, long polls and streams.
#include "server/routes/route_sets.h"
#include "server/subscriptions/hub.h"
#include "server/subscriptions/streams.h"

#include <algorithm>

namespace chauban::server {
namespace {

using auth::Permission;

constexpr std::chrono::seconds kLongestPoll{25};
constexpr std::chrono::seconds kCheckEvery{10};
/// Looked at for one page; a page may be short and yet have a `next`.
constexpr std::size_t kLookAtMost = 5000;

/// Where a reader goes on who was at `text`. A partition that is not named (a command's position names one) goes on
/// from its present end.
Result<Heads> heads_after(const Api& api, std::string_view text) {
  CHAUBAN_TRY(auto heads, parse_heads(text, api.services.state));
  const auto present = heads_of(api.services.state);
  heads.insert(present.begin(), present.end());
  return heads;
}

Heads beginning() {
  Heads heads;
  for (const auto partition : kSeenPartitions) heads[partition] = 0;
  return heads;
}

struct Wanted {
  EventTypes types;
  std::size_t limit = 100;
  bool newest_first = false;
  std::optional<std::string> after;
};

Result<Wanted> wanted_of(const Request& request) {
  CHAUBAN_CHECK(check_query(request, {"after", "types", "limit", "order"}));
  Wanted wanted;
  CHAUBAN_TRY(wanted.types, EventTypes::parse(request.query.get("types").value_or("")));
  CHAUBAN_TRY(const auto limit, query_integer(request, "limit", 1, 500));
  wanted.limit = static_cast<std::size_t>(limit.value_or(100));
  const auto parse_order = [](std::string_view name) -> std::optional<bool> {
    if (name == "asc") return false;
    return name == "desc" ? std::optional(true) : std::nullopt;
  };
  CHAUBAN_TRY(const auto descending, query_choice<bool>(request, "order", parse_order));
  wanted.newest_first = descending.value_or(false);
  if (const auto after = request.query.get("after"); after && !after->empty()) wanted.after = std::string(*after);
  return wanted;
}

struct EventPage {
  std::vector<Json> items;
  Heads next;  ///< where to go on
  bool more = false;
};

/// Adds the event if the reader wants it and may know of it. False: the page is full.
Result<bool> add(const Api& api, EventReader& reader, const Wanted& wanted, const storage::StoredEvent& stored,
                 EventPage& page) {
  if (!wanted.types.takes(stored.envelope.aggregate, stored.envelope.type)) return true;
  CHAUBAN_TRY(const auto event, projections::read_event(stored));
  CHAUBAN_TRY(const bool seen, reader.may_see(event));
  if (seen) page.items.push_back(cloud_event(event, stored.envelope, api.services));
  return page.items.size() < wanted.limit;
}

Result<EventPage> oldest_first(const Api& api, const auth::Session& session, const Wanted& wanted, Heads from) {
  EventPage page{{}, std::move(from), false};
  EventReader reader(api.services, session);
  const auto limit = visible_heads(api.services);
  CHAUBAN_CHECK(each_event(api.services.state, page.next, limit, kLookAtMost,
                           [&](const auto& stored) { return add(api, reader, wanted, stored, page); }));
  page.more = std::any_of(page.next.begin(), page.next.end(), [&](const auto& one) {
    return limit.contains(one.first) && one.second < limit.at(one.first);
  });
  return page;
}

/// Backwards, the agency's documents before the system's matters. `next`: below it is what is older.
Result<EventPage> newest_first(const Api& api, const auth::Session& session, const Wanted& wanted, Heads below) {
  constexpr std::uint64_t kChunk = 200;
  EventPage page{{}, std::move(below), false};
  EventReader reader(api.services, session);
  std::size_t looked = 0;
  bool full = false;
  for (auto at = page.next.rbegin(); at != page.next.rend() && !full; ++at) {
    auto& [partition, end] = *at;
    while (end > 0 && looked < kLookAtMost && !full) {
      const auto first = end > kChunk ? end - kChunk : 0;
      CHAUBAN_TRY(const auto events, api.services.state.events(partition, first, end - first));
      for (auto event = events.rbegin(); event != events.rend() && !full; ++event) {
        ++looked;
        end = event->position.pos;
        CHAUBAN_TRY(const bool room, add(api, reader, wanted, *event, page));
        full = !room;
      }
      if (events.empty()) end = 0;
    }
  }
  page.more = std::any_of(page.next.begin(), page.next.end(), [](const auto& one) { return one.second > 0; });
  return page;
}

Response render(const Api& api, const Request& request, const EventPage& page) {
  const auto position = to_string(visible_heads(api.services), api.services.state);
  const auto next = to_string(page.next, api.services.state);
  const auto accept = request.headers["Accept"];
  Response response;
  if (accept.find("application/x-ndjson") != std::string_view::npos) {
    std::string lines;
    for (const auto& item : page.items) lines += item.str() + '\n';
    response = Response::text(std::move(lines), "application/x-ndjson");
  } else if (accept.find("application/cloudevents-batch+json") != std::string_view::npos) {
    response = Response::text(Json::array(page.items).str(), "application/cloudevents-batch+json");
  } else {
    Json out = Json::object({{"items", Json::array(page.items)}, {"position", position}, {"more", page.more}});
    response = Response::json(out.set("next", next).str());
  }
  response.headers.set("Vary", "Accept");
  response.headers.set("Log-Position", next);
  return response;
}

Result<Response> list_events(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto wanted, wanted_of(request));
  const auto& services = api.services;
  if (wanted.newest_first) {
    auto below = visible_heads(services);
    if (wanted.after) {
      CHAUBAN_TRY(below, heads_after(api, *wanted.after));
    }
    CHAUBAN_TRY(const auto page, newest_first(api, *request.session, wanted, std::move(below)));
    return render(api, request, page);
  }
  auto from = beginning();
  if (wanted.after) {
    CHAUBAN_TRY(from, heads_after(api, *wanted.after));
  }
  const auto patience = std::min(preferred_wait(request).value_or(std::chrono::seconds(0)), kLongestPoll);
  const auto deadline = services.clock.now() + patience;
  while (true) {
    const auto seen = services.hub.ticks();
    CHAUBAN_TRY(const auto page, oldest_first(api, *request.session, wanted, from));
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - services.clock.now());
    const bool empty = page.items.empty() && !page.more;
    if (!empty || left.count() <= 0) return render(api, request, page);
    if (!services.hub.wait(seen, left)) return render(api, request, page);
    from = page.next;
  }
}

/// Whether the sign-in or key this stream was opened with still stands.
bool stands(const Services& services, const auth::Session& session) {
  const auto among = [&](const auto& found) {
    return found && std::any_of(found->begin(), found->end(), [&](const auto& one) { return one.id == session.id; });
  };
  return session.scopes ? among(services.personal_keys.list(session.account))
                        : among(services.sessions.list(session.account));
}

/// Asked at each delivery: a closed account or another position shows at once, an ended session or a revoked key within
/// kCheckEvery (looking for it costs a scan).
WhoReads who_reads(const Api& api, const Request& request) {
  return [&services = api.services, session = request.session,
          checked = api.services.clock.now()]() mutable -> std::optional<auth::Principal> {
    const auto present = services.clock.now();
    if (present - checked >= kCheckEvery) {
      if (!stands(services, *session)) return std::nullopt;
      checked = present;
    }
    const auto directory = services.directory();
    const auto* account = directory->account(session->account);
    if (account == nullptr || !account->open) return std::nullopt;
    auth::Principal now = *session;
    now.roles.clear();
    for (const auto* position : directory->positions_of(session->account)) {
      now.roles.insert(now.roles.end(), position->roles.begin(), position->roles.end());
    }
    return now;
  };
}

Result<Response> opened(const Api& api, const Request& request, std::shared_ptr<http::EventStream> stream) {
  CHAUBAN_CHECK(api.services.hub.add(request.session->account, stream));
  Response response;
  response.headers.set("Content-Type", "text/event-stream");
  response.headers.set("X-Accel-Buffering", "no");  // a proxy that waits for more would hold back what is live
  response.events = std::move(stream);
  return response;
}

Result<Response> stream_events(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_query(request, {"after", "types"}));
  CHAUBAN_TRY(auto types, EventTypes::parse(request.query.get("types").value_or("")));
  // What a client that comes back has seen last says more than the address it began with.
  auto after = request.headers["Last-Event-ID"];
  if (after.empty()) after = request.query.get("after").value_or("");
  auto from = beginning();
  if (!after.empty()) {
    CHAUBAN_TRY(from, heads_after(api, after));
  }
  return opened(api, request,
                cloud_event_stream(api.services, who_reads(api, request), std::move(from), std::move(types)));
}

Result<Response> stream_invalidations(const Api& api, Request& request) {
  const auto last = request.headers["Last-Event-ID"];
  auto from = visible_heads(api.services);
  std::string reset;
  if (!last.empty()) {
    auto known = heads_after(api, last);
    if (known) {
      from = *std::move(known);
    } else {
      reset = std::string(to_string(known.error().code));  // of another log: all that the browser has is of no worth
    }
  }
  return opened(api, request, invalidation_stream(api.services, who_reads(api, request), std::move(from), reset));
}

}  // namespace

void add_event_routes(http::Router& router, const ApiPtr& api) {
  router.get("/v1/events", Permission::read_events, with(api, list_events));
  router.get("/v1/events/stream", Permission::read_events, with(api, stream_events));
  router.get("/v1/stream", Permission::read_self, with(api, stream_invalidations));
}

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/subscriptions/streams.h"

#include <map>

namespace chauban::server {
namespace {

using http::Json;

/// Events looked at in one go: a reader who may see few of many must not hold a worker for long.
constexpr std::size_t kLookAtOnce = 2000;
constexpr std::string_view kRetry = "retry: 3000\n\n";

/// Where a stream is. Only its own pull touches it, never two at once.
struct Place {
  Heads next;
  bool begun = false;
};

bool is_level(const Heads& next, const Heads& limit) {
  for (const auto& [partition, at] : next) {
    if (limit.contains(partition) && at < limit.at(partition)) return false;
  }
  return true;
}

void add_progress(std::map<JobId, Json>& jobs, const EventReader& reader, const projections::StoredEvent& event) {
  const JobId id{event.facts.stream.id};
  const auto card = reader.job(id);
  if (!card) return;
  jobs[id] = Json::object({{"id", id.str()},
                           {"file", card->file.str()},
                           {"done", card->pages_done},
                           {"failed", card->pages_failed},
                           {"total", card->pages},
                           {"state", projections::to_string(card->state)}});
}

}  // namespace

std::set<std::string> stale_keys(const projections::StoredEvent& event) {
  const auto id = event.facts.stream.id.str();
  switch (event.facts.stream.aggregate) {
    case Aggregate::incoming: return {"inbox", "incoming/" + id, "registers", "search"};
    case Aggregate::dossier: return {"inbox", "dossiers/" + id, "filePlans"};
    case Aggregate::file_plan: return {"filePlans"};
    case Aggregate::file: return {"files/" + id, "jobs"};
    case Aggregate::digitization: {
      std::set<std::string> keys{"jobs/" + id};
      // What was read names the arrival in its list.
      const auto* job = std::get_if<digitization::Event>(&event.event);
      if (job != nullptr && std::holds_alternative<digitization::JobCompleted>(*job)) keys.insert("inbox");
      return keys;
    }
    case Aggregate::number_series: {
      std::set<std::string> keys{"inbox", "registers"};
      // A proposal to drop a number shows on its document, whose own stream has no event of it.
      projections::visit_event(event.event, [&](const auto& one) {
        if constexpr (requires {
                        one.number;
                        one.document;
                      })
          keys.insert("incoming/" + one.document.str());
      });
      return keys;
    }
    case Aggregate::organisation: return {"directory", "admin"};
    case Aggregate::account: return {"admin"};
  }
  return {};
}

std::shared_ptr<http::EventStream> cloud_event_stream(const Services& services, WhoReads who, Heads from,
                                                      EventTypes types) {
  auto place = std::make_shared<Place>(Place{std::move(from), false});
  return std::make_shared<http::EventStream>(
      [&services, who = std::move(who), types = std::move(types), place](std::size_t max) -> Result<Bytes> {
        Bytes out;
        if (!place->begun) out = kRetry;
        place->begun = true;
        const auto principal = who();
        if (!principal) return refuse(ErrorCode::auth_expired);
        EventReader reader(services, *principal);
        const auto limit = visible_heads(services);
        while (out.size() < max && !is_level(place->next, limit)) {
          CHAUBAN_CHECK(each_event(services.state, place->next, limit, kLookAtOnce,
                                   [&](const storage::StoredEvent& stored) -> Result<bool> {
                                     if (!types.takes(stored.envelope.aggregate, stored.envelope.type)) return true;
                                     CHAUBAN_TRY(const auto event, projections::read_event(stored));
                                     CHAUBAN_TRY(const bool seen, reader.may_see(event));
                                     if (!seen) return true;
                                     auto behind = place->next;
                                     behind[stored.position.partition] = stored.position.pos + 1;
                                     out += http::sse_frame(to_string(behind, services.state), event_name(event.event),
                                                            cloud_event(event, stored.envelope, services).str());
                                     return out.size() < max;
                                   }));
          if (!out.empty()) break;
        }
        return out;
      });
}

std::shared_ptr<http::EventStream> invalidation_stream(const Services& services, WhoReads who, Heads from,
                                                       std::string reset) {
  auto place = std::make_shared<Place>(Place{std::move(from), false});
  return std::make_shared<http::EventStream>(
      [&services, who = std::move(who), place, reset = std::move(reset)](std::size_t) -> Result<Bytes> {
        Bytes out;
        if (!place->begun) {
          out = kRetry;
          if (!reset.empty()) out += http::sse_frame("", "reset", Json::object({{"reason", reset}}).str());
        }
        place->begun = true;
        const auto principal = who();
        if (!principal) return refuse(ErrorCode::auth_expired);
        EventReader reader(services, *principal);
        const auto limit = visible_heads(services);
        std::set<std::string> keys;
        std::map<JobId, Json> jobs;
        while (keys.empty() && jobs.empty() && !is_level(place->next, limit)) {
          CHAUBAN_CHECK(each_event(services.state, place->next, limit, kLookAtOnce,
                                   [&](const storage::StoredEvent& stored) -> Result<bool> {
                                     CHAUBAN_TRY(const auto event, projections::read_event(stored));
                                     CHAUBAN_TRY(const bool seen, reader.may_see(event));
                                     if (!seen) return true;
                                     if (event.facts.stream.aggregate == Aggregate::digitization)
                                       add_progress(jobs, reader, event);
                                     else
                                       keys.merge(stale_keys(event));
                                     return true;
                                   }));
        }
        const auto id = to_string(place->next, services.state);
        for (const auto& [job, progress] : jobs) out += http::sse_frame(id, "job", progress.str());
        if (keys.empty()) return out;
        Json list = Json::array();
        for (const auto& key : keys) list.push(key);
        out += http::sse_frame(id, "change", Json::object({{"keys", std::move(list)}}).str());
        return out;
      });
}

}  // namespace chauban::server

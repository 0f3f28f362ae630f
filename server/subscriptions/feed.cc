// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/subscriptions/feed.h"

#include "projections/documents.h"
#include "schemas/base/text.h"
#include "server/subscriptions/event_data.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace chauban::server {

using projections::StoredEvent;

Result<EventTypes> EventTypes::parse(std::string_view text) {
  EventTypes types;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const auto one = trim(text.substr(0, comma));
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    const auto point = one.find('.');
    const auto aggregate = one.substr(0, point);
    const auto name = point == std::string_view::npos ? std::string_view("*") : one.substr(point + 1);
    if (one == "*" || one == "*.*") continue;
    types.all_ = false;
    const auto before = types.wanted_.size();
    for (const auto& type : event_types()) {
      const bool fits = aggregate_name(type.aggregate) == aggregate && (name == "*" || type.name == name);
      if (fits) types.wanted_.emplace(static_cast<std::uint16_t>(type.aggregate), type.type);
    }
    if (types.wanted_.size() == before && !one.empty()) {
      return refuse(ErrorCode::bad_filter, "",
                    {{"parameter", "types"}, {"value", is_utf8(one) ? first_characters(one, 100) : std::string()}});
    }
  }
  return types;
}

bool EventTypes::takes(std::uint16_t aggregate, std::uint16_t type) const {
  return all_ || wanted_.contains({aggregate, type});
}

Heads visible_heads(const Services& services) {
  auto heads = heads_of(services.state);
  for (const auto* name : {"documents", "jobs", "inbox", "incoming_register", "archive", "timeline"}) {
    const auto view = services.views.read(name);
    for (auto& [partition, next] : heads) next = std::min(next, view.next_pos(partition));
  }
  return heads;
}

EventReader::EventReader(const Services& services, auth::Principal reader)
    : services_(services),
      reader_(std::move(reader)),
      rights_(reading_rights(*services.directory(), reader_.account, reader_.agency)),
      documents_(services.views.read("documents")),
      jobs_(services.views.read("jobs")) {}

bool EventReader::sees_document(DocumentId id) {
  const auto card = find_document(documents_, id);
  return card && *card && (*card)->state.agency == reader_.agency && may_read(rights_, (*card)->rights());
}

bool EventReader::sees_file(FileId id) {
  const auto found = find_file(documents_, id);
  if (!found || !*found || (*found)->agency != reader_.agency || rights_.empty()) return false;
  const auto& file = **found;
  if (file.documents.empty()) {
    return file.stored_by.account == reader_.account || rights_.contains("k:" + file.agency.str());
  }
  return std::any_of(file.documents.begin(), file.documents.end(),
                     [&](DocumentId document) { return sees_document(document); });
}

std::optional<projections::JobCard> EventReader::job(JobId id) const {
  auto found = projections::find_job(jobs_, id);
  return found ? *std::move(found) : std::nullopt;
}

Result<bool> EventReader::may_see(const StoredEvent& stored) {
  const auto& facts = stored.facts;
  const auto document_of = [](const Event& event) -> std::optional<DocumentId> {
    std::optional<DocumentId> document;
    projections::visit_event(event, [&](const auto& one) {
      if constexpr (requires {
                      one.document;
                      one.number;
                    })
        document = one.document;
    });
    return document;
  };
  switch (facts.stream.aggregate) {
    case Aggregate::incoming: return sees_document(DocumentId{facts.stream.id});
    case Aggregate::file: return sees_file(FileId{facts.stream.id});
    case Aggregate::digitization: {
      const auto card = job(JobId{facts.stream.id});
      return card && sees_file(card->file);
    }
    case Aggregate::number_series: {
      if (const auto document = document_of(stored.event)) return sees_document(*document);
      return facts.agency == reader_.agency && !rights_.empty();
    }
    case Aggregate::dossier: {
      const auto agency = facts.agency == reader_.agency;
      return agency && auth::allows(reader_.roles, auth::Permission::read_archive);
    }
    case Aggregate::file_plan: return facts.agency == reader_.agency;
    case Aggregate::organisation: {
      const auto directory = services_.directory();
      const auto* unit = directory->unit(UnitId{facts.stream.id});
      if (unit != nullptr) return unit->agency == reader_.agency;
      return directory->agency_of(PositionId{facts.stream.id}) == reader_.agency;
    }
    // What happens to accounts is the administrator's and one's own to know.
    case Aggregate::account:
      return facts.stream.id == reader_.account.value || auth::allows(reader_.roles, auth::Permission::admin_users);
  }
  return false;
}

namespace {

/// `001.00000000000000128841`: sorts as the events stand. A later generation is said, as in a position.
std::string sequence_of(const storage::Position& position, std::uint32_t generation) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%03u.%020llu", static_cast<unsigned>(position.partition.value),
                static_cast<unsigned long long>(position.pos));
  return generation > 1 ? std::string(text.data()) + "@" + std::to_string(generation) : text.data();
}

}  // namespace

http::Json cloud_event(const StoredEvent& stored, const storage::EventEnvelope& envelope, const Services& services) {
  const auto& facts = stored.facts;
  const auto name = std::string(event_name(stored.event));
  const auto stream = facts.stream.id.str();
  const auto subject = std::string(resource_name(facts.stream.aggregate)) + "/" + stream;
  const auto generation = services.state.standing(facts.position.partition).generation;
  http::Json out = http::Json::object(
      {{"specversion", "1.0"},
       {"id", facts.id.str()},
       {"source", "/chauban/" + facts.agency.str()},
       {"type", "chauban." + std::string(aggregate_name(facts.stream.aggregate)) + "." + name},
       {"subject", subject},
       {"time", format_time_utc(facts.occurred_at)},
       {"datacontenttype", "application/json"},
       {"dataschema", services.config.base_url + "/v1/schemas/events/" + name + "/" + std::to_string(envelope.version)},
       {"partitionkey", stream},
       {"sequence", sequence_of(facts.position, generation)},
       {"actorid", facts.actor.account.str()}});
  if (!facts.actor.position.is_nil()) out.set("positionid", facts.actor.position.str());
  if (facts.business_date.ok()) out.set("businessdate", format_date(facts.business_date));
  out.set("causationid", envelope.cause.str()).set("correlationid", envelope.matter.str());
  if (envelope.rule_set != 0) out.set("rulesetversion", std::to_string(envelope.rule_set));
  auto data = event_data(stored.event);
  data.set("links", http::Json::object({{"self", "/v1/" + subject}}));
  return out.set("streamversion", facts.seq).set("data", std::move(data));
}

Status each_event(const storage::State& state, Heads& next, const Heads& limit, std::size_t most,
                  const std::function<Result<bool>(const storage::StoredEvent&)>& visit) {
  constexpr std::size_t kChunk = 200;
  std::size_t looked = 0;
  for (auto& [partition, at] : next) {
    const auto end = limit.contains(partition) ? limit.at(partition) : 0;
    while (at < end && looked < most) {
      CHAUBAN_TRY(const auto events, state.events(partition, at, std::min<std::size_t>(kChunk, end - at)));
      if (events.empty()) break;
      for (const auto& event : events) {
        ++looked;
        CHAUBAN_TRY(const bool go_on, visit(event));
        at = event.position.pos + 1;
        if (!go_on) return {};
      }
    }
  }
  return {};
}

}  // namespace chauban::server

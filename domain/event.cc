// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/event.h"

#include "domain/codec.h"

namespace chauban {
namespace {

struct AggregateNames {
  std::string_view aggregate;
  std::string_view resource;
};

AggregateNames names(Aggregate aggregate) {
  switch (aggregate) {
    case Aggregate::account: return {"Account", "accounts"};
    case Aggregate::organisation: return {"OrgUnit", "units"};
    case Aggregate::file: return {"File", "files"};
    case Aggregate::digitization: return {"DigitizationJob", "jobs"};
    case Aggregate::number_series: return {"NumberSeries", "number-series"};
    case Aggregate::incoming: return {"IncomingDocument", "incoming"};
    case Aggregate::dossier: return {"WorkDossier", "dossiers"};
    case Aggregate::file_plan: return {"FilePlan", "file-plans"};
  }
  return {};
}

std::vector<EventType> all_types() {
  std::vector<EventType> all;
  for (const auto& part : {account::types(), organisation::types(), file::types(), digitization::types(),
                           number_series::types(), incoming::types(), dossier::types(), file_plan::types()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

/// Where the aggregate's first type stands in event_types(): they follow each other in the order of both variants.
std::size_t index_of(const Event& event) {
  constexpr std::array<std::size_t, 8> kSizes{
      std::variant_size_v<account::Event>,       std::variant_size_v<organisation::Event>,
      std::variant_size_v<file::Event>,          std::variant_size_v<digitization::Event>,
      std::variant_size_v<number_series::Event>, std::variant_size_v<incoming::Event>,
      std::variant_size_v<dossier::Event>,       std::variant_size_v<file_plan::Event>};
  std::size_t first = 0;
  for (std::size_t i = 0; i < event.index(); ++i) first += kSizes[i];
  return first + std::visit([](const auto& inner) { return inner.index(); }, event);
}

template <class Inner>
Result<Event> widen(Result<Inner> event) {
  if (!event) return refuse(std::move(event).error());
  return Event(std::move(*event));
}

}  // namespace

EncodedEvent encode_event(const Event& event) {
  return std::visit([](const auto& inner) { return encode(inner); }, event);
}

Result<Event> decode_event(std::uint16_t aggregate, std::uint16_t type, std::uint16_t version, BytesView payload) {
  switch (Aggregate{aggregate}) {
    case Aggregate::account: return widen(account::decode(type, version, payload));
    case Aggregate::organisation: return widen(organisation::decode(type, version, payload));
    case Aggregate::file: return widen(file::decode(type, version, payload));
    case Aggregate::digitization: return widen(digitization::decode(type, version, payload));
    case Aggregate::number_series: return widen(number_series::decode(type, version, payload));
    case Aggregate::incoming: return widen(incoming::decode(type, version, payload));
    case Aggregate::dossier: return widen(dossier::decode(type, version, payload));
    case Aggregate::file_plan: return widen(file_plan::decode(type, version, payload));
  }
  return refuse(ErrorCode::upgrade_needed, "", {{"aggregate", std::to_string(aggregate)}});
}

std::string_view aggregate_name(Aggregate aggregate) { return names(aggregate).aggregate; }
std::string_view resource_name(Aggregate aggregate) { return names(aggregate).resource; }

std::string_view event_name(const Event& event) { return event_types()[index_of(event)].name; }

std::optional<std::string_view> event_name(std::uint16_t aggregate, std::uint16_t type) {
  for (const auto& known : event_types()) {
    if (static_cast<std::uint16_t>(known.aggregate) == aggregate && known.type == type) return known.name;
  }
  return std::nullopt;
}

const std::vector<EventType>& event_types() {
  static const std::vector<EventType> kTypes = all_types();
  return kTypes;
}

}  // namespace chauban

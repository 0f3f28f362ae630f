// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/command/loaded_world.h"

#include "domain/decide.h"

#include <algorithm>

namespace chauban::server {
namespace {

template <class State>
Result<Versioned<State>> typed(const LoadedWorld& world, Aggregate aggregate, const Uuid& id) {
  CHAUBAN_TRY(auto loaded, world.load({aggregate, id}));
  return Versioned<State>{std::get<State>(std::move(loaded.state)), loaded.version};
}

}  // namespace

Result<Versioned<account::State>> LoadedWorld::account(AccountId id) const {
  return typed<account::State>(*this, Aggregate::account, id.value);
}
Result<Versioned<organisation::State>> LoadedWorld::organisation(Uuid id) const {
  return typed<organisation::State>(*this, Aggregate::organisation, id);
}
Result<Versioned<file::State>> LoadedWorld::file(FileId id) const {
  return typed<file::State>(*this, Aggregate::file, id.value);
}
Result<Versioned<digitization::State>> LoadedWorld::job(JobId id) const {
  return typed<digitization::State>(*this, Aggregate::digitization, id.value);
}
Result<Versioned<number_series::State>> LoadedWorld::series(SeriesId id) const {
  return typed<number_series::State>(*this, Aggregate::number_series, id.value);
}
Result<Versioned<incoming::State>> LoadedWorld::incoming(DocumentId id) const {
  return typed<incoming::State>(*this, Aggregate::incoming, id.value);
}
Result<Versioned<dossier::State>> LoadedWorld::dossier(DossierId id) const {
  return typed<dossier::State>(*this, Aggregate::dossier, id.value);
}
Result<Versioned<file_plan::State>> LoadedWorld::file_plan(FilePlanId id) const {
  return typed<file_plan::State>(*this, Aggregate::file_plan, id.value);
}

Result<Versioned<AnyState>> StateWorld::load(const StreamRef& stream) const {
  CHAUBAN_TRY(const auto entity, state_.entity(static_cast<std::uint16_t>(stream.aggregate), stream.id));
  if (!entity) return Versioned<AnyState>{empty_state(stream.aggregate), 0};
  CHAUBAN_TRY(auto state, decode_state(stream.aggregate, entity->bytes));
  return Versioned<AnyState>{std::move(state), entity->seq};
}

Result<std::vector<Uuid>> StateWorld::lookup(LookupKey key) const {
  CHAUBAN_TRY(const auto entity, state_.entity(kLookupAggregate, key.value));
  std::vector<Uuid> ids;
  if (!entity) return ids;
  for (std::size_t at = 0; at + 16 <= entity->bytes.size(); at += 16) {
    ids.push_back(*Uuid::from_bytes(BytesView(entity->bytes).substr(at, 16)));
  }
  return ids;
}

Result<Versioned<AnyState>> RememberingWorld::load(const StreamRef& stream) const {
  if (const auto found = known_.find(stream); found != known_.end()) return found->second;
  CHAUBAN_TRY(auto loaded, below_.load(stream));
  return known_.emplace(stream, std::move(loaded)).first->second;
}

Result<Versioned<AnyState>> OverlayWorld::load(const StreamRef& stream) const {
  if (const auto found = states_.find(stream); found != states_.end()) return found->second;
  return below_.load(stream);
}

Result<std::vector<Uuid>> OverlayWorld::lookup(LookupKey key) const {
  if (const auto found = lookups_.find(key); found != lookups_.end()) return found->second;
  return below_.lookup(key);
}

Result<Versioned<AnyState>> OverlayWorld::apply(const NewEvent& event, const Actor& actor) {
  CHAUBAN_TRY(auto before, load(event.stream));
  for (const auto& change : lookup_changes(event.stream, before.state, event.event)) {
    CHAUBAN_TRY(auto ids, lookup(change.key));
    std::erase(ids, change.id);
    if (change.add) ids.push_back(change.id);
    lookups_[change.key] = std::move(ids);
  }
  Versioned<AnyState> after{evolve(std::move(before.state), event.event, actor), before.version + 1};
  return states_[event.stream] = std::move(after);
}

void OverlayWorld::merge(OverlayWorld later) {
  for (auto& [stream, state] : later.states_) states_.insert_or_assign(stream, std::move(state));
  for (auto& [key, ids] : later.lookups_) lookups_.insert_or_assign(key, std::move(ids));
}

std::vector<storage::EntityWrite> writes_of(const OverlayWorld& world) {
  std::vector<storage::EntityWrite> writes;
  for (const auto& [stream, state] : world.states()) {
    writes.push_back({static_cast<std::uint16_t>(stream.aggregate), stream.id, state.version, kStateShape,
                      encode_state(state.state)});
  }
  for (const auto& [key, ids] : world.lookups()) {
    Bytes bytes;
    for (const auto& id : ids) bytes += id.view();
    writes.push_back(
        {kLookupAggregate, key.value, static_cast<std::uint32_t>(ids.size()), kStateShape, std::move(bytes)});
  }
  return writes;
}

Result<std::vector<storage::EntityWrite>> evolve_record(const LoadedWorld& before, const storage::Record& record) {
  const auto* events = std::get_if<storage::Events>(&record.body);
  if (events == nullptr) return std::vector<storage::EntityWrite>();
  OverlayWorld world(before);
  for (const auto& bytes : events->envelopes) {
    CHAUBAN_TRY(const auto envelope, storage::decode_envelope(bytes));
    CHAUBAN_TRY(auto event, decode_event(envelope.aggregate, envelope.type, envelope.version, envelope.payload));
    const StreamRef stream{static_cast<Aggregate>(envelope.aggregate), envelope.stream};
    CHAUBAN_CHECK(
        world.apply({stream, std::move(event)}, {envelope.actor.account, envelope.actor.position}).map([](auto&&) {}));
  }
  return writes_of(world);
}

}  // namespace chauban::server

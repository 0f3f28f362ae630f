// SPDX-License-Identifier: GPL-3.0-or-later
// Worlds over stored states: StateWorld reads what is applied; OverlayWorld adds events that are decided but not
// durable yet.
#pragma once

#include "domain/world.h"
#include "storage/state.h"

#include <map>

namespace chauban::server {

/// Look-ups are kept as entities of a number no aggregate has: bytes are the ids, 16 each, in the order they came.
inline constexpr std::uint16_t kLookupAggregate = 0xFFFE;

/// Gives the typed questions of World from one untyped: load a stream's state. Thread: as the implementation's.
class LoadedWorld : public World {
 public:
  virtual Result<Versioned<AnyState>> load(const StreamRef& stream) const = 0;

  Result<Versioned<account::State>> account(AccountId id) const final;
  Result<Versioned<organisation::State>> organisation(Uuid id) const final;
  Result<Versioned<file::State>> file(FileId id) const final;
  Result<Versioned<digitization::State>> job(JobId id) const final;
  Result<Versioned<number_series::State>> series(SeriesId id) const final;
  Result<Versioned<incoming::State>> incoming(DocumentId id) const final;
  Result<Versioned<dossier::State>> dossier(DossierId id) const final;
  Result<Versioned<file_plan::State>> file_plan(FilePlanId id) const final;
};

/// What is applied. Thread-safe (State's reads are). `state` outlives it.
class StateWorld final : public LoadedWorld {
 public:
  explicit StateWorld(const storage::State& state) : state_(state) {}
  Result<Versioned<AnyState>> load(const StreamRef& stream) const override;
  Result<std::vector<Uuid>> lookup(LookupKey key) const override;

 private:
  const storage::State& state_;
};

/// Another world, each stream of which is read once: for many questions about one document. Thread: one.
class RememberingWorld final : public LoadedWorld {
 public:
  explicit RememberingWorld(const LoadedWorld& below) : below_(below) {}
  Result<Versioned<AnyState>> load(const StreamRef& stream) const override;
  Result<std::vector<Uuid>> lookup(LookupKey key) const override { return below_.lookup(key); }

 private:
  const LoadedWorld& below_;
  mutable std::map<StreamRef, Versioned<AnyState>> known_;
};

/// What would be, if the events given so far were applied to `below`. Thread: one.
class OverlayWorld final : public LoadedWorld {
 public:
  explicit OverlayWorld(const LoadedWorld& below) : below_(below) {}
  /// Not even by mistake: `OverlayWorld draft(world)` would be a copy with all that was applied to `world`.
  OverlayWorld(const OverlayWorld&) = delete;
  OverlayWorld(OverlayWorld&&) = default;
  Result<Versioned<AnyState>> load(const StreamRef& stream) const override;
  Result<std::vector<Uuid>> lookup(LookupKey key) const override;

  /// Applies one event; returns the stream's state and version after it.
  Result<Versioned<AnyState>> apply(const NewEvent& event, const Actor& actor);
  /// Takes over what was applied to `later`, which lies on this one.
  void merge(OverlayWorld later);
  [[nodiscard]] const std::map<StreamRef, Versioned<AnyState>>& states() const { return states_; }
  [[nodiscard]] const std::map<LookupKey, std::vector<Uuid>>& lookups() const { return lookups_; }

 private:
  const LoadedWorld& below_;
  std::map<StreamRef, Versioned<AnyState>> states_;
  std::map<LookupKey, std::vector<Uuid>> lookups_;
};

/// The rows of all that was applied to `world`.
std::vector<storage::EntityWrite> writes_of(const OverlayWorld& world);

/// What a valid data record changes besides its events: the states after it and the look-ups. For State::apply and
/// rebuilds. Errors: upgrade_needed (an event this program does not know), record_damaged.
Result<std::vector<storage::EntityWrite>> evolve_record(const LoadedWorld& before, const storage::Record& record);

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
//
// State: what the log means, so far
// ---------------------------------
// Everything here can be deleted and comes back equal from the log. Each record becomes one batch that holds all rows
// it changes and how far the partition has come, so that a crash at any byte leaves a state that equals a fold of the
// log up to some record. It never waits for the disk: what is lost is applied again.
// Relied on by: decide (entities), the front door (known keys), subscriptions and export (events), views.
// Broken by: writing the position apart from the rows; a state that comes from another log: hence the anchor, the
// last record's offset and hash, is compared at open.
// Guarded by tests/storage/state_test.cc (restart equals fold, anchor) and power_cut_test.cc.
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"
#include "storage/log.h"
#include "storage/record.h"
#include "storage/valid.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace rocksdb {
class Env;
}

namespace chauban::storage {

class KeyValueStore;

/// The current state of one aggregate, as `decide` needs it. `shape`: version of the encoding of `bytes`.
struct EntityWrite {
  std::uint16_t aggregate = 0;
  Uuid id;
  std::uint32_t seq = 0;
  std::uint16_t shape = 0;
  Bytes bytes;
  bool operator==(const EntityWrite&) const = default;
};
struct Entity {
  std::uint32_t seq = 0;
  std::uint64_t pos = 0;  ///< of the last event of the record that wrote it
  std::uint16_t shape = 0;
  Bytes bytes;
};

struct StoredEvent {
  Position position;
  EventEnvelope envelope;
  std::uint64_t epoch = 0;
  std::uint64_t hlc = 0;
  bool operator==(const StoredEvent&) const = default;
};

/// Brings the domain's part of a valid data record: called once, between judging and writing.
using Evolve = std::function<Result<std::vector<EntityWrite>>(const Record& record)>;

/// What the positions of a partition mean now.
struct Standing {
  std::uint64_t next_pos = 0;
  std::uint32_t generation = 1;
  std::vector<HandedOn> handed_on;
};

/// Writes: the partition's thread (different partitions at once are fine). Reads: any thread.
class State {
 public:
  struct Options {
    std::filesystem::path folder;  ///< `<data>/state`
    bool discard = false;          ///< throw away what is there and build anew
    bool bulk = false;             ///< build without a write-ahead file: call finish_bulk at the end
    std::uint16_t level = kSoftwareLevel;
    std::uint16_t entity_shape = 0;  ///< not 0: rows of another shape make open fail as another format would
    rocksdb::Env* env = nullptr;     ///< tests; not owned
  };

  /// A store that will not open, or has another format, is moved aside (`state.damaged-N`) and an empty one made.
  /// Errors: state_from_other_log (of another log, ahead of it, or its last record differs).
  static Result<std::unique_ptr<State>> open(Options options, Log& log);
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// Judges the record at `offset` (it must be the next) and, in one batch, writes what it changes. A stop verdict
  /// changes nothing. Errors: those of `evolve` (nothing changed), record_damaged, storage errors.
  Result<Verdict> apply(PartitionId partition, Offset offset, BytesView record, const Evolve& evolve);
  Result<Verdict> apply(PartitionId partition, Offset offset, BytesView record, std::span<const EntityWrite> entities);

  [[nodiscard]] LogState log_state(PartitionId partition) const;
  /// Of the next event: log_state(partition).next_pos(), without its tree.
  [[nodiscard]] std::uint64_t next_pos(PartitionId partition) const;
  [[nodiscard]] Standing standing(PartitionId partition) const;
  /// Partitions that have at least one record.
  [[nodiscard]] std::vector<PartitionId> partitions() const;
  [[nodiscard]] LogId log_id() const;

  [[nodiscard]] Result<std::optional<Entity>> entity(std::uint16_t aggregate, const Uuid& id) const;
  /// Every entity of an aggregate, in order of id. Stops at the first error `visit` returns.
  Status entities(std::uint16_t aggregate, const std::function<Status(const Uuid&, const Entity&)>& visit) const;
  [[nodiscard]] Result<std::optional<KeyEntry>> find_key(PartitionId partition, const IdemKey& key) const;
  /// At most `limit` events from `from_pos` on, in order of pos.
  [[nodiscard]] Result<std::vector<StoredEvent>> events(PartitionId partition, std::uint64_t from_pos,
                                                        std::size_t limit) const;
  [[nodiscard]] Result<std::optional<StoredEvent>> event_at(Position position) const;
  /// The events of the record whose first pos this is: what a repeated command is answered from.
  [[nodiscard]] Result<std::vector<StoredEvent>> record_events(PartitionId partition, std::uint64_t first_pos) const;
  /// First pos whose record's time is at or after `at`.
  [[nodiscard]] Result<std::uint64_t> pos_at_time(PartitionId partition, Timestamp at) const;
  /// Where the events of one document stand, in the order of its versions.
  [[nodiscard]] Result<std::vector<Position>> history(std::uint16_t aggregate, const Uuid& stream) const;
  /// Version of a stream: 0 if it has no event.
  [[nodiscard]] Result<std::uint32_t> version(std::uint16_t aggregate, const Uuid& stream) const;
  /// Hash of a perfect subtree of the partition's tree, for proofs.
  [[nodiscard]] Result<Digest> tree_node(PartitionId partition, unsigned level, std::uint64_t index) const;

  /// SHA-256 over every row but those of views, checkpoints and text: two states of one log are equal if these are.
  [[nodiscard]] Result<Digest> digest() const;
  /// Ends a bulk build: everything on disk, then the marker.
  Status finish_bulk();
  /// Clean stop: everything on disk.
  Status close();

  /// The store beneath, for ViewStore.
  KeyValueStore& store();

  class Body;  ///< known to the .cc files only

 private:
  explicit State(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

/// Builds `<folder>.new` from the log and puts it in the place of `folder`, which must not be open. `evolve` is asked
/// for each valid data record, with a State that holds everything before. Views are not built.
/// Returns the number of records. `progress` is told (records done, records in all) about every 1,000.
using EvolveOnState = std::function<Result<std::vector<EntityWrite>>(const State&, const Record&)>;
Result<std::uint64_t> rebuild_state(const State::Options& options, Log& log, std::span<const PartitionId> partitions,
                                    const EvolveOnState& evolve,
                                    const std::function<void(std::uint64_t, std::uint64_t)>& progress = {});

}  // namespace chauban::storage

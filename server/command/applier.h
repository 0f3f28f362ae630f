// SPDX-License-Identifier: GPL-3.0-or-later
// The applier follows one partition: judge, evolve, write one batch, tell. It is the only writer of State for its
// partition, and the only one who publishes directory snapshots.
#pragma once

#include "domain/directory.h"
#include "server/command/loaded_world.h"
#include "storage/fold.h"
#include "storage/state.h"

#include <memory>
#include <mutex>

namespace chauban::server {

/// The present Directory; readers keep the snapshot they got. Thread-safe.
class DirectoryBook {
 public:
  [[nodiscard]] std::shared_ptr<const Directory> snapshot() const;
  /// Folds partition 0 from the beginning. O(events of partition 0): people and units, not documents.
  Status load(const storage::State& state);
  /// The present one with a record of partition 0 on top. Nothing is published: the record may not be applied yet.
  [[nodiscard]] Result<std::shared_ptr<const Directory>> with(const storage::Record& record) const;
  void publish(std::shared_ptr<const Directory> next);

 private:
  mutable std::mutex mutex_;  // guards the pointer; the Directory behind it never changes
  std::shared_ptr<const Directory> present_ = std::make_shared<Directory>();
};

/// Thread: the partition's.
class Applier final : public storage::Follower {
 public:
  Applier(storage::PartitionId partition, storage::State& state, DirectoryBook& directory);

  Result<storage::Verdict> follow(storage::Offset offset, BytesView bytes) override;
  /// A record of our own, whose changes are known since it was decided. They are what evolve_record would say: the
  /// record is valid only on top of the very log it was decided on (its prev_root, VALID step 3).
  Result<storage::Verdict> follow_own(storage::Offset offset, BytesView bytes,
                                      const std::vector<storage::EntityWrite>& writes);
  [[nodiscard]] storage::LogState log_state() const override;

 private:
  Result<storage::Verdict> apply(storage::Offset offset, BytesView bytes, const storage::Evolve& evolve);

  storage::PartitionId partition_;
  storage::State& state_;
  DirectoryBook& directory_;
  StateWorld world_;
};

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/valid.h"

#include <deque>
#include <map>
#include <vector>

namespace chauban::storage {

/// Whoever follows a partition: judges each record and keeps what it changes. The applier over State is one, MemoryFold
/// another. Thread: the partition's.
class Follower {
 public:
  virtual ~Follower() = default;
  /// The record at `offset`, which must be state().next_offset. On a stop verdict nothing has changed.
  virtual Result<Verdict> follow(Offset offset, BytesView bytes) = 0;
  [[nodiscard]] virtual LogState log_state() const = 0;
};

/// The fold with everything in memory: for verifying a log that has no state beside it, and for tests.
class MemoryFold final : public Follower, public Past {
 public:
  explicit MemoryFold(PartitionId partition, std::uint16_t my_level = kSoftwareLevel);

  Result<Verdict> follow(Offset offset, BytesView bytes) override;
  [[nodiscard]] LogState log_state() const override { return state_; }

  [[nodiscard]] Result<std::optional<KeyEntry>> find_key(const IdemKey& key) const override;
  [[nodiscard]] Result<std::vector<KeyEntry>> oldest_keys(std::size_t count) const;
  [[nodiscard]] Result<Digest> root_at(std::uint64_t size) const override;

 private:
  LogState state_;
  std::uint16_t my_level_;
  std::deque<Digest> leaves_;  // of all events there are: a vector would need twice the room while it grows
  std::map<IdemKey, KeyEntry> keys_;
  std::map<std::uint64_t, IdemKey> key_order_;
};

}  // namespace chauban::storage

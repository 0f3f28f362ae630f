// SPDX-License-Identifier: GPL-3.0-or-later
// A real State fed with events, so that runners read what they read in the server.
#pragma once

#include "projections/projection.h"
#include "storage/state.h"
#include "storage/view_store.h"
#include "tests/support/temporary_folder.h"

#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace chauban::projections {

/// The log a State wants to see: records in memory, nothing else.
class ListLog final : public storage::Log {
 public:
  Status append(storage::PartitionId partition, Bytes record, storage::Head after, Done done) override;
  std::unique_ptr<storage::LogCursor> read(storage::PartitionId partition, storage::Offset from) override;
  storage::Offset end(storage::PartitionId partition) override;
  std::optional<storage::Head> recorded_head(storage::PartitionId) override { return std::nullopt; }
  Status check() override { return {}; }
  Status close() override { return {}; }
  [[nodiscard]] storage::LogId id() const override;

 private:
  std::mutex mutex_;  // guards records_
  std::map<storage::PartitionId, std::vector<Bytes>> records_;
};

class StateFeed {
 public:
  /// `env`: of tests that break the disk under the state; outlives it.
  explicit StateFeed(rocksdb::Env* env = nullptr);
  /// Appends events to the partition, in records of at most `per_record` events, and applies them.
  void add(const std::vector<StoredEvent>& events, std::size_t per_record = 7, storage::PartitionId partition = {1});
  /// As after a crash: the state is closed and opened again from its folder.
  void reopen();

  [[nodiscard]] storage::State& state() { return *state_; }
  [[nodiscard]] storage::ViewStore& views() { return *views_; }

 private:
  void append(storage::PartitionId partition, storage::Record record);
  void claim(storage::PartitionId partition);

  TemporaryFolder folder_;
  rocksdb::Env* env_;
  ListLog log_;
  std::unique_ptr<storage::State> state_;
  std::unique_ptr<storage::ViewStore> views_;
  std::uint64_t keys_ = 0;
};

}  // namespace chauban::projections

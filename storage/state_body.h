// SPDX-License-Identifier: GPL-3.0-or-later
// What stands behind State: shared by the file that opens and writes it and the one that reads it.
// Internal to storage/.
#pragma once

#include "storage/key_value.h"
#include "storage/state.h"
#include "storage/state_rows.h"

#include <deque>
#include <map>
#include <mutex>

namespace chauban::storage {

class State::Body {
 public:
  Options options;
  std::unique_ptr<KeyValueStore> store;
  FamilyRef events, stream_ix, entity, idem, tiles, meta;
  LogId log;

  mutable std::mutex mutex;  // guards the two below; the rows are guarded by the store's own batches
  std::map<PartitionId, rows::Applied> partitions;
  /// The oldest keys of a partition, in order. Remembered, because looking for them from the beginning again and again
  /// would walk over every key that was ever forgotten, until the store has compacted it away.
  struct OldKeys {
    std::deque<KeyEntry> known;
    std::uint64_t after = 0;  ///< the rows behind `known` begin at or after this position
  };
  std::map<PartitionId, OldKeys> old_keys;  // an entry is changed by its partition's thread only

  Status load(Log& log_to_follow);
  [[nodiscard]] rows::Applied applied(PartitionId partition) const;
  OldKeys& old_keys_of(PartitionId partition);
  Result<std::vector<KeyEntry>> leaving_keys(const LogState& state);
  void forgot(PartitionId partition, std::size_t count);
  Result<std::optional<KeyEntry>> find_key(PartitionId partition, const IdemKey& key) const;
  Result<std::vector<KeyEntry>> keys_from(PartitionId partition, std::uint64_t first_pos, std::size_t count) const;
  Status load_partition(PartitionId partition, BytesView row, Log& log_to_follow);
};

/// A record as it stands in the events family. `offset` is of the backend.
struct StoredRecord {
  Offset offset;
  std::uint64_t epoch = 0;
  Record record;
};
Result<StoredRecord> decode_stored_record(BytesView value);

}  // namespace chauban::storage

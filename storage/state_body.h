// SPDX-License-Identifier: GPL-3.0-or-later
// What stands behind State: shared by the file that opens and writes it and the one that reads it.
// Internal to storage/.
#pragma once

#include "storage/key_value.h"
#include "storage/state.h"
#include "storage/state_rows.h"

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
  std::map<PartitionId, KeyEntry> oldest_keys;  // remembered, so that a record need not ask the rows which it is

  Status load(Log& log_to_follow);
  [[nodiscard]] rows::Applied applied(PartitionId partition) const;
  /// keys_to_forget, asking `past` only when the oldest key may leave.
  Result<std::vector<KeyEntry>> leaving_keys(const LogState& state, const Past& past);
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

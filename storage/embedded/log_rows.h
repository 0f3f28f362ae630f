// SPDX-License-Identifier: GPL-3.0-or-later
// How records stand in the log's store: be16 partition ‖ be64 offset → bytes. Internal to storage/embedded.
#pragma once

#include "storage/key_value.h"
#include "storage/log.h"

#include <cstddef>
#include <map>
#include <vector>

namespace chauban::storage {

Bytes record_key(PartitionId partition, Offset offset);
/// Where a record stands, from its key. Nothing: not such a key.
std::optional<std::pair<PartitionId, Offset>> parse_record_key(BytesView key);

/// What the store holds: the next offset of each partition. Errors: log_damaged.
Result<std::map<PartitionId, Offset>> ends_of(const KeyValueStore& store);

/// A stretch of records below `end`, empty at the end. Errors: record_damaged (with `offset`) when the first of them
/// cannot be read or is not there: what was read before a damaged one is good, and the caller comes back for the rest.
Result<std::vector<LogRecord>> read_stretch(const KeyValueStore& store, PartitionId partition, Offset from, Offset end);

}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
// The integrity tree on disk: full tiles of 256 hashes, and the right edge with one hash a row. A partial tile is never
// written: rewriting it for each record would cost up to 8 KiB a record (event-log.md, L12). Internal to storage/.
#pragma once

#include "storage/integrity_tree.h"
#include "storage/key_value.h"
#include "storage/position.h"

#include <map>
#include <vector>

namespace chauban::storage {

/// Adds the rows of new leaves, the first of which has index `size`, to a batch. Errors: those of the store.
Status add_leaves(KeyValueBatch& batch, const KeyValueStore& store, const FamilyRef& tiles, PartitionId partition,
                  std::uint64_t size, const std::vector<Digest>& leaves);

/// Hash of the perfect subtree over leaves [index·2^level, (index+1)·2^level), which must be complete.
/// Errors: record_damaged when a row is missing.
Result<Digest> stored_node(const KeyValueStore& store, const FamilyRef& tiles, PartitionId partition, unsigned level,
                           std::uint64_t index);

}  // namespace chauban::storage

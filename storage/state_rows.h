// SPDX-License-Identifier: GPL-3.0-or-later
// How State's rows look as bytes (event-log.md 5). Integers in keys are big-endian, so that byte order is numeric
// order; in values they are little-endian where the layout says nothing else. Internal to storage/.
#pragma once

#include "storage/record.h"
#include "storage/valid.h"

#include <cstdint>
#include <optional>

namespace chauban::storage::rows {

Bytes be16(std::uint16_t value);
Bytes be32(std::uint32_t value);
Bytes be64(std::uint64_t value);
Bytes le16(std::uint16_t value);
Bytes le32(std::uint32_t value);
Bytes le64(std::uint64_t value);
/// Reads `size` bytes at `at`; the caller has checked the length.
std::uint64_t read_be(BytesView bytes, std::size_t at, std::size_t size);
std::uint64_t read_le(BytesView bytes, std::size_t at, std::size_t size);

Bytes event_key(PartitionId partition, std::uint64_t first_pos);
Bytes stream_key(std::uint16_t aggregate, const Uuid& stream, std::uint32_t seq);
Bytes entity_key(std::uint16_t aggregate, const Uuid& id, std::uint16_t chunk);
Bytes idem_look_up_key(PartitionId partition, const IdemKey& key);
Bytes idem_order_key(PartitionId partition, std::uint64_t first_pos);
Bytes tile_key(PartitionId partition, unsigned tile_level, std::uint64_t index);
Bytes edge_key(PartitionId partition, unsigned tile_level, std::uint64_t index);
Bytes applied_key(PartitionId partition);
Bytes physical_key(PartitionId partition, Offset offset);
Bytes handed_on_key(PartitionId partition, std::uint32_t generation);
Bytes handed_on_prefix(PartitionId partition);
Bytes encode_handed_on(const HandedOn& one);
HandedOn decode_handed_on(BytesView key, BytesView value);

Bytes encode_key_entry(const KeyEntry& entry);
std::optional<KeyEntry> decode_key_entry(const IdemKey& key, BytesView value);

/// How far a partition has come, and the proof that it came along this log: the last record processed (void ones too),
/// and the running digest over all of them.
struct Applied {
  LogState state;  ///< its tree's peaks are not in the row: they are read from the tiles
  std::uint64_t size = 0;
  Digest root;
  Offset anchor_offset;
  Digest anchor_hash;
  Digest physical;
};
inline constexpr std::size_t kAppliedBytes = 240;
Bytes encode_applied(const Applied& applied);
std::optional<Applied> decode_applied(PartitionId partition, BytesView row);

}  // namespace chauban::storage::rows

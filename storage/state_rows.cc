// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/state_rows.h"

namespace chauban::storage::rows {
namespace {

Bytes big(std::uint64_t value, int size) {
  Bytes out;
  for (int i = size - 1; i >= 0; --i) out += static_cast<char>((value >> (8 * i)) & 0xff);
  return out;
}

Bytes little(std::uint64_t value, int size) {
  Bytes out;
  for (int i = 0; i < size; ++i) out += static_cast<char>((value >> (8 * i)) & 0xff);
  return out;
}

/// Puts fields one after another and takes them again, so that both directions read alike.
class Taker {
 public:
  explicit Taker(BytesView bytes) : bytes_(bytes) {}
  std::uint64_t number(std::size_t size) {
    const auto value = read_le(bytes_, at_, size);
    at_ += size;
    return value;
  }
  BytesView raw(std::size_t size) {
    const auto part = bytes_.substr(at_, size);
    at_ += size;
    return part;
  }
  Digest digest() { return *Digest::from_bytes(raw(32)); }
  Uuid uuid() { return *Uuid::from_bytes(raw(16)); }

 private:
  BytesView bytes_;
  std::size_t at_ = 0;
};

}  // namespace

Bytes be16(std::uint16_t value) { return big(value, 2); }
Bytes be32(std::uint32_t value) { return big(value, 4); }
Bytes be64(std::uint64_t value) { return big(value, 8); }
Bytes le16(std::uint16_t value) { return little(value, 2); }
Bytes le32(std::uint32_t value) { return little(value, 4); }
Bytes le64(std::uint64_t value) { return little(value, 8); }

std::uint64_t read_be(BytesView bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = (value << 8U) | static_cast<std::uint8_t>(bytes[at + i]);
  return value;
}

std::uint64_t read_le(BytesView bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = (value << 8U) | static_cast<std::uint8_t>(bytes[at + i]);
  return value;
}

Bytes event_key(PartitionId partition, std::uint64_t first_pos) { return be16(partition.value) + be64(first_pos); }

Bytes stream_key(std::uint16_t aggregate, const Uuid& stream, std::uint32_t seq) {
  return be16(aggregate) + Bytes(stream.view()) + be32(seq);
}

Bytes entity_key(std::uint16_t aggregate, const Uuid& id, std::uint16_t chunk) {
  return be16(aggregate) + Bytes(id.view()) + be16(chunk);
}

Bytes idem_look_up_key(PartitionId partition, const IdemKey& key) {
  return Bytes(1, '\0') + be16(partition.value) + Bytes(key.value.view());
}

Bytes idem_order_key(PartitionId partition, std::uint64_t first_pos) {
  return Bytes(1, '\1') + be16(partition.value) + be64(first_pos);
}

Bytes tile_key(PartitionId partition, unsigned tile_level, std::uint64_t index) {
  return be16(partition.value) + Bytes(1, static_cast<char>(tile_level)) + be64(index);
}

Bytes edge_key(PartitionId partition, unsigned tile_level, std::uint64_t index) {
  return be16(partition.value) + Bytes(1, static_cast<char>(0x80U + tile_level)) + be64(index);
}

Bytes applied_key(PartitionId partition) { return "a" + be16(partition.value); }
Bytes handed_on_prefix(PartitionId partition) { return "g" + be16(partition.value); }
Bytes handed_on_key(PartitionId partition, std::uint32_t generation) {
  return handed_on_prefix(partition) + be32(generation);
}
Bytes encode_handed_on(const HandedOn& one) { return le64(one.lost_from); }
HandedOn decode_handed_on(BytesView key, BytesView value) {
  return {static_cast<std::uint32_t>(read_be(key, 3, 4)), read_le(value, 0, 8)};
}
Bytes physical_key(PartitionId partition, Offset offset) { return "d" + be16(partition.value) + be64(offset.value); }

Bytes encode_key_entry(const KeyEntry& entry) {
  return le64(entry.first_pos) + le16(entry.n_events) + le16(entry.digest_key) + Bytes(entry.req_digest.value.view()) +
         le64(entry.hlc);
}

std::optional<KeyEntry> decode_key_entry(const IdemKey& key, BytesView value) {
  if (value.size() != 36) return std::nullopt;
  Taker take(value);
  KeyEntry entry;
  entry.key = key;
  entry.first_pos = take.number(8);
  entry.n_events = static_cast<std::uint16_t>(take.number(2));
  entry.digest_key = static_cast<std::uint16_t>(take.number(2));
  entry.req_digest = ReqDigest{take.uuid()};
  entry.hlc = take.number(8);
  return entry;
}

Bytes encode_applied(const Applied& applied) {
  const auto& state = applied.state;
  auto row = little(static_cast<std::uint8_t>(state.phase), 1) + Bytes(3, '\0') + le32(state.generation) +
             le64(state.next_offset.value) + le64(applied.size) + le64(state.epoch) +
             Bytes(state.owner.value_or(WriterId{}).value.view()) + le64(state.hlc) +
             le64(applied.anchor_offset.value) + Bytes(applied.anchor_hash.view()) + Bytes(applied.root.view()) +
             Bytes(applied.physical.view()) + Bytes(state.log.value.view()) +
             le64(state.handed_on.empty() ? 0 : state.handed_on.back().lost_from) + le32(state.seal_next);
  row.resize(kAppliedBytes, '\0');
  return row;
}

std::optional<Applied> decode_applied(PartitionId partition, BytesView row) {
  if (row.size() != kAppliedBytes || static_cast<std::uint8_t>(row[0]) > static_cast<std::uint8_t>(Phase::sealed)) {
    return std::nullopt;
  }
  Taker take(row);
  Applied applied;
  applied.state.partition = partition;
  applied.state.phase = static_cast<Phase>(take.number(1));
  take.raw(3);
  applied.state.generation = static_cast<std::uint32_t>(take.number(4));
  applied.state.next_offset = Offset{take.number(8)};
  applied.size = take.number(8);
  applied.state.epoch = take.number(8);
  const WriterId owner{take.uuid()};
  if (!owner.is_nil()) applied.state.owner = owner;
  applied.state.hlc = take.number(8);
  applied.anchor_offset = Offset{take.number(8)};
  applied.anchor_hash = take.digest();
  applied.root = take.digest();
  applied.physical = take.digest();
  applied.state.log = LogId{take.uuid()};
  take.raw(8);  // lost_from of this generation: the rows of all of them say it
  applied.state.seal_next = static_cast<std::uint32_t>(take.number(4));
  return applied;
}

}  // namespace chauban::storage::rows

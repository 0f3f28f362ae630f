// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/embedded/log_rows.h"

#include "storage/state_rows.h"

#include <string>

namespace chauban::storage {
namespace {

constexpr std::size_t kKeyBytes = 10;
constexpr std::size_t kReadAtOnce = 256;
constexpr std::size_t kReadBytes = std::size_t{4} << 20U;

}  // namespace

Bytes record_key(PartitionId partition, Offset offset) {
  return rows::be16(partition.value) + rows::be64(offset.value);
}

std::optional<std::pair<PartitionId, Offset>> parse_record_key(BytesView key) {
  if (key.size() != kKeyBytes) return std::nullopt;
  return std::pair{PartitionId{static_cast<std::uint16_t>(rows::read_be(key, 0, 2))}, Offset{rows::read_be(key, 2, 8)}};
}

Result<std::map<PartitionId, Offset>> ends_of(const KeyValueStore& store) {
  std::map<PartitionId, Offset> ends;
  auto cursor = store.walk(store.family("default"));
  cursor.seek_first();
  while (cursor.valid()) {
    const auto first = parse_record_key(cursor.key());
    if (!first) return refuse(ErrorCode::log_damaged);
    cursor.seek_back(record_key(first->first, Offset{~std::uint64_t{0}}));
    const auto last = cursor.valid() ? parse_record_key(cursor.key()) : std::nullopt;
    if (!last) return refuse(ErrorCode::log_damaged);
    ends[last->first] = Offset{last->second.value + 1};
    cursor.next();
  }
  if (!cursor.status()) return refuse(ErrorCode::log_damaged);
  return ends;
}

Result<std::vector<LogRecord>> read_stretch(const KeyValueStore& store, PartitionId partition, Offset from,
                                            Offset end) {
  std::vector<LogRecord> records;
  if (from >= end) return records;
  auto cursor = store.walk(store.family("default"));
  std::size_t bytes = 0;
  for (cursor.seek(record_key(partition, from)); cursor.valid() && from < end; cursor.next()) {
    if (cursor.key() != record_key(partition, from)) break;
    records.push_back({from, Bytes(cursor.value())});
    bytes += cursor.value().size();
    ++from.value;
    if (records.size() >= kReadAtOnce || bytes >= kReadBytes) break;
  }
  if (records.empty()) return refuse(ErrorCode::record_damaged, "", {{"offset", std::to_string(from.value)}});
  return records;
}

}  // namespace chauban::storage

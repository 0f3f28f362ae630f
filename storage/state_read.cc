// SPDX-License-Identifier: GPL-3.0-or-later
// The reading half of State, and its rebuilding.
#include "schemas/base/log.h"
#include "storage/head_check.h"
#include "storage/state_body.h"
#include "storage/tree_rows.h"

#include <algorithm>

namespace chauban::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kEntityHead = 14;  // seq, pos, shape
constexpr std::size_t kChunkBytes = std::size_t{32} * 1024;

Result<std::vector<StoredEvent>> unpack(PartitionId partition, const StoredRecord& stored) {
  std::vector<StoredEvent> events;
  const auto* body = std::get_if<Events>(&stored.record.body);
  if (body == nullptr) return refuse(ErrorCode::record_damaged, "event_row");
  for (std::size_t i = 0; i < body->envelopes.size(); ++i) {
    CHAUBAN_TRY(auto envelope, decode_envelope(body->envelopes[i]));
    events.push_back({{partition, stored.record.first_pos + i}, std::move(envelope), stored.epoch, stored.record.hlc});
  }
  return events;
}

/// Whether a chunk is as full as one with a successor.
bool is_full(const Entity& found) { return !found.bytes.empty() && found.bytes.size() % kChunkBytes == 0; }

/// Without a snapshot only its first chunk.
Result<std::optional<Entity>> read_entity(const State::Body& body, std::uint16_t aggregate, const Uuid& id,
                                          const SnapshotRef& snapshot) {
  std::optional<Entity> found;
  CHAUBAN_TRY(const auto first, body.store->get(body.entity, rows::entity_key(aggregate, id, 0), snapshot));
  if (!first) return found;
  if (first->size() < kEntityHead) return refuse(ErrorCode::record_damaged, "entity_row");
  found = Entity{static_cast<std::uint32_t>(rows::read_le(*first, 0, 4)), rows::read_le(*first, 4, 8),
                 static_cast<std::uint16_t>(rows::read_le(*first, 12, 2)), first->substr(kEntityHead)};
  // Most states are one chunk; only a full one can have a successor.
  for (std::uint16_t chunk = 1; snapshot && is_full(*found); ++chunk) {
    CHAUBAN_TRY(const auto next, body.store->get(body.entity, rows::entity_key(aggregate, id, chunk), snapshot));
    if (!next) break;
    if (next->size() < kEntityHead) return refuse(ErrorCode::record_damaged, "entity_row");
    found->bytes += next->substr(kEntityHead);
  }
  return found;
}

}  // namespace

Result<StoredRecord> decode_stored_record(BytesView value) {
  if (value.size() < 16) return refuse(ErrorCode::record_damaged, "event_row");
  auto record = decode_record(value.substr(16));
  if (!record) return refuse(ErrorCode::record_damaged, "event_row");
  return StoredRecord{Offset{rows::read_be(value, 0, 8)}, rows::read_be(value, 8, 8), std::move(*record)};
}

LogState State::log_state(PartitionId partition) const { return body_->applied(partition).state; }

std::uint64_t State::next_pos(PartitionId partition) const {
  const std::scoped_lock lock(body_->mutex);
  const auto found = body_->partitions.find(partition);
  return found == body_->partitions.end() ? 0 : found->second.state.next_pos();
}
Standing State::standing(PartitionId partition) const {
  const std::scoped_lock lock(body_->mutex);
  const auto found = body_->partitions.find(partition);
  if (found == body_->partitions.end()) return {};
  const auto& state = found->second.state;
  return {state.next_pos(), std::max(state.generation, 1U), state.handed_on};
}
LogId State::log_id() const { return body_->log; }

std::vector<PartitionId> State::partitions() const {
  const std::scoped_lock lock(body_->mutex);
  std::vector<PartitionId> all;
  for (const auto& [partition, applied] : body_->partitions) all.push_back(partition);
  return all;
}

Result<std::optional<Entity>> State::entity(std::uint16_t aggregate, const Uuid& id) const {
  // A snapshot takes the store's one lock, and the one chunk that most states have is of one moment without it. Chunks
  // of two versions, though, must not be put together while the partition's thread writes.
  CHAUBAN_TRY(auto found, read_entity(*body_, aggregate, id, nullptr));
  if (!found || !is_full(*found)) return found;
  return read_entity(*body_, aggregate, id, body_->store->snapshot());
}

Status State::entities(std::uint16_t aggregate, const std::function<Status(const Uuid&, const Entity&)>& visit) const {
  const auto prefix = rows::be16(aggregate);
  const auto snapshot = body_->store->snapshot();
  auto cursor = body_->store->walk(body_->entity, snapshot);
  for (cursor.seek(prefix); cursor.valid() && cursor.key().starts_with(prefix); cursor.next()) {
    if (rows::read_be(cursor.key(), 18, 2) != 0) continue;  // a later chunk
    const auto id = *Uuid::from_bytes(cursor.key().substr(2, 16));
    CHAUBAN_TRY(const auto found, read_entity(*body_, aggregate, id, snapshot));
    if (found) CHAUBAN_CHECK(visit(id, *found));
  }
  return cursor.status();
}

Result<std::optional<KeyEntry>> State::find_key(PartitionId partition, const IdemKey& key) const {
  return body_->find_key(partition, key);
}

Result<std::vector<StoredEvent>> State::events(PartitionId partition, std::uint64_t from_pos, std::size_t limit) const {
  std::vector<StoredEvent> found;
  if (from_pos >= next_pos(partition)) return found;
  const auto prefix = rows::be16(partition.value);
  auto cursor = body_->store->walk(body_->events);
  cursor.seek_back(rows::event_key(partition, from_pos));
  for (; cursor.valid() && cursor.key().starts_with(prefix) && found.size() < limit; cursor.next()) {
    CHAUBAN_TRY(const auto stored, decode_stored_record(cursor.value()));
    CHAUBAN_TRY(auto events, unpack(partition, stored));
    for (auto& event : events) {
      if (event.position.pos >= from_pos && found.size() < limit) found.push_back(std::move(event));
    }
  }
  CHAUBAN_CHECK(cursor.status());
  return found;
}

Result<std::optional<StoredEvent>> State::event_at(Position position) const {
  CHAUBAN_TRY(auto found, events(position.partition, position.pos, 1));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

Result<std::vector<StoredEvent>> State::record_events(PartitionId partition, std::uint64_t first_pos) const {
  CHAUBAN_TRY(const auto row, body_->store->get(body_->events, rows::event_key(partition, first_pos)));
  if (!row) return refuse(ErrorCode::not_found);
  CHAUBAN_TRY(const auto stored, decode_stored_record(*row));
  return unpack(partition, stored);
}

Result<std::uint64_t> State::pos_at_time(PartitionId partition, Timestamp at) const {
  const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(to_micros(at) / 1000, 0));
  std::uint64_t low = 0;
  std::uint64_t high = next_pos(partition);
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    CHAUBAN_TRY(const auto event, event_at({partition, middle}));
    if (!event) return refuse(ErrorCode::record_damaged, "event_row");
    if ((event->hlc >> 16U) < ms) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

Result<std::vector<Position>> State::history(std::uint16_t aggregate, const Uuid& stream) const {
  std::vector<Position> found;
  const auto prefix = rows::stream_key(aggregate, stream, 0).substr(0, 18);
  auto cursor = body_->store->walk(body_->stream_ix);
  for (cursor.seek(prefix); cursor.valid() && cursor.key().starts_with(prefix); cursor.next()) {
    if (cursor.value().size() != 10) return refuse(ErrorCode::record_damaged, "stream_row");
    const PartitionId partition{static_cast<std::uint16_t>(rows::read_le(cursor.value(), 0, 2))};
    found.push_back({partition, rows::read_le(cursor.value(), 2, 8)});
  }
  CHAUBAN_CHECK(cursor.status());
  return found;
}

Result<std::uint32_t> State::version(std::uint16_t aggregate, const Uuid& stream) const {
  const auto last = rows::stream_key(aggregate, stream, 0xFFFFFFFF);
  auto cursor = body_->store->walk(body_->stream_ix);
  cursor.seek_back(last);
  CHAUBAN_CHECK(cursor.status());
  if (!cursor.valid() || !cursor.key().starts_with(BytesView(last).substr(0, 18))) return 0U;
  return static_cast<std::uint32_t>(rows::read_be(cursor.key(), 18, 4));
}

Result<Digest> State::tree_node(PartitionId partition, unsigned level, std::uint64_t index) const {
  return stored_node(*body_->store, body_->tiles, partition, level, index);
}

Result<Digest> State::digest() const {
  Sha256 hash;
  const auto snapshot = body_->store->snapshot();
  const auto add = [&](const FamilyRef& family, BytesView prefix) -> Status {
    auto cursor = body_->store->walk(family, snapshot);
    for (cursor.seek(prefix); cursor.valid() && cursor.key().starts_with(prefix); cursor.next()) {
      hash.update(rows::le32(static_cast<std::uint32_t>(cursor.key().size())));
      hash.update(cursor.key());
      hash.update(rows::le32(static_cast<std::uint32_t>(cursor.value().size())));
      hash.update(cursor.value());
    }
    return cursor.status();
  };
  for (const auto& family : {body_->events, body_->stream_ix, body_->entity, body_->idem, body_->tiles}) {
    CHAUBAN_CHECK(add(family, ""));
  }
  CHAUBAN_CHECK(add(body_->meta, "a"));
  return hash.finish();
}

Result<std::uint64_t> rebuild_state(const State::Options& options, Log& log, std::span<const PartitionId> partitions,
                                    const EvolveOnState& evolve,
                                    const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  auto building = options;
  building.folder = options.folder.string() + ".new";
  building.discard = true;
  building.bulk = true;
  std::uint64_t all = 0;
  for (const auto partition : partitions) all += log.end(partition).value;
  std::uint64_t done = 0;
  {
    CHAUBAN_TRY(const auto state, State::open(building, log));
    for (const auto partition : partitions) {
      const auto cursor = log.read(partition, Offset{0});
      while (true) {
        CHAUBAN_TRY(const auto record, cursor->next());
        if (!record) break;
        CHAUBAN_TRY(const auto verdict, state->apply(partition, record->offset, record->bytes,
                                                     [&](const Record& valid) { return evolve(*state, valid); }));
        if (verdict.stop_reason()) return refuse(ErrorCode::upgrade_needed);
        if (++done % 1000 == 0 && progress) progress(done, all);
      }
      CHAUBAN_CHECK(check_head(log, state->log_state(partition)));
    }
    CHAUBAN_CHECK(state->finish_bulk());
  }
  if (progress) progress(done, all);
  std::error_code failed;
  fs::remove_all(options.folder, failed);
  fs::rename(building.folder, options.folder, failed);
  if (failed) return refuse(ErrorCode::internal, "storage_io");
  return done;
}

}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/state.h"

#include "schemas/base/log.h"
#include "storage/state_body.h"
#include "storage/tree_rows.h"

#include <algorithm>

namespace chauban::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFormat = "1";
constexpr std::size_t kChunkBytes = std::size_t{32} * 1024;
constexpr std::size_t kKeysAtOnce = 256;  // of the oldest keys that are remembered
constexpr std::uint64_t kPhysicalEvery = 4096;
constexpr std::uint64_t kPhysicalKept = 1000;

Bytes fact_key(std::string_view name) { return "f" + Bytes(name); }

/// The fold's memory of a partition, read from its rows.
class StoredPast final : public Past {
 public:
  StoredPast(const State::Body& body, PartitionId partition) : body_(body), partition_(partition) {}

  Result<std::optional<KeyEntry>> find_key(const IdemKey& key) const override {
    return body_.find_key(partition_, key);
  }

  Result<Digest> root_at(std::uint64_t size) const override {
    CHAUBAN_TRY(const auto tree, tree_at(size, [this](unsigned level, std::uint64_t index) {
                  return stored_node(*body_.store, body_.tiles, partition_, level, index);
                }));
    return tree.root();
  }

 private:
  const State::Body& body_;
  PartitionId partition_;
};

Status put_entities(KeyValueBatch& batch, const State::Body& body, std::span<const EntityWrite> entities,
                    std::uint64_t pos) {
  for (const auto& write : entities) {
    std::uint16_t chunk = 0;
    std::size_t at = 0;
    do {
      const auto part = BytesView(write.bytes).substr(at, kChunkBytes);
      batch.put(body.entity, rows::entity_key(write.aggregate, write.id, chunk),
                rows::le32(write.seq) + rows::le64(pos) + rows::le16(write.shape) + Bytes(part));
      at += kChunkBytes;
      ++chunk;
    } while (at < write.bytes.size());
    // The state shrank: what was its tail must go, or it would be read as part of it. A first one had none before it.
    for (; write.seq > 1; ++chunk) {
      const auto key = rows::entity_key(write.aggregate, write.id, chunk);
      CHAUBAN_TRY(const auto old, body.store->get(body.entity, key));
      if (!old) break;
      batch.erase(body.entity, key);
    }
  }
  return {};
}

Status put_events(KeyValueBatch& batch, const State::Body& body, PartitionId partition, Offset offset,
                  const Record& record, BytesView bytes) {
  const auto& events = std::get<Events>(record.body);
  batch.put(body.events, rows::event_key(partition, record.first_pos),
            rows::be64(offset.value) + rows::be64(record.epoch) + Bytes(bytes));
  for (std::size_t i = 0; i < events.envelopes.size(); ++i) {
    CHAUBAN_TRY(const auto envelope, decode_envelope(events.envelopes[i]));
    batch.put(body.stream_ix, rows::stream_key(envelope.aggregate, envelope.stream, envelope.seq),
              rows::le16(partition.value) + rows::le64(record.first_pos + i));
  }
  return {};
}

Result<std::unique_ptr<KeyValueStore>> open_store(const State::Options& options) {
  return KeyValueStore::open(options.folder,
                             {.use = KeyValueOptions::Use::state,
                              .sync = false,
                              .write_ahead = !options.bulk,
                              .families = {"events", "stream_ix", "entity", "idem", "tiles", "ckpt", "meta"},
                              .env = options.env});
}

fs::path free_name(const fs::path& folder) {
  for (int n = 1;; ++n) {
    fs::path name = folder.string() + ".damaged-" + std::to_string(n);
    if (!fs::exists(name)) return name;
  }
}

/// True if what is there was written by a program with this format, to the end.
Result<bool> is_usable(const KeyValueStore& store, const State::Options& options) {
  const auto meta = store.family("meta");
  CHAUBAN_TRY(const auto format, store.get(meta, fact_key("format")));
  CHAUBAN_TRY(const auto building, store.get(meta, fact_key("building")));
  CHAUBAN_TRY(const auto shape, store.get(meta, fact_key("shape")));
  if (!format) return true;  // new
  return *format == kFormat && !building && (!shape || *shape == std::to_string(options.entity_shape));
}

Result<std::unique_ptr<KeyValueStore>> open_or_make(const State::Options& options) {
  std::error_code ignored;
  if (options.discard) fs::remove_all(options.folder, ignored);
  auto store = open_store(options);
  if (store) {
    CHAUBAN_TRY(const auto usable, is_usable(**store, options));
    if (usable) return store;
  }
  store = tl::unexpected<Error>(Error{});  // closes it
  const auto aside = free_name(options.folder);
  fs::rename(options.folder, aside, ignored);
  log_warning("state.moved_aside", {{"to", aside.filename().string()}});
  return open_store(options);
}

}  // namespace

rows::Applied State::Body::applied(PartitionId partition) const {
  const std::scoped_lock lock(mutex);
  if (const auto found = partitions.find(partition); found != partitions.end()) return found->second;
  rows::Applied none;
  none.state.partition = partition;
  return none;
}

Result<std::optional<KeyEntry>> State::Body::find_key(PartitionId partition, const IdemKey& key) const {
  CHAUBAN_TRY(const auto row, store->get(idem, rows::idem_look_up_key(partition, key)));
  if (!row) return std::nullopt;
  const auto entry = rows::decode_key_entry(key, *row);
  if (!entry) return refuse(ErrorCode::record_damaged, "idem_row");
  return entry;
}

Result<std::vector<KeyEntry>> State::Body::keys_from(PartitionId partition, std::uint64_t first_pos,
                                                     std::size_t count) const {
  std::vector<KeyEntry> found;
  const auto prefix = rows::idem_order_key(partition, 0).substr(0, 3);
  auto cursor = store->walk(idem);
  cursor.seek(rows::idem_order_key(partition, first_pos));
  for (; cursor.valid() && cursor.key().starts_with(prefix) && found.size() < count; cursor.next()) {
    const auto id = Uuid::from_bytes(cursor.value());
    if (!id) return refuse(ErrorCode::record_damaged, "idem_row");
    CHAUBAN_TRY(auto entry, find_key(partition, IdemKey{*id}));
    if (!entry) return refuse(ErrorCode::record_damaged, "idem_row");
    found.push_back(*entry);
  }
  CHAUBAN_CHECK(cursor.status());
  return found;
}

State::Body::OldKeys& State::Body::old_keys_of(PartitionId partition) {
  const std::scoped_lock lock(mutex);
  return old_keys[partition];
}

/// keys_to_forget of the rows as they are.
Result<std::vector<KeyEntry>> State::Body::leaving_keys(const LogState& state) {
  auto& old = old_keys_of(state.partition);
  if (old.known.size() < kForgetAtOnce) {
    CHAUBAN_TRY(const auto more, keys_from(state.partition, old.after, kKeysAtOnce));
    old.known.assign(more.begin(), more.end());
  }
  const auto first = std::min(old.known.size(), kForgetAtOnce);
  return keys_to_forget(state, {old.known.begin(), old.known.begin() + static_cast<std::ptrdiff_t>(first)});
}

/// After the batch that erased them was written.
void State::Body::forgot(PartitionId partition, std::size_t count) {
  auto& old = old_keys_of(partition);
  for (; count > 0; --count) {
    old.after = old.known.front().first_pos + 1;
    old.known.pop_front();
  }
}

Status State::Body::load_partition(PartitionId partition, BytesView row, Log& log_to_follow) {
  auto applied = rows::decode_applied(partition, row);
  if (!applied) return refuse(ErrorCode::record_damaged, "applied_row");
  const std::map<std::string, std::string> where{{"partition", std::to_string(partition.value)},
                                                 {"state", std::to_string(applied->state.next_offset.value)},
                                                 {"log", std::to_string(log_to_follow.end(partition).value)}};
  if (applied->state.next_offset > log_to_follow.end(partition)) {
    return refuse(ErrorCode::state_from_other_log, "", where);
  }
  CHAUBAN_TRY(const auto anchor, log_to_follow.read(partition, applied->anchor_offset)->next());
  if (!anchor || sha256(anchor->bytes) != applied->anchor_hash) {
    return refuse(ErrorCode::state_from_other_log, "", where);
  }
  CHAUBAN_TRY(applied->state.tree, tree_at(applied->size, [&](unsigned level, std::uint64_t index) {
                return stored_node(*store, tiles, partition, level, index);
              }));
  if (applied->state.tree.root() != applied->root) return refuse(ErrorCode::record_damaged, "tree_row_missing");
  const auto prefix = rows::handed_on_prefix(partition);
  auto cursor = store->walk(meta);
  for (cursor.seek(prefix); cursor.valid() && cursor.key().starts_with(prefix); cursor.next()) {
    applied->state.handed_on.push_back(rows::decode_handed_on(cursor.key(), cursor.value()));
  }
  CHAUBAN_CHECK(cursor.status());
  const auto& state = applied->state;
  const bool took_over = state.generation > 1 && (state.phase == Phase::live || state.phase == Phase::sealed);
  if (took_over && (state.handed_on.empty() || state.handed_on.back().generation != state.generation)) {
    return refuse(ErrorCode::record_damaged, "generation_row_missing");  // of a build that did not keep them, say
  }
  partitions[partition] = std::move(*applied);
  return {};
}

Status State::Body::load(Log& log_to_follow) {
  events = store->family("events");
  stream_ix = store->family("stream_ix");
  entity = store->family("entity");
  idem = store->family("idem");
  tiles = store->family("tiles");
  meta = store->family("meta");
  log = log_to_follow.id();
  CHAUBAN_TRY(const auto known, store->get(meta, fact_key("logId")));
  if (known && *known != log.str()) return refuse(ErrorCode::state_from_other_log);
  KeyValueBatch batch;
  batch.put(meta, fact_key("format"), kFormat);
  batch.put(meta, fact_key("shape"), std::to_string(options.entity_shape));
  batch.put(meta, fact_key("logId"), log.str());
  if (options.bulk) batch.put(meta, fact_key("building"), "1");
  CHAUBAN_CHECK(store->write(std::move(batch)));
  auto cursor = store->walk(meta);
  for (cursor.seek("a"); cursor.valid() && cursor.key().starts_with("a") && cursor.key().size() == 3; cursor.next()) {
    const PartitionId partition{static_cast<std::uint16_t>(rows::read_be(cursor.key(), 1, 2))};
    CHAUBAN_CHECK(load_partition(partition, cursor.value(), log_to_follow));
  }
  return cursor.status();
}

State::State(std::unique_ptr<Body> body) : body_(std::move(body)) {}
State::~State() = default;

Result<std::unique_ptr<State>> State::open(Options options, Log& log) {
  auto body = std::make_unique<Body>();
  body->options = std::move(options);
  CHAUBAN_TRY(body->store, open_or_make(body->options));
  auto loaded = body->load(log);
  if (!loaded && loaded.error().code == ErrorCode::record_damaged) {
    // Its own rows contradict each other: it is a cache, so it goes aside and is built anew from the log.
    // All that holds the store goes first: it can be open only once.
    const auto wanted = body->options;
    body = std::make_unique<Body>();
    body->options = wanted;
    std::error_code ignored;
    fs::rename(wanted.folder, free_name(wanted.folder), ignored);
    log_warning("state.rows_contradict", {{"reason", loaded.error().key}});
    CHAUBAN_TRY(body->store, open_store(wanted));
    loaded = body->load(log);
  }
  CHAUBAN_CHECK(std::move(loaded));
  return std::unique_ptr<State>(new State(std::move(body)));
}

Result<Verdict> State::apply(PartitionId partition, Offset offset, BytesView bytes,
                             std::span<const EntityWrite> entities) {
  return apply(partition, offset, bytes, [entities](const Record&) -> Result<std::vector<EntityWrite>> {
    return std::vector<EntityWrite>(entities.begin(), entities.end());
  });
}

Result<Verdict> State::apply(PartitionId partition, Offset offset, BytesView bytes, const Evolve& evolve) {
  auto applied = body_->applied(partition);
  CHAUBAN_ASSERT(offset == applied.state.next_offset);
  const StoredPast past(*body_, partition);
  const auto record = decode_record(bytes);
  CHAUBAN_TRY(const auto verdict, judge(applied.state, record, offset, past, body_->options.level));
  if (verdict.stop_reason()) return verdict;

  KeyValueBatch batch;
  std::vector<KeyEntry> leaving;
  const auto size_before = applied.state.next_pos();
  const auto generations_before = applied.state.handed_on.size();
  if (verdict.is_valid() && std::holds_alternative<Events>(record->body)) {
    CHAUBAN_TRY(const auto entities, evolve(*record));
    CHAUBAN_CHECK(put_entities(batch, *body_, entities, record->first_pos + record->n_events - 1));
    CHAUBAN_CHECK(put_events(batch, *body_, partition, offset, *record, bytes));
  }
  const auto advanced = advance(applied.state, verdict, record ? &*record : nullptr, bytes);
  CHAUBAN_CHECK(add_leaves(batch, *body_->store, body_->tiles, partition, size_before, advanced.leaves));
  if (const auto& added = advanced.added) {
    batch.put(body_->idem, rows::idem_look_up_key(partition, added->key), rows::encode_key_entry(*added));
    batch.put(body_->idem, rows::idem_order_key(partition, added->first_pos), added->key.value.view());
    CHAUBAN_TRY(leaving, body_->leaving_keys(applied.state));
    for (const auto& entry : leaving) {
      batch.erase(body_->idem, rows::idem_look_up_key(partition, entry.key));
      batch.erase(body_->idem, rows::idem_order_key(partition, entry.first_pos));
    }
  }
  if (applied.state.handed_on.size() > generations_before) {
    const auto& newest = applied.state.handed_on.back();
    batch.put(body_->meta, rows::handed_on_key(partition, newest.generation), rows::encode_handed_on(newest));
  }
  applied.size = applied.state.next_pos();
  applied.root = applied.state.tree.root();
  applied.anchor_offset = offset;
  applied.anchor_hash = sha256(bytes);
  applied.physical = sha256(Bytes(applied.physical.view()) + Bytes(applied.anchor_hash.view()));
  if (offset.value % kPhysicalEvery == 0) {
    batch.put(body_->meta, rows::physical_key(partition, offset), applied.physical.view());
    const auto window = kPhysicalEvery * kPhysicalKept;
    if (offset.value >= window) batch.erase(body_->meta, rows::physical_key(partition, Offset{offset.value - window}));
  }
  batch.put(body_->meta, rows::applied_key(partition), rows::encode_applied(applied));
  CHAUBAN_CHECK(body_->store->write(std::move(batch)));
  body_->forgot(partition, leaving.size());
  const std::scoped_lock lock(body_->mutex);
  body_->partitions[partition] = std::move(applied);
  return verdict;
}

Status State::finish_bulk() {
  CHAUBAN_CHECK(body_->store->flush());  // families reach the disk one by one: the marker goes after all of them
  KeyValueBatch batch;
  batch.erase(body_->meta, fact_key("building"));
  CHAUBAN_CHECK(body_->store->write(std::move(batch)));
  return body_->store->flush();
}

Status State::close() { return body_->store->flush(); }
KeyValueStore& State::store() { return *body_->store; }

}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/key_value.h"

#include "schemas/base/log.h"
#include "storage/store_words.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/metadata.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/checkpoint.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

namespace chauban::storage {

class Family {
 public:
  Family(std::shared_ptr<rocksdb::DB> db, rocksdb::ColumnFamilyHandle* handle) : db_(std::move(db)), handle_(handle) {}
  ~Family() { db_->DestroyColumnFamilyHandle(handle_).PermitUncheckedError(); }
  Family(const Family&) = delete;
  Family& operator=(const Family&) = delete;
  [[nodiscard]] rocksdb::ColumnFamilyHandle* handle() const { return handle_; }

 private:
  std::shared_ptr<rocksdb::DB> db_;
  rocksdb::ColumnFamilyHandle* handle_;
};

class KeyValueSnapshot {
 public:
  explicit KeyValueSnapshot(std::shared_ptr<rocksdb::DB> db) : db_(std::move(db)), snapshot_(db_->GetSnapshot()) {}
  ~KeyValueSnapshot() { db_->ReleaseSnapshot(snapshot_); }
  KeyValueSnapshot(const KeyValueSnapshot&) = delete;
  KeyValueSnapshot& operator=(const KeyValueSnapshot&) = delete;
  [[nodiscard]] const rocksdb::Snapshot* get() const { return snapshot_; }

 private:
  std::shared_ptr<rocksdb::DB> db_;
  const rocksdb::Snapshot* snapshot_;
};

namespace {

rocksdb::Slice slice(BytesView bytes) { return {bytes.data(), bytes.size()}; }
BytesView view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

Status meaning(const rocksdb::Status& status) {
  if (status.ok()) return {};
  if (status.IsCorruption()) return refuse(ErrorCode::record_damaged);
  if (status.IsNoSpace() || status.subcode() == rocksdb::Status::kNoSpace) return refuse(ErrorCode::storage_full);
  return refuse(ErrorCode::internal, status.IsIOError() ? "storage_io" : "storage_failed");
}

/// A disk that takes no write, whatever it calls that, is not the store's fault nor the caller's.
Status meaning_of_write(const rocksdb::Status& status) {
  auto said = meaning(status);
  if (!said && status.IsIOError() && said.error().code == ErrorCode::internal) return refuse(ErrorCode::log_read_only);
  return said;
}

/// RocksDB's own words may name paths: they go to our log, not into the error.
void tell(const rocksdb::Status& status) {
  if (!status.ok()) log_warning("store_error", {{"status", status.ToString()}});
}
Status outcome(const rocksdb::Status& status) {
  tell(status);
  return meaning(status);
}
Status written(const rocksdb::Status& status) {
  tell(status);
  return meaning_of_write(status);
}

/// Eight: by itself the library makes 64, and a block that is bigger than one of them is read anew at every use.
constexpr int kCacheShardBits = 3;

rocksdb::DBOptions database_options(const KeyValueOptions& wanted) {
  rocksdb::DBOptions options;
  options.create_if_missing = !wanted.must_exist;
  options.create_missing_column_families = true;
  options.paranoid_checks = true;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  if (wanted.strict) options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;
  options.avoid_flush_during_recovery = false;
  options.avoid_flush_during_shutdown = true;  // all but the mark (tend) stands in a write-ahead file, or was flushed
  options.max_bgerror_resume_count = 0;        // a failed sync is never tried again: dirty pages may be gone
  options.max_background_jobs = 2;
  options.max_total_wal_size = 256ULL << 20U;
  // A state has a family for each view: memory is for all of them together, however many there are.
  options.db_write_buffer_size = wanted.memtable_bytes;
  options.info_log = std::make_shared<StoreLog>();
  if (wanted.env != nullptr) options.env = wanted.env;
  return options;
}

rocksdb::ColumnFamilyOptions family_options(const KeyValueOptions& wanted,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = wanted.memtable_bytes;
  // Most rows that are asked for are new ones, to see that they are not there: a bit instead of a walk of the memtable.
  options.memtable_prefix_bloom_size_ratio = 0.02;
  options.memtable_whole_key_filtering = true;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = std::size_t{16} << 10U;
  // Inside the cache's bound too, or memory would grow with the number of documents.
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  if (wanted.use == KeyValueOptions::Use::state) {
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    // In pieces: the filter of a whole table is a megabyte, of which a look-up needs a few bytes.
    table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
    table.partition_filters = true;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = rocksdb::kZSTD;
  options.compression_per_level.assign(7, rocksdb::kZSTD);
  options.compression_per_level[0] = rocksdb::kNoCompression;
  if (wanted.use == KeyValueOptions::Use::state) {
    // Keys come in no order, so each merge of fresh tables rewrites most of the level below: fewer merges, faster
    // packing.
    options.level0_file_num_compaction_trigger = 8;
    options.compression_opts.level = 1;
    options.compaction_style = rocksdb::kCompactionStyleUniversal;
    options.compaction_options_universal.size_ratio = 10;
  } else {  // written once, read in order, kept for ever
    options.compression_opts.max_dict_bytes = 16U << 10U;
    options.compression_opts.zstd_max_train_bytes = 16U * (16U << 10U);
  }
  return options;
}

}  // namespace

struct KeyValueBatch::Body {
  rocksdb::WriteBatch batch;
  std::vector<FamilyRef> used;  // a family named by the batch lives as long as the batch
};

KeyValueBatch::KeyValueBatch() : body_(std::make_unique<Body>()) {}
KeyValueBatch::~KeyValueBatch() = default;
KeyValueBatch::KeyValueBatch(KeyValueBatch&&) noexcept = default;
KeyValueBatch& KeyValueBatch::operator=(KeyValueBatch&&) noexcept = default;

void KeyValueBatch::put(const FamilyRef& family, BytesView key, BytesView value) {
  if (body_->used.empty() || body_->used.back() != family) body_->used.push_back(family);
  body_->batch.Put(family->handle(), slice(key), slice(value)).PermitUncheckedError();  // fails only over 4 GiB
}
void KeyValueBatch::erase(const FamilyRef& family, BytesView key) {
  if (body_->used.empty() || body_->used.back() != family) body_->used.push_back(family);
  body_->batch.Delete(family->handle(), slice(key)).PermitUncheckedError();
}
bool KeyValueBatch::is_empty() const { return body_->batch.Count() == 0; }
std::size_t KeyValueBatch::size_bytes() const { return body_->batch.GetDataSize(); }

struct KeyValueCursor::Body {
  std::shared_ptr<rocksdb::DB> db;
  FamilyRef family;
  SnapshotRef snapshot;
  std::unique_ptr<rocksdb::Iterator> iterator;  // destroyed first
};

KeyValueCursor::KeyValueCursor(std::unique_ptr<Body> body) : body_(std::move(body)) {}
KeyValueCursor::~KeyValueCursor() = default;
KeyValueCursor::KeyValueCursor(KeyValueCursor&&) noexcept = default;
KeyValueCursor& KeyValueCursor::operator=(KeyValueCursor&&) noexcept = default;
void KeyValueCursor::seek(BytesView key) { body_->iterator->Seek(slice(key)); }
void KeyValueCursor::seek_back(BytesView key) { body_->iterator->SeekForPrev(slice(key)); }
void KeyValueCursor::seek_first() { body_->iterator->SeekToFirst(); }
void KeyValueCursor::seek_last() { body_->iterator->SeekToLast(); }
void KeyValueCursor::next() { body_->iterator->Next(); }
void KeyValueCursor::previous() { body_->iterator->Prev(); }
bool KeyValueCursor::valid() const { return body_->iterator->Valid(); }
BytesView KeyValueCursor::key() const { return view(body_->iterator->key()); }
BytesView KeyValueCursor::value() const { return view(body_->iterator->value()); }
Status KeyValueCursor::status() const { return outcome(body_->iterator->status()); }

struct KeyValueStore::Body {
  KeyValueOptions options;
  std::shared_ptr<DiskErrors> disk = std::make_shared<DiskErrors>();
  std::shared_ptr<rocksdb::Cache> cache;
  std::shared_ptr<rocksdb::DB> db;
  mutable std::mutex mutex;  // guards families
  std::map<std::string, FamilyRef, std::less<>> families;
  std::uint64_t last_written = 0;  // these two are tend's
  int quiet_calls = 0;

  bool has_rested();
  Status mark(bool in_memory_only) const;
  [[nodiscard]] bool has_mark() const;
};

KeyValueStore::KeyValueStore() : body_(std::make_unique<Body>()) {}
KeyValueStore::~KeyValueStore() = default;

Result<std::unique_ptr<KeyValueStore>> KeyValueStore::open(const std::filesystem::path& folder,
                                                           const KeyValueOptions& options) {
  auto store = std::unique_ptr<KeyValueStore>(new KeyValueStore);
  auto& body = *store->body_;
  body.options = options;
  body.cache = rocksdb::NewLRUCache(options.cache_bytes, kCacheShardBits);
  auto database = database_options(options);
  // A log is never gone on with: it is closed, and read anew to its end (event-log.md 4).
  if (options.use != KeyValueOptions::Use::log) database.listeners.push_back(body.disk);

  std::vector<std::string> names;
  const auto listed = rocksdb::DB::ListColumnFamilies(database, folder.string(), &names);
  if (!listed.ok() && (options.must_exist || options.read_only)) CHAUBAN_CHECK(outcome(listed));
  for (const auto& wanted : options.families) {
    if (std::find(names.begin(), names.end(), wanted) == names.end()) names.push_back(wanted);
  }
  if (std::find(names.begin(), names.end(), rocksdb::kDefaultColumnFamilyName) == names.end()) {
    names.push_back(rocksdb::kDefaultColumnFamilyName);
  }
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const auto& name : names) descriptors.emplace_back(name, family_options(options, body.cache));

  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  CHAUBAN_CHECK(outcome(options.read_only
                            ? rocksdb::DB::OpenForReadOnly(database, folder.string(), descriptors, &handles, &db)
                            : rocksdb::DB::Open(database, folder.string(), descriptors, &handles, &db)));
  body.db.reset(db);
  for (std::size_t i = 0; i < names.size(); ++i) {
    body.families.emplace(names[i], std::make_shared<const Family>(body.db, handles[i]));
  }
  if (options.use != KeyValueOptions::Use::log && !options.read_only) CHAUBAN_CHECK(body.mark(true));
  return store;
}

FamilyRef KeyValueStore::family(std::string_view name) const {
  const std::lock_guard lock(body_->mutex);
  const auto found = body_->families.find(name);
  return found == body_->families.end() ? nullptr : found->second;
}

std::vector<std::string> KeyValueStore::family_names() const {
  const std::lock_guard lock(body_->mutex);
  std::vector<std::string> names;
  for (const auto& [name, family] : body_->families) names.push_back(name);
  return names;
}

Result<FamilyRef> KeyValueStore::create_family(const std::string& name) {
  const std::lock_guard lock(body_->mutex);
  if (const auto found = body_->families.find(name); found != body_->families.end()) return found->second;
  rocksdb::ColumnFamilyHandle* handle = nullptr;
  const auto options = family_options(body_->options, body_->cache);
  CHAUBAN_CHECK(outcome(body_->db->CreateColumnFamily(options, name, &handle)));
  return body_->families.emplace(name, std::make_shared<const Family>(body_->db, handle)).first->second;
}

Status KeyValueStore::drop_family(const std::string& name) {
  const std::lock_guard lock(body_->mutex);
  const auto found = body_->families.find(name);
  if (found == body_->families.end()) return {};
  CHAUBAN_CHECK(outcome(body_->db->DropColumnFamily(found->second->handle())));
  body_->families.erase(found);
  return {};
}

Status KeyValueStore::write(KeyValueBatch batch) {
  rocksdb::WriteOptions options;
  options.sync = body_->options.sync;
  options.disableWAL = !body_->options.write_ahead;
  return written(body_->db->Write(options, &batch.body_->batch));
}

Status KeyValueStore::check() const { return meaning_of_write(body_->disk->last()); }

/// Removes a key that was never there: something to write, that changes nothing.
Status KeyValueStore::Body::mark(bool in_memory_only) const {
  rocksdb::WriteOptions write;
  write.disableWAL = in_memory_only;
  write.sync = !in_memory_only;
  return written(db->Delete(write, db->DefaultColumnFamily(), rocksdb::Slice("\0mark", 5)));
}

bool KeyValueStore::Body::has_mark() const {
  std::uint64_t rows = 0;
  return db->GetIntProperty(rocksdb::DB::Properties::kNumEntriesActiveMemTable, &rows) && rows > 0;
}

/// Nothing was written for a while, and what was before that still takes memory.
bool KeyValueStore::Body::has_rested() {
  constexpr int kQuietCalls = 10;
  // Readers have what they need of the cache again at once; the share of the work is given back.
  constexpr int kLongQuiet = 20;
  constexpr std::uint64_t kWorthIt = std::uint64_t{4} << 20U;
  const auto written = db->GetLatestSequenceNumber();
  quiet_calls = written == last_written ? quiet_calls + 1 : 0;
  last_written = written;
  if (quiet_calls == kLongQuiet) cache->EraseUnRefEntries();
  if (quiet_calls < kQuietCalls) return false;
  std::uint64_t held = 0;
  return db->GetAggregatedIntProperty(rocksdb::DB::Properties::kCurSizeAllMemTables, &held) && held > kWorthIt;
}

StoreMemory KeyValueStore::memory() const {
  StoreMemory memory;
  body_->db->GetAggregatedIntProperty(rocksdb::DB::Properties::kCurSizeAllMemTables, &memory.unwritten);
  memory.cached = body_->cache->GetUsage();
  return memory;
}

/// A write-ahead file that broke must never be written to again (RocksDB ends the process), and resuming leaves it only
/// together with a memtable that has something in it. So there is always a mark in one, put there while all is well.
Status KeyValueStore::tend() {
  CHAUBAN_ASSERT(body_->options.use != KeyValueOptions::Use::log);
  if (check()) {
    if (body_->has_rested()) return flush();
    return body_->has_mark() ? Status() : body_->mark(true);
  }
  if (body_->disk->log_is_broken() && !body_->has_mark()) return check();  // only opening it anew helps
  CHAUBAN_CHECK(written(body_->db->Resume()));
  CHAUBAN_CHECK(body_->mark(true));
  CHAUBAN_CHECK(body_->mark(false));
  body_->disk->forget();
  return {};
}

Result<std::optional<Bytes>> KeyValueStore::get(const FamilyRef& family, BytesView key,
                                                const SnapshotRef& snapshot) const {
  rocksdb::ReadOptions options;
  if (snapshot) options.snapshot = snapshot->get();
  Bytes value;
  const auto status = body_->db->Get(options, family->handle(), slice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  CHAUBAN_CHECK(outcome(status));
  return value;
}

KeyValueCursor KeyValueStore::walk(const FamilyRef& family, const SnapshotRef& snapshot) const {
  rocksdb::ReadOptions options;
  if (snapshot) options.snapshot = snapshot->get();
  auto body = std::make_unique<KeyValueCursor::Body>();
  body->db = body_->db;
  body->family = family;
  body->snapshot = snapshot;
  body->iterator.reset(body_->db->NewIterator(options, family->handle()));
  return KeyValueCursor(std::move(body));
}

SnapshotRef KeyValueStore::snapshot() const { return std::make_shared<const KeyValueSnapshot>(body_->db); }

Status KeyValueStore::flush() {
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const std::lock_guard lock(body_->mutex);
  for (const auto& [name, family] : body_->families) handles.push_back(family->handle());
  CHAUBAN_CHECK(outcome(body_->db->Flush(rocksdb::FlushOptions(), handles)));
  return body_->options.use == KeyValueOptions::Use::log ? Status() : body_->mark(true);
}

Status KeyValueStore::sync() { return outcome(body_->db->SyncWAL()); }

Status KeyValueStore::compact(const FamilyRef& family) {
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  return outcome(body_->db->CompactRange(options, family->handle(), nullptr, nullptr));
}

Status KeyValueStore::checkpoint(const std::filesystem::path& folder) {
  rocksdb::Checkpoint* raw = nullptr;
  CHAUBAN_CHECK(outcome(rocksdb::Checkpoint::Create(body_->db.get(), &raw)));
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
  return outcome(checkpoint->CreateCheckpoint(folder.string()));
}

std::vector<DamagedFile> KeyValueStore::damaged_files(
    const std::function<void(std::uint64_t, std::uint64_t)>& visited) const {
  std::vector<rocksdb::LiveFileMetaData> files;
  body_->db->GetLiveFilesMetaData(&files);
  std::vector<DamagedFile> damaged;
  std::uint64_t done = 0;
  for (const auto& file : files) {
    // One by one: the store's own check stops at the first and does not say which.
    rocksdb::Options options;
    if (body_->options.env != nullptr) options.env = body_->options.env;
    rocksdb::SstFileReader reader(options);
    auto read = reader.Open(file.db_path + file.name);
    if (read.ok()) read = reader.VerifyChecksum();
    if (!outcome(read)) {
      const auto name = file.name.substr(file.name.find_last_of('/') + 1);
      damaged.push_back({name, file.column_family_name, file.smallestkey, file.largestkey});
    }
    if (visited) visited(++done, files.size());
  }
  return damaged;
}

}  // namespace chauban::storage

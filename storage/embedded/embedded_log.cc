// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/embedded/embedded_log.h"

#include "schemas/base/log.h"
#include "schemas/base/thread.h"
#include "storage/embedded/head_file.h"
#include "storage/embedded/log_rows.h"
#include "storage/embedded/stretch_cursor.h"
#include "storage/key_value.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <utility>

namespace chauban::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kGroupRecords = 512;
constexpr std::size_t kGroupBytes = std::size_t{4} << 20U;

struct Waiting {
  PartitionId partition;
  Bytes record;
  Head after;
  Log::Done done;
  Offset offset;
};

}  // namespace

class EmbeddedLog::Body {
 public:
  Options options;
  std::unique_ptr<FileLock> lock;
  std::unique_ptr<HeadFile> head;  // the writer thread's, once it runs
  LogId id;

  std::shared_mutex store_mutex;  // guards the pointer: readers share, closing and opening again is exclusive
  std::shared_ptr<KeyValueStore> store;

  std::mutex mutex;  // guards all below
  std::condition_variable wake;
  std::deque<Waiting> queue;
  std::size_t queued_bytes = 0;
  std::map<PartitionId, Offset> ends;  // durable, with HEAD
  std::map<PartitionId, Head> heads;   // as HEAD has them
  bool read_only = false;
  ErrorCode read_only_because = ErrorCode::log_read_only;
  bool lost_tail = false;  // came back shorter than HEAD: only a person can decide
  bool full = false;
  bool has_room = false;  // found since the last group was written: one is small beside what must be free
  bool closing = false;
  std::thread writer;

  ~Body() { stop(); }

  [[nodiscard]] fs::path log_folder() const { return options.data / "log"; }
  [[nodiscard]] fs::path head_path() const { return options.data / "HEAD"; }

  Status open_store();
  Status open_head(bool log_existed);
  Status compare();
  void run();
  std::vector<Waiting> take();
  Status write_group(std::vector<Waiting>& group);
  void give_up(std::vector<Waiting>& group, const Error& error);
  bool probe();
  Status recover();
  Status check_space();
  Status room_for_more();
  void stop();
  Result<std::vector<LogRecord>> read_from(PartitionId partition, Offset from);
};

Status EmbeddedLog::Body::open_store() {
  // Written once in order and hardly read again: more memory than this would only be held.
  auto opened = KeyValueStore::open(log_folder(), {.use = KeyValueOptions::Use::log,
                                                   .sync = true,
                                                   .families = {},
                                                   .memtable_bytes = std::size_t{16} << 20U,
                                                   .cache_bytes = std::size_t{8} << 20U,
                                                   .env = options.env});
  if (!opened) {
    if (opened.error().code == ErrorCode::storage_full) return refuse(opened.error());
    return refuse(ErrorCode::log_damaged, "", {{"reason", opened.error().key}});
  }
  const std::unique_lock exclusive(store_mutex);
  store = std::move(*opened);
  return {};
}

Status EmbeddedLog::Body::open_head(bool log_existed) {
  if (options.files->exists(head_path())) {
    CHAUBAN_TRY(head, HeadFile::open(*options.files, head_path()));
  } else {
    // A crash between making the log and its HEAD leaves an empty log: nothing can be missing from it.
    if (log_existed && !ends.empty()) return refuse(ErrorCode::head_lost);
    CHAUBAN_TRY(head, HeadFile::create(*options.files, head_path(), {1, LogId{options.ids->random()}, 1, {}}));
  }
  id = head->present().log;
  heads = head->present().heads;
  return {};
}

/// More than HEAD says: a crash between A and B left durable records that nobody acknowledged; they stay.
/// Less: something that was acknowledged is gone, and going on would give its positions away a second time.
Status EmbeddedLog::Body::compare() {
  for (const auto& [partition, recorded] : heads) {
    const auto found = ends.find(partition);
    const auto recovered = found == ends.end() ? Offset{0} : found->second;
    if (recovered >= recorded.next_offset) continue;
    return refuse(ErrorCode::log_shorter_than_head, "",
                  {{"partition", std::to_string(partition.value)},
                   {"log", std::to_string(recovered.value)},
                   {"head", std::to_string(recorded.next_offset.value)}});
  }
  return {};
}

Status EmbeddedLog::Body::check_space() {
  CHAUBAN_TRY(const auto space, options.files->space(options.data));
  const auto share = static_cast<std::uint64_t>(options.min_free_share * static_cast<double>(space.total_bytes));
  const auto limit = std::max(options.min_free_bytes, share);
  const std::scoped_lock guard(mutex);
  full = space.free_bytes < (full ? limit + limit / 2 : limit);
  has_room = !full;
  if (full) return refuse(ErrorCode::storage_full, "", {{"freeBytes", std::to_string(space.free_bytes)}});
  return {};
}

Status EmbeddedLog::Body::room_for_more() {
  {
    const std::scoped_lock guard(mutex);
    if (has_room) return {};
  }
  return check_space();
}

void EmbeddedLog::Body::run() {
  while (true) {
    auto group = take();
    if (group.empty()) return;
    if (const auto written = write_group(group); !written) {
      give_up(group, written.error());
      continue;
    }
    for (auto& one : group) one.done(one.offset);
  }
}

std::vector<Waiting> EmbeddedLog::Body::take() {
  std::unique_lock guard(mutex);
  while (read_only && !closing) {
    // No retry of a failed sync: the kernel may have dropped the dirty pages and would report success. Open anew.
    wake.wait_for(guard, options.probe_every, [this] { return closing; });
    if (closing) break;
    guard.unlock();
    const bool well = probe();
    guard.lock();
    read_only = !well;
  }
  wake.wait(guard, [this] { return closing || !queue.empty(); });
  std::vector<Waiting> group;
  std::size_t bytes = 0;
  if (read_only) return group;
  while (!queue.empty() && group.size() < kGroupRecords && bytes < kGroupBytes) {
    auto& first = queue.front();
    bytes += first.record.size();
    queued_bytes -= first.record.size();
    group.push_back(std::move(first));
    queue.pop_front();
  }
  return group;
}

Status EmbeddedLog::Body::write_group(std::vector<Waiting>& group) {
  auto next_ends = ends;
  auto next_heads = heads;
  KeyValueBatch batch;
  const auto family = store->family("default");
  for (auto& one : group) {
    one.offset = next_ends[one.partition];
    ++next_ends[one.partition].value;
    one.after.next_offset = next_ends[one.partition];
    next_heads[one.partition] = one.after;
    batch.put(family, record_key(one.partition, one.offset), one.record);
  }
  CHAUBAN_CHECK(store->write(std::move(batch)));  // A
  CHAUBAN_CHECK(head->write(next_heads));         // B
  const std::scoped_lock guard(mutex);
  ends = std::move(next_ends);
  heads = std::move(next_heads);
  has_room = false;
  return {};  // C is the caller's
}

void EmbeddedLog::Body::give_up(std::vector<Waiting>& group, const Error& error) {
  log_error("log.read_only", {{"code", std::string(to_string(error.code))}, {"key", error.key}});
  std::deque<Waiting> behind;
  {
    const std::scoped_lock guard(mutex);
    read_only = true;
    has_room = false;
    read_only_because = error.code == ErrorCode::storage_full ? error.code : ErrorCode::log_read_only;
    behind.swap(queue);
    queued_bytes = 0;
  }
  for (auto& one : group) one.done(refuse(ErrorCode::outcome_unknown));
  for (auto& one : behind) one.done(refuse(ErrorCode::log_unavailable));
  const std::unique_lock exclusive(store_mutex);
  store.reset();
}

bool EmbeddedLog::Body::probe() {
  if (!probe_disk(*options.files, options.data / "probe")) return false;
  if (const auto opened = recover(); !opened) {
    log_error("log.not_recovered", {{"code", std::string(to_string(opened.error().code))}});
    const std::unique_lock exclusive(store_mutex);
    store.reset();  // the next probe opens it again, and it can be open only once
    return false;
  }
  log_info("log.writable_again");
  return true;
}

/// The same steps as at start, after a failure while running.
Status EmbeddedLog::Body::recover() {
  CHAUBAN_CHECK(open_store());
  CHAUBAN_TRY(auto recovered, ends_of(*store));
  CHAUBAN_TRY(auto opened, HeadFile::open(*options.files, head_path()));
  {
    const std::scoped_lock guard(mutex);
    ends = std::move(recovered);
    head = std::move(opened);
    heads = head->present().heads;
    const auto same = compare();
    lost_tail = !same;
    CHAUBAN_CHECK(same);
  }
  return head->write(heads);  // both slots good again
}

void EmbeddedLog::Body::stop() {
  {
    const std::scoped_lock guard(mutex);
    closing = true;
  }
  wake.notify_all();
  if (writer.joinable()) writer.join();
  std::deque<Waiting> left;
  {
    const std::scoped_lock guard(mutex);
    left.swap(queue);
  }
  for (auto& one : left) one.done(refuse(ErrorCode::log_unavailable));
}

Result<std::vector<LogRecord>> EmbeddedLog::Body::read_from(PartitionId partition, Offset from) {
  Offset end;
  {
    const std::scoped_lock guard(mutex);
    const auto found = ends.find(partition);
    if (found != ends.end()) end = found->second;
  }
  if (from >= end) return std::vector<LogRecord>();
  const std::shared_lock shared(store_mutex);
  if (!store) return refuse(ErrorCode::log_read_only);
  return read_stretch(*store, partition, from, end);
}

EmbeddedLog::EmbeddedLog(std::unique_ptr<Body> body) : body_(std::move(body)) {}
EmbeddedLog::~EmbeddedLog() = default;

Result<std::unique_ptr<EmbeddedLog>> EmbeddedLog::open(const Options& options) {
  auto body = std::make_unique<Body>();
  body->options = options;
  auto& files = *options.files;
  CHAUBAN_CHECK(files.make_folders(options.data));
  CHAUBAN_TRY(body->lock, files.lock(options.data / "LOCK"));
  const bool existed = files.exists(body->log_folder() / "CURRENT");
  const bool remains = files.exists(body->head_path()) || files.exists(options.data / "state");
  if (!existed && remains) return refuse(ErrorCode::log_lost);  // never an empty log beside an existing HEAD
  CHAUBAN_CHECK(body->open_store());
  CHAUBAN_TRY(body->ends, ends_of(*body->store));
  CHAUBAN_CHECK(body->open_head(existed));
  CHAUBAN_CHECK(body->compare());
  // The other slot may be torn: this writes it anew, and leaves both good.
  CHAUBAN_CHECK(body->head->write(body->heads));
  body->writer = named_thread("log", [raw = body.get()] { raw->run(); });
  return std::unique_ptr<EmbeddedLog>(new EmbeddedLog(std::move(body)));
}

Status EmbeddedLog::append(PartitionId partition, Bytes record, Head after, Done done) {
  if (partition.value >= HeadFile::kMaxPartitions) return refuse(ErrorCode::internal, "too_many_partitions");
  CHAUBAN_CHECK(body_->room_for_more());
  {
    const std::scoped_lock guard(body_->mutex);
    if (body_->closing) return refuse(ErrorCode::log_unavailable);
    if (body_->read_only) return refuse(body_->read_only_because);
    const auto& options = body_->options;
    const bool too_many = body_->queue.size() >= options.queue_records;
    if (too_many || body_->queued_bytes + record.size() > options.queue_bytes) return refuse(ErrorCode::overloaded);
    body_->queued_bytes += record.size();
    body_->queue.push_back({partition, std::move(record), after, std::move(done), {}});
  }
  body_->wake.notify_one();
  return {};
}

std::unique_ptr<LogCursor> EmbeddedLog::read(PartitionId partition, Offset from) {
  return std::make_unique<StretchCursor>(
      from, [body = body_.get(), partition](Offset at) { return body->read_from(partition, at); });
}

Offset EmbeddedLog::end(PartitionId partition) {
  const std::scoped_lock guard(body_->mutex);
  const auto found = body_->ends.find(partition);
  return found == body_->ends.end() ? Offset{0} : found->second;
}

std::optional<Head> EmbeddedLog::recorded_head(PartitionId partition) {
  const std::scoped_lock guard(body_->mutex);
  const auto found = body_->heads.find(partition);
  if (found == body_->heads.end()) return std::nullopt;
  return found->second;
}

Status EmbeddedLog::copy_to(const fs::path& folder) {
  auto& files = *body_->options.files;
  CHAUBAN_CHECK(files.make_folders(folder));
  HeadRecord head{1, body_->id, 1, {}};
  {
    const std::scoped_lock guard(body_->mutex);
    head.heads = body_->heads;
  }
  // HEAD first: a log that is longer than it says can be opened, one that is shorter is refused.
  CHAUBAN_TRY(const auto file, HeadFile::create(files, folder / "HEAD", head));
  CHAUBAN_CHECK(file->write(head.heads));  // into the other slot too
  const std::shared_lock shared(body_->store_mutex);
  if (!body_->store) return refuse(ErrorCode::log_read_only);
  return body_->store->checkpoint(folder / "log");
}

Status EmbeddedLog::check() {
  {
    const std::scoped_lock guard(body_->mutex);
    if (body_->closing) return refuse(ErrorCode::log_unavailable);
    if (body_->lost_tail) return refuse(ErrorCode::log_shorter_than_head);
    if (body_->read_only) return refuse(body_->read_only_because);
  }
  return body_->check_space();
}

Status EmbeddedLog::close() {
  body_->stop();
  return {};
}

LogId EmbeddedLog::id() const { return body_->id; }

}  // namespace chauban::storage

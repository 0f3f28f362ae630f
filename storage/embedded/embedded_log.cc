// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/embedded/embedded_log.h"

#include "schemas/base/log.h"
#include "schemas/base/thread.h"
#include "storage/embedded/embedded_log_body.h"
#include "storage/embedded/log_rows.h"
#include "storage/embedded/stretch_cursor.h"

#include <algorithm>
#include <utility>

namespace chauban::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kGroupRecords = 512;
constexpr std::size_t kGroupBytes = std::size_t{4} << 20U;

}  // namespace

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
    if (const auto written = write_group(group); !written) give_up(group, written.error());
  }
}

/// False: the log is closed. Gives up what a failed HEAD left, and waits for the disk.
bool EmbeddedLog::Body::may_take() {
  std::unique_lock guard(mutex);
  if (const auto failed = std::exchange(head_failed, std::nullopt)) {
    guard.unlock();
    std::vector<Waiting> none;
    give_up(none, *failed);
    guard.lock();
  }
  while (read_only && !closing) {
    // No retry of a failed sync: the kernel may have dropped the dirty pages and would report success. Open anew.
    wake.wait_for(guard, options.probe_every, [this] { return closing; });
    if (closing) break;
    guard.unlock();
    const bool well = probe();
    guard.lock();
    read_only = !well;
  }
  return !read_only;
}

std::vector<EmbeddedLog::Body::Waiting> EmbeddedLog::Body::take() {
  std::vector<Waiting> group;
  while (may_take()) {
    std::unique_lock guard(mutex);
    wake.wait(guard, [this] { return closing || head_failed || !queue.empty(); });
    if (head_failed && !closing) continue;
    take_locked(group);
    break;
  }
  return group;
}

void EmbeddedLog::Body::take_locked(std::vector<Waiting>& group) {
  std::size_t bytes = 0;
  while (!queue.empty() && group.size() < kGroupRecords && bytes < kGroupBytes) {
    auto& first = queue.front();
    bytes += first.record.size();
    queued_bytes -= first.record.size();
    group.push_back(std::move(first));
    queue.pop_front();
  }
}

Status EmbeddedLog::Body::write_group(std::vector<Waiting>& group) {
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
  bool more = false;
  {
    const std::scoped_lock guard(mutex);
    more = !queue.empty();
  }
  const auto shared = std::make_shared<std::vector<Waiting>>(std::move(group));
  group.clear();
  head.record(next_heads, [this, shared](const Status& status) { recorded(*shared, status); }, more);  // B
  return {};
}

/// C.
void EmbeddedLog::Body::recorded(std::vector<Waiting>& group, const Status& status) {
  {
    const std::scoped_lock guard(mutex);
    if (status) {
      for (const auto& one : group) {
        ends[one.partition] = Offset{one.offset.value + 1};
        heads[one.partition] = one.after;
      }
      has_room = false;
    } else {
      head_failed = status.error();
      refuse_writes_locked(*head_failed);  // before anybody is told
    }
  }
  if (!status) wake.notify_all();
  for (auto& one : group) one.done(status ? Result<Offset>(one.offset) : refuse(ErrorCode::outcome_unknown));
}

void EmbeddedLog::Body::refuse_writes_locked(const Error& error) {
  read_only = true;
  has_room = false;
  read_only_because = error.code == ErrorCode::storage_full ? error.code : ErrorCode::log_read_only;
}

void EmbeddedLog::Body::give_up(std::vector<Waiting>& group, const Error& error) {
  log_error("log.read_only", {{"code", std::string(to_string(error.code))}, {"key", error.key}});
  head.drain();  // those before it are told first
  std::deque<Waiting> behind;
  {
    const std::scoped_lock guard(mutex);
    refuse_writes_locked(error);
    behind.swap(queue);
    queued_bytes = 0;
  }
  for (auto& one : group) one.done(refuse(ErrorCode::outcome_unknown));
  for (auto& one : behind) one.done(refuse(ErrorCode::log_unavailable));
  const std::unique_lock exclusive(store_mutex);
  store.reset();
}

void EmbeddedLog::Body::stop() {
  {
    const std::scoped_lock guard(mutex);
    closing = true;
  }
  wake.notify_all();
  if (writer.joinable()) writer.join();
  head.stop();
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

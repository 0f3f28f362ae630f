// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/embedded/stopped_log.h"

#include "storage/embedded/log_rows.h"
#include "storage/embedded/stretch_cursor.h"

#include <set>

namespace chauban::storage {

struct StoppedLog::Body {
  std::unique_ptr<KeyValueStore> store;
  std::map<PartitionId, Offset> ends;
  HeadSlots head;
  bool cut_short = false;
};

StoppedLog::StoppedLog(std::unique_ptr<Body> body) : body_(std::move(body)) {}
StoppedLog::~StoppedLog() = default;

Result<std::unique_ptr<StoppedLog>> StoppedLog::open(FileSystem& files, const std::filesystem::path& folder) {
  if (!files.exists(folder / "log" / "CURRENT")) return refuse(ErrorCode::not_found, "no_log_here");
  auto body = std::make_unique<Body>();
  const auto open_store = [&](bool strict) {
    return KeyValueStore::open(folder / "log",
                               {.use = KeyValueOptions::Use::log, .read_only = true, .strict = strict, .families = {}});
  };
  auto store = open_store(true);
  if (!store && store.error().code == ErrorCode::record_damaged) {
    body->cut_short = true;
    store = open_store(false);
  }
  if (!store) return refuse(ErrorCode::log_damaged, "", {{"reason", to_text(store.error())}});
  body->store = std::move(*store);
  if (files.exists(folder / "HEAD")) {
    CHAUBAN_TRY(body->head, read_head_slots(files, folder / "HEAD"));
  }
  auto ends = ends_of(*body->store);
  if (ends) {
    body->ends = std::move(*ends);
  } else if (const auto* newest = body->head.newest()) {
    // A table that cannot be walked hides where the partitions end; HEAD knows, and reading will say from where on.
    for (const auto& [partition, head] : newest->heads) body->ends[partition] = head.next_offset;
  } else {
    return refuse(ends.error());
  }
  return std::unique_ptr<StoppedLog>(new StoppedLog(std::move(body)));
}

Status StoppedLog::append(PartitionId, Bytes, Head, Done) { return refuse(ErrorCode::log_read_only); }

std::unique_ptr<LogCursor> StoppedLog::read(PartitionId partition, Offset from) {
  return std::make_unique<StretchCursor>(from, [body = body_.get(), partition, end = end(partition)](Offset at) {
    return read_stretch(*body->store, partition, at, end);
  });
}

Offset StoppedLog::end(PartitionId partition) {
  const auto found = body_->ends.find(partition);
  return found == body_->ends.end() ? Offset{0} : found->second;
}

std::optional<Head> StoppedLog::recorded_head(PartitionId partition) {
  const auto* newest = body_->head.newest();
  if (newest == nullptr) return std::nullopt;
  const auto found = newest->heads.find(partition);
  if (found == newest->heads.end()) return std::nullopt;
  return found->second;
}

LogId StoppedLog::id() const {
  const auto* newest = body_->head.newest();
  return newest == nullptr ? LogId{} : newest->log;
}

std::vector<PartitionId> StoppedLog::partitions() const {
  std::set<PartitionId> all;
  for (const auto& [partition, end] : body_->ends) all.insert(partition);
  if (const auto* newest = body_->head.newest()) {
    for (const auto& [partition, head] : newest->heads) all.insert(partition);
  }
  return {all.begin(), all.end()};
}

const HeadSlots& StoppedLog::head() const { return body_->head; }
bool StoppedLog::is_cut_short() const { return body_->cut_short; }
const KeyValueStore& StoppedLog::store() const { return *body_->store; }

}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
// How the log begins, and begins anew after its disk failed: the recovery table of the reference (event-log 4).
#include "schemas/base/log.h"
#include "storage/embedded/embedded_log_body.h"
#include "storage/embedded/log_rows.h"

#include <utility>

namespace chauban::storage {

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
  std::unique_ptr<HeadFile> file;
  if (options.files->exists(head_path())) {
    CHAUBAN_TRY(file, HeadFile::open(*options.files, head_path()));
  } else {
    // A crash between making the log and its HEAD leaves an empty log: nothing can be missing from it.
    if (log_existed && !ends.empty()) return refuse(ErrorCode::head_lost);
    CHAUBAN_TRY(file, HeadFile::create(*options.files, head_path(), {1, LogId{options.ids->random()}, 1, {}}));
  }
  id = file->present().log;
  return go_on(std::move(file));
}

/// From what stands on the disk. The other slot of HEAD may be torn: it is written anew.
Status EmbeddedLog::Body::go_on(std::unique_ptr<HeadFile> file) {
  {
    const std::scoped_lock guard(mutex);
    heads = file->present().heads;
    const auto same = compare();
    lost_tail = !same;
    CHAUBAN_CHECK(same);
    head_failed.reset();
    next_ends = ends;
    next_heads = heads;
  }
  return head.begin(std::move(file), next_heads);
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
  }
  return go_on(std::move(opened));
}

}  // namespace chauban::storage

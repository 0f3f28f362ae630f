// SPDX-License-Identifier: GPL-3.0-or-later
// Inside of the embedded log: its writer's thread (embedded_log.cc), and how it begins and begins anew
// (embedded_log_recovery.cc).
#pragma once

#include "storage/embedded/embedded_log.h"
#include "storage/embedded/head_writer.h"
#include "storage/key_value.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <thread>
#include <vector>

namespace chauban::storage {

class EmbeddedLog::Body {
 public:
  struct Waiting {
    PartitionId partition;
    Bytes record;
    Head after;
    Log::Done done;
    Offset offset;
  };

  Options options;
  std::unique_ptr<FileLock> lock;
  HeadWriter head;
  LogId id;
  std::map<PartitionId, Offset> next_ends;  // these two are the writer thread's: what is written, with or without HEAD
  std::map<PartitionId, Head> next_heads;

  std::shared_mutex store_mutex;  // guards the pointer: readers share, closing and opening again is exclusive
  std::shared_ptr<KeyValueStore> store;

  std::mutex mutex;  // guards all below
  std::condition_variable wake;
  std::deque<Waiting> queue;
  std::size_t queued_bytes = 0;
  std::map<PartitionId, Offset> ends;  // durable, with HEAD
  std::map<PartitionId, Head> heads;   // as HEAD has them
  std::optional<Error> head_failed;    // the writer thread has not yet seen it
  bool read_only = false;
  ErrorCode read_only_because = ErrorCode::log_read_only;
  bool lost_tail = false;  // came back shorter than HEAD: only a person can decide
  bool full = false;
  bool has_room = false;  // found since the last group was written: one is small beside what must be free
  bool closing = false;
  std::thread writer;

  ~Body() { stop(); }

  [[nodiscard]] std::filesystem::path log_folder() const { return options.data / "log"; }
  [[nodiscard]] std::filesystem::path head_path() const { return options.data / "HEAD"; }

  Status open_store();
  Status open_head(bool log_existed);
  Status go_on(std::unique_ptr<HeadFile> file);
  Status compare();
  void run();
  std::vector<Waiting> take();
  void take_locked(std::vector<Waiting>& group);
  Status write_group(std::vector<Waiting>& group);
  void recorded(std::vector<Waiting>& group, const Status& status);
  void refuse_writes_locked(const Error& error);
  bool may_take();
  void give_up(std::vector<Waiting>& group, const Error& error);
  bool probe();
  Status recover();
  Status check_space();
  Status room_for_more();
  void stop();
  Result<std::vector<LogRecord>> read_from(PartitionId partition, Offset from);
};

}  // namespace chauban::storage

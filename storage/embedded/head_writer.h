// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/result.h"
#include "storage/embedded/head_file.h"
#include "storage/position.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace chauban::storage {

/// Records in HEAD what the log has synced. While it syncs, the log writes the next records: what is recorded later may
/// be on disk already, unacknowledged, as after a crash between the two. Several that wait are recorded by one sync.
/// Thread: all calls from the log's writer.
class HeadWriter {
 public:
  using Heads = std::map<PartitionId, Head>;
  /// In the order of the calls, on any thread. After a failure every later one is told the same, until `begin`.
  using Recorded = std::function<void(const Status&)>;

  HeadWriter() = default;
  ~HeadWriter() { stop(); }
  HeadWriter(const HeadWriter&) = delete;
  HeadWriter& operator=(const HeadWriter&) = delete;

  /// Goes on with this file, and writes it, so that both its slots are good. Nothing may be on its way.
  Status begin(std::unique_ptr<HeadFile> file, const Heads& heads);
  /// `more`: other records wait to be written meanwhile. Otherwise it is done at once, without another thread.
  void record(Heads heads, Recorded recorded, bool more);
  /// Returns when all that was recorded has been told.
  void drain();
  /// Drains, and ends the thread.
  void stop();

 private:
  struct Waiting {
    Heads heads;
    Recorded recorded;
  };
  void run();
  void write(const std::vector<Waiting>& group);

  std::unique_ptr<HeadFile> file_;  // whoever is busy with it
  Status failed_;                   // likewise
  std::mutex mutex_;                // guards all below
  std::condition_variable changed_;
  std::vector<Waiting> waiting_;
  bool busy_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
// Signs what the log is, again and again, so that nobody can change its past unnoticed (event-log.md 8.2): after every
// 1,000 events, after a minute in which something happened, and at a clean stop. From applied state only. Before it
// signs it proves that the last checkpoint is of this very past: two checkpoints that contradict each other are never
// given out. Guarded by tests/server/checkpoints_test.cc.
#pragma once

#include "schemas/base/time.h"
#include "server/backup/log_signer.h"
#include "storage/checkpoint.h"
#include "storage/state.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace chauban::server {

class Checkpoints {
 public:
  /// All outlive it.
  struct Parts {
    const storage::State& state;
    const LogSigner& signer;
    storage::CheckpointFolder& folder;
    Clock& clock;
    std::vector<storage::PartitionId> partitions;
  };
  static constexpr std::uint64_t kEvents = 1000;
  static constexpr std::chrono::seconds kEvery{60};
  static constexpr int kKeptWholeDays = 30;

  /// The state must be level with the log. Errors: log_shorter_than_head with key `log_behind_checkpoint` (what was
  /// signed is not in this log: details partition, size, log), storage errors.
  static Result<std::unique_ptr<Checkpoints>> open(Parts parts);
  ~Checkpoints();
  Checkpoints(const Checkpoints&) = delete;
  Checkpoints& operator=(const Checkpoints&) = delete;

  void start();
  /// Signs what has changed once more, then ends. Idempotent.
  void stop();
  /// Events up to this one are applied. Any thread; never waits for the disk.
  void applied(storage::Position position);

  /// Signs each partition that has changed; the newest checkpoint of each. Any thread.
  /// Errors: record_damaged `checkpoint_contradicts` (nothing was signed), storage errors.
  Result<std::map<storage::PartitionId, storage::Checkpoint>> sign();

 private:
  explicit Checkpoints(Parts parts) : parts_(std::move(parts)) {}
  void run();
  Status load(storage::PartitionId partition);
  Status sign_one(storage::PartitionId partition);
  Result<Digest> root_at(storage::PartitionId partition, std::uint64_t size) const;
  Status thin(const std::string& day);

  Parts parts_;
  std::mutex signing_;  // one at a time; guards thinned_
  std::string thinned_;
  std::mutex mutex_;  // guards all below
  std::condition_variable wake_;
  std::map<storage::PartitionId, storage::Checkpoint> newest_;
  bool due_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace chauban::server

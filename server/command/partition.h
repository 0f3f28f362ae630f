// SPDX-License-Identifier: GPL-3.0-or-later
// One partition's thread: decides commands in order, appends their records, applies them, answers.
//
// Commands that queue while a group is being synced are decided together on an overlay of their predecessors, appended
// together and answered when all are durable and applied: so refusals, too, rest on durable events only (event-log 3.2,
// L8). If an append fails, nobody can say what was written until a new claim stands in the log: those in flight are
// answered outcome_unknown, the writer claims anew, and the same key then tells (L6, L7).
#pragma once

#include "domain/calendar.h"
#include "server/command/applier.h"
#include "server/command/command_bus.h"
#include "server/telemetry/hops.h"
#include "storage/keystore.h"
#include "storage/partition_writer.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

namespace chauban::server {

/// Everything a partition is joined to; all outlive it.
struct PartitionParts {
  storage::Log& log;
  storage::State& state;
  storage::KeyStore& keys;
  DirectoryBook& directory;
  const Calendar& calendar;
  Clock& clock;
  IdSource& ids;
  storage::NodeId node;
};

/// Thread-safe but for start.
class Partition {
 public:
  static constexpr std::size_t kMaxQueue = 4096;   ///< beyond it: overloaded, never more memory
  static constexpr std::size_t kMaxTogether = 64;  ///< records in flight (event-log 3.2)

  /// Called on the partition's thread after a group of records was applied, with the position of the last event: once
  /// for all of them, so that the views take them in one batch. Must not block.
  using Applied = std::function<void(storage::Position)>;

  Partition(storage::PartitionId id, PartitionParts parts, Applied applied);
  ~Partition();
  Partition(const Partition&) = delete;
  Partition& operator=(const Partition&) = delete;

  /// Applies what the log has, claims the partition, begins to take commands. Errors: PartitionWriter::start's.
  Status start();
  /// Takes no more commands, answers those queued, releases the claim. Idempotent.
  void stop();

  /// Returned error: overloaded, maintenance (stopping). The future brings the rest.
  Result<std::future<Result<Receipt>>> submit(Command command, CommandMeta meta);

  struct Figures {
    telemetry::HopHistograms hops;  ///< of every command, `queue` to `answer`
    telemetry::Counter written;     ///< commands that are in the log
    telemetry::Counter unchanged;   ///< right, but there was nothing to write, or it was written before
    telemetry::Counter refused;
  };
  [[nodiscard]] Figures& figures() { return figures_; }
  [[nodiscard]] const Figures& figures() const { return figures_; }
  /// Commands waiting to be decided.
  [[nodiscard]] std::size_t queued() const;

 private:
  struct Waiting {
    Command command;
    CommandMeta meta;
    std::promise<Result<Receipt>> promise;
    telemetry::Moment submitted;
  };
  struct Decided {
    storage::Outcome outcome;
    std::vector<storage::EntityWrite> writes;  ///< what the record changes
    Receipt receipt;                           ///< positions are filled in when the record's place is known
  };
  class Group;

  void run();
  std::deque<Waiting> take();
  void process(std::deque<Waiting> waiting);
  void finish(Group& group);
  Result<Decided> decide_one(const Waiting& waiting, const storage::IdemKey& key, OverlayWorld& draft);
  Result<Receipt> first_answer(const storage::KeyEntry& entry) const;
  Status same_command(const storage::KeyEntry& entry, const CommandMeta& meta) const;
  Status own();
  void tell_applied();
  void put_back(std::deque<Waiting> waiting);
  void answer(Waiting& waiting, Result<Receipt> answer);

  storage::PartitionId id_;
  PartitionParts parts_;
  Applier applier_;
  storage::PartitionWriter writer_;
  StateWorld applied_world_;
  Applied applied_;
  std::uint64_t told_ = 0;  ///< up to this position

  Figures figures_;

  mutable std::mutex mutex_;  // guards queue_ and stopping_
  std::condition_variable wake_;
  std::deque<Waiting> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/log.h"

#include <deque>
#include <map>
#include <mutex>
#include <vector>

namespace chauban::storage {

/// What several simulated nodes share: records that outlive each handle, and a tail that can be lost. Thread-safe.
struct SimDisk {
  std::mutex mutex;  // guards all below
  LogId id;
  std::map<PartitionId, std::vector<Bytes>> records;
  std::map<PartitionId, Head> heads;
  bool keeps_head = true;  ///< false: as a log in a cluster, that has no HEAD beside it
};

/// A log in memory. Appends land at once, or, while held, when a test lets them; a test can make them fail.
/// Several handles over one disk are several nodes. `done` is called by whoever lets the record land.
class SimLog final : public Log {
 public:
  enum class Fault {
    none,
    lost,  ///< outcome unknown, and not there
    kept,  ///< outcome unknown, and there
    full,  ///< refused before anything was written
  };

  explicit SimLog(SimDisk& disk) : disk_(disk) {}
  ~SimLog() override;

  Status append(PartitionId partition, Bytes record, Head after, Done done) override;
  std::unique_ptr<LogCursor> read(PartitionId partition, Offset from) override;
  Offset end(PartitionId partition) override;
  std::optional<Head> recorded_head(PartitionId partition) override;
  Status check() override;
  Status close() override;
  [[nodiscard]] LogId id() const override { return disk_.id; }

  /// For all appends from now on.
  void set_fault(Fault fault);
  /// Keeps appends until deliver().
  void hold();
  /// Lets what was held land, in order, and holds no more.
  void deliver();

 private:
  struct Held {
    PartitionId partition;
    Bytes record;
    Head after;
    Done done;
  };
  void land(Held held, Fault fault);

  SimDisk& disk_;
  std::mutex mutex_;  // guards all below; never held while calling back
  std::deque<Held> held_;
  Fault fault_ = Fault::none;
  bool holding_ = false;
  bool closed_ = false;
};

}  // namespace chauban::storage

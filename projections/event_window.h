// SPDX-License-Identifier: GPL-3.0-or-later
// Events read once for all views: who comes to a stretch of the log first reads and decodes it, the others find it.
// Views that go on side by side thereby pay for one decoding together instead of one each.
#pragma once

#include "projections/projection.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <span>

namespace chauban::projections {

/// Thread-safe.
class EventWindow {
 public:
  struct Stretch {
    std::shared_ptr<const std::vector<StoredEvent>> owner;
    std::span<const StoredEvent> events;
  };

  /// Remembers so many stretches, the newest read. `together`: a follower does not run so far ahead that those close
  /// behind it would find nothing here.
  EventWindow(const storage::State& state, std::size_t stretches, bool together = false)
      : state_(state), most_(stretches), together_(together) {}

  /// Somebody who goes on from stretch to stretch, on one thread; the window outlives it.
  class Follower {
   public:
    explicit Follower(EventWindow& window);
    ~Follower();
    Follower(const Follower&) = delete;
    Follower& operator=(const Follower&) = delete;

    /// What stands at `from` and after it, at most `limit`; none only if `from` is the end of the state. Fewer than
    /// `limit` does not mean that the end was reached. Errors: those of State::events and read_event.
    Result<Stretch> read(storage::PartitionId partition, std::uint64_t from, std::size_t limit);
    /// From now on it waits for nobody: something is held until it has read the rest.
    void hurry() { in_a_hurry_ = true; }

   private:
    friend class EventWindow;
    EventWindow& window_;
    bool in_a_hurry_ = false;
    std::map<storage::PartitionId, std::uint64_t> at_;  // guarded by the window's mutex
  };

  /// Nobody waits for those behind any more; for the end of the program.
  void let_go();

 private:
  struct Known {
    storage::PartitionId partition;
    std::uint64_t from = 0;
    std::shared_ptr<const std::vector<StoredEvent>> events;
  };

  void wait_for_those_behind(Follower& follower, storage::PartitionId partition, std::uint64_t from);
  std::optional<Stretch> find(storage::PartitionId partition, std::uint64_t from, std::size_t limit) const;

  const storage::State& state_;
  const std::size_t most_;
  const bool together_;
  std::mutex loading_;        // held while a stretch is read: who wants the same one waits for it
  mutable std::mutex mutex_;  // guards the below
  std::condition_variable moved_;
  std::deque<Known> known_;
  std::set<Follower*> followers_;
  bool let_go_ = false;
};

}  // namespace chauban::projections

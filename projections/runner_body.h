// SPDX-License-Identifier: GPL-3.0-or-later
// Inside of a runner: the live view's thread (runner.cc) and the one that builds another version (runner_rebuild.cc).
#pragma once

#include "projections/runner.h"
#include "schemas/base/bell.h"
#include "schemas/base/of_disk.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace chauban::projections {

using Positions = std::map<storage::PartitionId, std::uint64_t>;  ///< of the next event

/// A stored version says which source made it and which build of it this is.
constexpr std::uint32_t kBuildsBits = 16;
constexpr std::uint32_t stored_version(std::uint16_t source, std::uint32_t build) {
  return (std::uint32_t{source} << kBuildsBits) | build;
}
constexpr std::uint32_t source_of(std::uint32_t stored) { return stored >> kBuildsBits; }

class Runner::Body {
 public:
  Body(Options options, std::shared_ptr<const Projection> projection);
  ~Body() { stop(); }
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;

  Status open();
  void start();
  void stop();
  void notify();
  Result<std::uint64_t> step();
  ViewSnapshot read() const;
  bool has_reached(std::span<const storage::Position> positions) const;
  bool wait_for(std::span<const storage::Position> positions, std::chrono::milliseconds timeout) const;
  Status rebuild();
  bool wait_for_rebuild(std::chrono::milliseconds timeout) const;
  ViewStatus status() const;
  const std::string& name() const { return name_; }

 private:
  struct Old {
    std::uint32_t version = 0;
    Timestamp drop_at{};
  };

  /// Where events come from, and how many go into one commit if there are so many.
  struct Source {
    EventWindow::Follower& events;
    std::size_t together = 0;
  };
  Result<std::uint64_t> apply_batch(const Source& source, const storage::View& view, storage::PartitionId partition,
                                    std::uint64_t from);
  Result<std::uint64_t> apply_guarded(const Source& source, const storage::View& view, Positions& reached);
  Positions ends() const;
  bool has_applied(const Positions& target) const;
  std::uint64_t behind(const Positions& reached) const;
  Positions positions_of(const storage::View& view) const;
  bool level_locked(std::span<const storage::Position> positions) const;
  /// The disk is full, say: not the view's fault, so it tries again.
  bool waits_for_disk() const;
  bool waits_for_disk_locked() const { return failure_ && is_of_disk(failure_->code); }
  void run();
  void run_rebuild(storage::View view);
  Status bring_level_and_swap(const Source& source, const storage::View& view, Positions& reached);
  Status begin_rebuild_locked();
  void drop_old();
  bool stopping() const { return stopping_.load(); }

  const Options options_;
  const std::shared_ptr<const Projection> projection_;
  const std::string name_;
  EventWindow::Follower live_events_;

  std::mutex working_;  // held while a batch of the live view is applied, and for the swap
  mutable Bell bell_;

  mutable std::mutex mutex_;  // guards all below
  mutable std::condition_variable changed_;
  std::optional<storage::View> live_;
  Positions reached_;
  std::optional<Error> failure_;
  std::optional<Error> rebuild_failure_;
  bool frozen_ = false;  // another source's rows: read, never applied to
  bool building_ = false;
  std::uint64_t rebuild_lag_ = 0;
  std::vector<Old> old_;
  std::thread thread_;
  std::thread rebuild_thread_;
  std::atomic<bool> stopping_{false};
};

}  // namespace chauban::projections

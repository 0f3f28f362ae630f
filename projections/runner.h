// SPDX-License-Identifier: GPL-3.0-or-later
// Runs one view: brings it the events, and keeps how far it is with its rows.
//
// Promise: rows, position and digest of a view are written together, so that a crash at any moment goes on from where
// the view was, and nothing is applied twice or missed. A rebuild fills another version beside the one that is read;
// when the two are nearly level the live one is held, the new one brought level, and the pointer moved: readers see one
// or the other, never a view that is behind what they had seen. Relied on by every read that carries Min-Log-Position.
// Broken by: a view that remembers outside its rows; two runners of one view. Guarded by
// tests/projections/runner_test.cc.
#pragma once

#include "projections/event_window.h"
#include "projections/projection.h"
#include "projections/view_rows.h"
#include "schemas/base/result.h"
#include "storage/state.h"

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace chauban::projections {

struct ViewStatus {
  std::string name;
  std::uint32_t version = 0;  ///< that is read
  std::map<storage::PartitionId, std::uint64_t> next_pos;
  std::uint64_t lag = 0;               ///< events in the state and not yet in the view
  std::optional<std::string> failure;  ///< not empty: it has stopped, and why
  bool waits_for_disk = false;         ///< then `failure` goes by itself
  bool rebuilding = false;
  std::uint64_t rebuild_lag = 0;  ///< of the version being built
};

/// Thread-safe. Owns at most two threads: the view's, and while it is rebuilt the other version's.
class Runner {
 public:
  struct Options {
    const storage::State& state;
    storage::ViewStore& views;
    Clock& clock;
    std::vector<storage::PartitionId> partitions{{0}, {1}};
    std::size_t batch_events = 1000;
    std::uint64_t swap_within = 100;     ///< events: nearer than this a rebuilt view is brought level and swapped
    std::chrono::seconds keep_old{600};  ///< a replaced version stays so long for readers that hold it
    std::function<void()> advanced{};    ///< after each batch, on the view's thread
    /// Shared with the other views. Those that are rebuilt are elsewhere in the log than those that are live, and have
    /// a window of their own. Null: one for this runner alone.
    std::shared_ptr<EventWindow> live_events{};
    std::shared_ptr<EventWindow> rebuild_events{};
  };

  static std::shared_ptr<EventWindow> live_window(const storage::State& state);
  static std::shared_ptr<EventWindow> rebuild_window(const storage::State& state);

  /// Opens the version that is current; a missing one is made. If the program's version of the view is another, that is
  /// built beside from the start and the old one answers until then. Errors: storage errors.
  static Result<std::unique_ptr<Runner>> open(Options options, std::shared_ptr<const Projection> projection);
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  void start();
  /// Ends after the batch in hand. Idempotent.
  void stop();
  /// There are new events in the state. Never blocks for long.
  void notify();
  /// Applies what is there, at most one batch a partition, on the calling thread; for tests and simulations without
  /// start(). Returns the number of events. Errors: why the view has stopped.
  Result<std::uint64_t> step();

  [[nodiscard]] ViewSnapshot read() const;
  [[nodiscard]] bool has_reached(std::span<const storage::Position> positions) const;
  /// Waits until the view has the events at these positions. False: not in time, or the view has stopped.
  [[nodiscard]] bool wait_for(std::span<const storage::Position> positions, std::chrono::milliseconds timeout) const;

  /// Begins a rebuild beside the live view; a second request joins the first. Errors: storage errors.
  Status rebuild();
  /// False: not in time.
  [[nodiscard]] bool wait_for_rebuild(std::chrono::milliseconds timeout) const;

  [[nodiscard]] ViewStatus status() const;
  [[nodiscard]] const std::string& name() const;

 private:
  class Body;
  explicit Runner(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace chauban::projections

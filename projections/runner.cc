// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/runner.h"

#include "schemas/base/log.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace chauban::projections {
namespace {

using Positions = std::map<storage::PartitionId, std::uint64_t>;

/// Events of one document come near each other: the more go into one commit, the fewer times its rows are written.
constexpr std::size_t kRebuildBatches = 4;

/// A stored version says which source made it and which build of it this is.
constexpr std::uint32_t kBuildsBits = 16;
constexpr std::uint32_t stored_version(std::uint16_t source, std::uint32_t build) {
  return (std::uint32_t{source} << kBuildsBits) | build;
}
constexpr std::uint32_t source_of(std::uint32_t stored) { return stored >> kBuildsBits; }

Runner::Options with_windows(Runner::Options options) {
  if (!options.live_events) options.live_events = Runner::live_window(options.state);
  if (!options.rebuild_events) options.rebuild_events = Runner::rebuild_window(options.state);
  return options;
}

}  // namespace

class Runner::Body {
 public:
  Body(Options options, std::shared_ptr<const Projection> projection)
      : options_(with_windows(std::move(options))),
        projection_(std::move(projection)),
        name_(projection_->name()),
        live_events_(*options_.live_events) {}
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

  std::mutex working_;        // held while a batch of the live view is applied, and for the swap
  mutable std::mutex mutex_;  // guards all below
  mutable std::condition_variable changed_;
  std::optional<storage::View> live_;
  Positions reached_;
  std::optional<Error> failure_;
  std::optional<Error> rebuild_failure_;
  bool frozen_ = false;  // another source's rows: read, never applied to
  bool building_ = false;
  std::uint64_t rebuild_lag_ = 0;
  bool woken_ = false;
  std::vector<Old> old_;
  std::thread thread_;
  std::thread rebuild_thread_;
  std::atomic<bool> stopping_{false};
};

Status Runner::Body::open() {
  CHAUBAN_TRY(const auto current, options_.views.current_version(name_));
  const auto existing = options_.views.versions(name_);
  const auto source = projection_->version();
  const std::uint32_t version = current.value_or(stored_version(source, 1));
  CHAUBAN_TRY(auto view, options_.views.open_view(name_, version));
  const auto now = to_micros(options_.clock.now());
  // A new view is read from the start, while it fills: reads say which position they reflect.
  if (!current) CHAUBAN_CHECK(options_.views.set_current(name_, version, now));
  bool interrupted = false;
  for (const auto other : existing) {
    if (other == version) continue;
    const bool resumable = other > version && source_of(other) == source && other == existing.back();
    interrupted = interrupted || resumable;
    if (!resumable) CHAUBAN_CHECK(options_.views.drop(name_, other));
  }
  const std::scoped_lock lock(mutex_);
  reached_ = positions_of(view);
  live_ = std::move(view);
  frozen_ = source_of(version) != source;
  if (frozen_ || interrupted) return begin_rebuild_locked();
  return {};
}

void Runner::Body::start() {
  const std::scoped_lock lock(mutex_);
  if (thread_.joinable() || stopping()) return;
  thread_ = std::thread([this] { run(); });
}

void Runner::Body::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  options_.rebuild_events->let_go();
  if (thread_.joinable()) thread_.join();
  if (rebuild_thread_.joinable()) rebuild_thread_.join();
}

void Runner::Body::notify() {
  {
    const std::scoped_lock lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

Result<std::uint64_t> Runner::Body::apply_batch(const Source& source, const storage::View& view,
                                                storage::PartitionId partition, std::uint64_t from) {
  BatchRows rows(view.batch());
  std::uint64_t applied = 0;
  do {
    CHAUBAN_TRY(const auto stretch, source.events.read(partition, from + applied, options_.batch_events));
    if (stretch.events.empty()) break;
    for (const auto& event : stretch.events) projection_->apply(event, rows);
    applied += stretch.events.size();
  } while (applied < source.together);
  if (applied > 0) CHAUBAN_CHECK(rows.commit({partition, from + applied}));
  return applied;
}

/// One batch of each partition. A Bug stops the view: rows that may be wrong are never written.
Result<std::uint64_t> Runner::Body::apply_guarded(const Source& source, const storage::View& view, Positions& reached) {
  try {
    std::uint64_t applied = 0;
    for (auto& [partition, next] : reached) {
      CHAUBAN_TRY(const auto count, apply_batch(source, view, partition, next));
      next += count;
      applied += count;
    }
    return applied;
  } catch (const Bug& bug) {
    return refuse(ErrorCode::internal, "view_stopped", {{"view", name_}, {"bug", bug.what()}});
  }
}

Positions Runner::Body::positions_of(const storage::View& view) const {
  const auto reader = view.read();
  Positions positions;
  for (const auto partition : options_.partitions) positions[partition] = reader.next_pos(partition);
  return positions;
}

Positions Runner::Body::ends() const {
  Positions ends;
  for (const auto partition : options_.partitions) ends[partition] = options_.state.next_pos(partition);
  return ends;
}

std::uint64_t Runner::Body::behind(const Positions& reached) const {
  std::uint64_t lag = 0;
  for (const auto& [partition, end] : ends()) {
    const auto next = reached.at(partition);
    lag += end > next ? end - next : 0;
  }
  return lag;
}

Result<std::uint64_t> Runner::Body::step() {
  const std::scoped_lock work(working_);
  std::optional<storage::View> view;
  Positions reached;
  {
    const std::scoped_lock lock(mutex_);
    if (failure_) return refuse(*failure_);
    if (frozen_) return std::uint64_t{0};
    view = live_;
    reached = reached_;
  }
  drop_old();
  const auto applied = apply_guarded({live_events_, 1}, *view, reached);
  {
    const std::scoped_lock lock(mutex_);
    if (applied) {
      reached_ = reached;
    } else {
      reached_ = positions_of(*view);  // a partition before the failing one may have moved
      failure_ = applied.error();
      log_error("view_stopped", {{"view", name_}, {"why", to_text(*failure_)}});
    }
  }
  changed_.notify_all();
  if (applied && *applied > 0 && options_.advanced) options_.advanced();
  return applied;
}

void Runner::Body::run() {
  while (!stopping()) {
    // Up to where the state was, and no further: what came since is waited for, so that it comes in company. One commit
    // of many rows costs little more than one of a few.
    const auto target = ends();
    while (!stopping()) {
      const auto applied = step();
      if (!applied || *applied == 0 || has_applied(target)) break;
    }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return woken_ || stopping(); });
    woken_ = false;
  }
}

ViewSnapshot Runner::Body::read() const {
  const std::scoped_lock lock(mutex_);
  return {live_->read(), name_};
}

bool Runner::Body::level_locked(std::span<const storage::Position> positions) const {
  return std::ranges::all_of(positions, [this](const storage::Position& position) {
    const auto found = reached_.find(position.partition);
    return found != reached_.end() && found->second > position.pos;
  });
}

bool Runner::Body::has_applied(const Positions& target) const {
  const std::scoped_lock lock(mutex_);
  return std::ranges::all_of(target, [this](const auto& end) { return reached_.at(end.first) >= end.second; });
}

bool Runner::Body::has_reached(std::span<const storage::Position> positions) const {
  const std::scoped_lock lock(mutex_);
  return level_locked(positions);
}

bool Runner::Body::wait_for(std::span<const storage::Position> positions, std::chrono::milliseconds timeout) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, timeout, [&] { return level_locked(positions) || failure_ || stopping(); });
  return level_locked(positions);
}

Status Runner::Body::rebuild() {
  const std::scoped_lock lock(mutex_);
  if (building_ || stopping()) return {};
  return begin_rebuild_locked();
}

Status Runner::Body::begin_rebuild_locked() {
  const auto source = projection_->version();
  const auto existing = options_.views.versions(name_);
  const auto live = live_->version();
  auto version = std::max(live + 1, stored_version(source, 1));
  if (!existing.empty() && existing.back() > live)
    version = existing.back();  // interrupted: goes on from its own position
  CHAUBAN_TRY(auto view, options_.views.open_view(name_, version));
  if (rebuild_thread_.joinable()) rebuild_thread_.join();  // of a rebuild that is over
  building_ = true;
  rebuild_failure_.reset();
  rebuild_thread_ = std::thread([this, view = std::move(view)] { run_rebuild(view); });
  return {};
}

void Runner::Body::run_rebuild(storage::View view) {
  auto reached = positions_of(view);
  EventWindow::Follower events(*options_.rebuild_events);
  const Source source{events, kRebuildBatches * options_.batch_events};
  Status outcome;
  while (!stopping()) {
    const auto lag = behind(reached);
    {
      const std::scoped_lock lock(mutex_);
      rebuild_lag_ = lag;
    }
    if (lag <= options_.swap_within) {
      outcome = bring_level_and_swap(source, view, reached);
      break;
    }
    const auto applied = apply_guarded(source, view, reached);
    if (!applied) {
      outcome = refuse(applied.error());
      break;
    }
  }
  {
    const std::scoped_lock lock(mutex_);
    building_ = false;
    rebuild_lag_ = 0;
    woken_ = true;  // the view's thread goes on with the new rows
    if (!outcome) {
      rebuild_failure_ = outcome.error();
      log_error("view_rebuild_failed", {{"view", name_}, {"why", to_text(outcome.error())}});
    }
  }
  changed_.notify_all();
  if (outcome && options_.advanced && !stopping()) options_.advanced();
}

/// The live view is held, so that nobody who read it finds less in the new one.
Status Runner::Body::bring_level_and_swap(const Source& source, const storage::View& view, Positions& reached) {
  const std::scoped_lock work(working_);
  for (;;) {
    CHAUBAN_TRY(const auto applied, apply_guarded(source, view, reached));
    if (applied == 0) break;
  }
  const auto now = options_.clock.now();
  CHAUBAN_CHECK(options_.views.set_current(name_, view.version(), to_micros(now)));
  const std::scoped_lock lock(mutex_);
  old_.push_back({live_->version(), now + options_.keep_old});
  live_ = view;
  reached_ = reached;
  frozen_ = false;
  failure_.reset();
  log_info("view_swapped", {{"view", name_}, {"version", std::to_string(view.version())}});
  return {};
}

void Runner::Body::drop_old() {
  const auto now = options_.clock.now();
  std::vector<std::uint32_t> due;
  {
    const std::scoped_lock lock(mutex_);
    std::erase_if(old_, [&](const Old& old) {
      if (old.drop_at > now) return false;
      due.push_back(old.version);
      return true;
    });
  }
  for (const auto version : due) {
    const auto dropped = options_.views.drop(name_, version);
    if (!dropped) log_warning("old_view_not_dropped", {{"view", name_}, {"why", to_text(dropped.error())}});
  }
}

bool Runner::Body::wait_for_rebuild(std::chrono::milliseconds timeout) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, timeout, [this] { return !building_; });
}

ViewStatus Runner::Body::status() const {
  const std::scoped_lock lock(mutex_);
  ViewStatus status{.name = name_,
                    .version = live_->version(),
                    .next_pos = reached_,
                    .lag = behind(reached_),
                    .failure = std::nullopt,
                    .rebuilding = building_,
                    .rebuild_lag = rebuild_lag_};
  if (rebuild_failure_) status.failure = "rebuild: " + to_text(*rebuild_failure_);
  if (failure_) status.failure = to_text(*failure_);
  return status;
}

Runner::Runner(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Runner::~Runner() = default;

Result<std::unique_ptr<Runner>> Runner::open(Options options, std::shared_ptr<const Projection> projection) {
  auto body = std::make_unique<Body>(std::move(options), std::move(projection));
  CHAUBAN_CHECK(body->open());
  return std::unique_ptr<Runner>(new Runner(std::move(body)));
}

std::shared_ptr<EventWindow> Runner::live_window(const storage::State& state) {
  constexpr std::size_t kStretches = 4;
  return std::make_shared<EventWindow>(state, kStretches);
}
std::shared_ptr<EventWindow> Runner::rebuild_window(const storage::State& state) {
  constexpr std::size_t kStretches = 16;
  return std::make_shared<EventWindow>(state, kStretches, true);
}
void Runner::start() { body_->start(); }
void Runner::stop() { body_->stop(); }
void Runner::notify() { body_->notify(); }
Result<std::uint64_t> Runner::step() { return body_->step(); }
ViewSnapshot Runner::read() const { return body_->read(); }
bool Runner::has_reached(std::span<const storage::Position> positions) const { return body_->has_reached(positions); }
bool Runner::wait_for(std::span<const storage::Position> positions, std::chrono::milliseconds timeout) const {
  return body_->wait_for(positions, timeout);
}
Status Runner::rebuild() { return body_->rebuild(); }
bool Runner::wait_for_rebuild(std::chrono::milliseconds timeout) const { return body_->wait_for_rebuild(timeout); }
ViewStatus Runner::status() const { return body_->status(); }
const std::string& Runner::name() const { return body_->name(); }

}  // namespace chauban::projections

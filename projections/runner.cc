// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/runner_body.h"
#include "schemas/base/log.h"
#include "schemas/base/thread.h"

#include <algorithm>

namespace chauban::projections {
namespace {

/// Between two rounds of a view under load, when nobody waits for it. Nobody sees it, and the rows of many documents go
/// into one commit.
constexpr std::chrono::milliseconds kRest{20};

Runner::Options with_windows(Runner::Options options) {
  if (!options.live_events) options.live_events = Runner::live_window(options.state);
  if (!options.rebuild_events) options.rebuild_events = Runner::rebuild_window(options.state);
  return options;
}

}  // namespace

Runner::Body::Body(Options options, std::shared_ptr<const Projection> projection)
    : options_(with_windows(std::move(options))),
      projection_(std::move(projection)),
      name_(projection_->name()),
      live_events_(*options_.live_events) {}

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
  thread_ = named_thread(name_.c_str(), [this] { run(); });
}

void Runner::Body::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  bell_.stop();
  options_.rebuild_events->let_go();
  if (thread_.joinable()) thread_.join();
  if (rebuild_thread_.joinable()) rebuild_thread_.join();
}

void Runner::Body::notify() { bell_.ring(); }

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
    if (failure_ && !waits_for_disk_locked()) return refuse(*failure_);
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
      if (failure_) log_info("view_goes_on", {{"view", name_}});
      failure_.reset();
    } else {
      reached_ = positions_of(*view);  // a partition before the failing one may have moved
      const bool known = failure_.has_value();
      failure_ = applied.error();
      if (!known) {
        log_error(waits_for_disk_locked() ? "view_waits_for_disk" : "view_stopped",
                  {{"view", name_}, {"why", to_text(*failure_)}});
      }
    }
  }
  changed_.notify_all();
  if (applied && *applied > 0 && options_.advanced) options_.advanced();
  return applied;
}

void Runner::Body::run() {
  do {
    // Up to where the state was, and no further: what came since is waited for, so that it comes in company. One commit
    // of many rows costs little more than one of a few.
    const auto target = ends();
    while (!stopping()) {
      const auto applied = step();
      if (!applied || *applied == 0 || has_applied(target)) break;
    }
  } while (waits_for_disk() ? bell_.pause(kDiskPause) : bell_.wait(kRest));
}

bool Runner::Body::waits_for_disk() const {
  const std::scoped_lock lock(mutex_);
  return waits_for_disk_locked();
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
  if (has_reached(positions)) return true;
  const Bell::Hurry hurry(bell_);
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, timeout, [&] { return level_locked(positions) || failure_ || stopping(); });
  return level_locked(positions);
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
  status.waits_for_disk = waits_for_disk_locked();
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

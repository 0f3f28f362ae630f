// SPDX-License-Identifier: GPL-3.0-or-later
// A view built anew beside the live one, and swapped when it is level.
#include "projections/runner_body.h"
#include "schemas/base/log.h"
#include "schemas/base/thread.h"

namespace chauban::projections {
namespace {

/// Events of one document come near each other: the more go into one commit, the fewer times its rows are written.
constexpr std::size_t kRebuildBatches = 4;

}  // namespace

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
  rebuild_thread_ = named_thread("view-rebuild", [this, view = std::move(view)] { run_rebuild(view); });
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
    if (!outcome) {
      rebuild_failure_ = outcome.error();
      log_error("view_rebuild_failed", {{"view", name_}, {"why", to_text(outcome.error())}});
    }
  }
  bell_.ring();  // the view's thread goes on with the new rows
  changed_.notify_all();
  if (outcome && options_.advanced && !stopping()) options_.advanced();
}

/// The live view is held, so that nobody who read it finds less in the new one.
Status Runner::Body::bring_level_and_swap(const Source& source, const storage::View& view, Positions& reached) {
  source.events.hurry();  // the live view stands still meanwhile
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

}  // namespace chauban::projections

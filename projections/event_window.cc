// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/event_window.h"

#include <algorithm>

namespace chauban::projections {
namespace {

constexpr std::size_t kStretchEvents = 1000;
constexpr std::uint64_t kAhead = 8 * kStretchEvents;   ///< of the last one that is close
constexpr std::uint64_t kClose = 32 * kStretchEvents;  ///< who is farther behind began later, and is not waited for

}  // namespace

EventWindow::Follower::Follower(EventWindow& window) : window_(window) {
  const std::scoped_lock lock(window_.mutex_);
  window_.followers_.insert(this);
}

/// The last one to go takes the memory with it.
EventWindow::Follower::~Follower() {
  const std::scoped_lock lock(window_.mutex_);
  window_.followers_.erase(this);
  if (window_.followers_.empty()) window_.known_.clear();
  window_.moved_.notify_all();
}

void EventWindow::let_go() {
  const std::scoped_lock lock(mutex_);
  let_go_ = true;
  moved_.notify_all();
}

void EventWindow::wait_for_those_behind(Follower& follower, storage::PartitionId partition, std::uint64_t from) {
  std::unique_lock lock(mutex_);
  follower.at_[partition] = from;
  moved_.notify_all();
  moved_.wait(lock, [&] {
    return let_go_ || follower.in_a_hurry_ || std::ranges::none_of(followers_, [&](const Follower* other) {
             const auto found = other->at_.find(partition);
             const auto at = found == other->at_.end() ? from : found->second;
             return at + kAhead < from && from <= at + kClose;
           });
  });
}

std::optional<EventWindow::Stretch> EventWindow::find(storage::PartitionId partition, std::uint64_t from,
                                                      std::size_t limit) const {
  const std::scoped_lock lock(mutex_);
  for (const auto& one : known_) {
    if (one.partition != partition || from < one.from || from >= one.from + one.events->size()) continue;
    const auto rest = std::span(*one.events).subspan(from - one.from);
    return Stretch{one.events, rest.first(std::min(limit, rest.size()))};
  }
  return std::nullopt;
}

Result<EventWindow::Stretch> EventWindow::Follower::read(storage::PartitionId partition, std::uint64_t from,
                                                         std::size_t limit) {
  auto& window = window_;
  if (window.together_) window.wait_for_those_behind(*this, partition, from);
  if (auto found = window.find(partition, from, limit)) return *std::move(found);
  const std::scoped_lock loading(window.loading_);
  if (auto found = window.find(partition, from, limit)) return *std::move(found);
  CHAUBAN_TRY(const auto stored, window.state_.events(partition, from, std::max(limit, kStretchEvents)));
  if (stored.empty()) return Stretch{};
  auto events = std::make_shared<std::vector<StoredEvent>>();
  events->reserve(stored.size());
  for (const auto& one : stored) {
    CHAUBAN_TRY(auto event, read_event(one));
    events->push_back(std::move(event));
  }
  const auto first = std::span<const StoredEvent>(*events).first(std::min(limit, events->size()));
  const std::scoped_lock lock(window.mutex_);
  window.known_.push_back({partition, from, events});
  if (window.known_.size() > window.most_) window.known_.pop_front();
  return Stretch{std::move(events), first};
}

}  // namespace chauban::projections

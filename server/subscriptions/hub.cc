// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/subscriptions/hub.h"

#include <algorithm>

namespace chauban::server {

std::vector<std::shared_ptr<http::EventStream>> Hub::all() {
  std::vector<std::shared_ptr<http::EventStream>> found;
  for (auto account = streams_.begin(); account != streams_.end();) {
    std::erase_if(account->second, [&](const auto& weak) {
      auto stream = weak.lock();
      if (!stream || stream->closed()) return true;
      found.push_back(std::move(stream));
      return false;
    });
    account = account->second.empty() ? streams_.erase(account) : std::next(account);
  }
  return found;
}

void Hub::notify() {
  std::vector<std::shared_ptr<http::EventStream>> open;
  {
    const std::scoped_lock lock(mutex_);
    ++ticks_;
    open = all();
  }
  changed_.notify_all();
  for (const auto& stream : open) stream->notify();
}

Status Hub::add(AccountId account, const std::shared_ptr<http::EventStream>& stream) {
  const std::scoped_lock lock(mutex_);
  if (stopped_) return refuse(ErrorCode::maintenance);
  all();
  auto& mine = streams_[account];
  if (mine.size() >= limit_) {
    return refuse(ErrorCode::rate_limited, "too_many_streams", {{"max", std::to_string(limit_)}});
  }
  mine.push_back(stream);
  return {};
}

void Hub::close(AccountId account) {
  std::vector<std::weak_ptr<http::EventStream>> mine;
  {
    const std::scoped_lock lock(mutex_);
    const auto found = streams_.find(account);
    if (found == streams_.end()) return;
    mine = std::move(found->second);
    streams_.erase(found);
  }
  for (const auto& weak : mine) {
    if (const auto stream = weak.lock()) stream->close();
  }
}

void Hub::stop() {
  std::vector<std::shared_ptr<http::EventStream>> open;
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    open = all();
    streams_.clear();
  }
  changed_.notify_all();
  for (const auto& stream : open) stream->close();
}

std::uint64_t Hub::ticks() const {
  const std::scoped_lock lock(mutex_);
  return ticks_;
}

bool Hub::wait(std::uint64_t seen, std::chrono::milliseconds timeout) const {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, timeout, [&] { return stopped_ || ticks_ != seen; });
  return !stopped_ && ticks_ != seen;
}

std::size_t Hub::open_streams() const {
  const std::scoped_lock lock(mutex_);
  std::size_t count = 0;
  for (const auto& [account, streams] : streams_) {
    count += static_cast<std::size_t>(std::count_if(streams.begin(), streams.end(), [](const auto& weak) {
      const auto stream = weak.lock();
      return stream && !stream->closed();
    }));
  }
  return count;
}

}  // namespace chauban::server

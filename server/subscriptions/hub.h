// SPDX-License-Identifier: GPL-3.0-or-later
// Open streams of events, and who is told that there is something new. A stream is pulled: it reads the state from
// where it is, so catching up and being live are one thing and nothing can be missed or told twice between them.
#pragma once

#include "schemas/base/ids.h"
#include "schemas/base/result.h"
#include "server/http/sse.h"
#include "server/limits.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace chauban::server {

/// Thread-safe.
class Hub {
 public:
  explicit Hub(const RouteLimits& limits = {}) : limit_(limits.streams_per_account) {}

  /// Something happened: events were applied or a view advanced. Cheap; call it from app.cc after each applied record
  /// and from each view's `advanced`.
  void notify();
  /// The stream is told of news until it closes. Errors: rate_limited key `too_many_streams`.
  Status add(AccountId account, const std::shared_ptr<http::EventStream>& stream);
  /// Closes every stream of the account: it was closed or signed out everywhere.
  void close(AccountId account);
  /// Server stops: all streams end, waiters wake, none is taken any more.
  void stop();

  /// For long polls. How often notify() was called.
  [[nodiscard]] std::uint64_t ticks() const;
  /// Waits until ticks() is no longer `seen`; false: not in time, or stopping.
  bool wait(std::uint64_t seen, std::chrono::milliseconds timeout) const;
  [[nodiscard]] std::size_t open_streams() const;

 private:
  using Streams = std::map<AccountId, std::vector<std::weak_ptr<http::EventStream>>>;
  std::vector<std::shared_ptr<http::EventStream>> all();

  const std::size_t limit_;
  mutable std::mutex mutex_;  // guards all below
  mutable std::condition_variable changed_;
  Streams streams_;
  std::uint64_t ticks_ = 0;
  bool stopped_ = false;
};

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/result.h"
#include "schemas/base/time.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace chauban::auth {

/// Token bucket per key: `per_minute` on average, `burst` at once. Memory is bounded: full buckets are forgotten.
/// Thread-safe.
class RateLimiter {
 public:
  struct Options {
    double per_minute = 600;
    double burst = 60;
    std::size_t max_keys = 100'000;
  };
  RateLimiter(Clock& clock, Options options) : clock_(clock), options_(options) {}
  explicit RateLimiter(Clock& clock);

  struct Taken {
    bool allowed = false;
    int remaining = 0;
    std::chrono::seconds retry_after{0};  ///< at least 1 when not allowed
  };
  Taken take(std::string_view key, double tokens = 1);
  [[nodiscard]] const Options& options() const { return options_; }

 private:
  struct Bucket {
    double tokens;
    Timestamp at;
  };
  void forget_full(Timestamp now);

  Clock& clock_;
  Options options_;
  std::mutex mutex_;  // guards buckets_
  std::map<std::string, Bucket, std::less<>> buckets_;
};

/// Failed sign-ins: after `max_failures` within `window` for an account name or an address, every further attempt is
/// refused, also with the right password, until the oldest failure is out of the window. Thread-safe.
class SignInLimiter {
 public:
  struct Options {
    std::size_t max_failures = 10;
    std::chrono::seconds window = std::chrono::minutes(15);
    std::size_t max_keys = 100'000;
  };
  SignInLimiter(Clock& clock, Options options) : clock_(clock), options_(options) {}
  explicit SignInLimiter(Clock& clock);

  /// Before the password is looked at. Counts the attempt as failed until succeeded() is called, so that many at once
  /// cannot slip through. Errors: rate_limited with the detail `retry_after` (seconds).
  Status attempt(std::string_view user_name, std::string_view address);
  /// The password was not looked at: this attempt does not count.
  void take_back(std::string_view user_name, std::string_view address);
  /// Takes the attempt back and forgets the account's failures; those of the address stay.
  void succeeded(std::string_view user_name, std::string_view address);
  /// The password was wrong, or nobody has that name: the attempt stays counted.
  void failed() { wrong_.fetch_add(1, std::memory_order_relaxed); }

  struct Refusals {
    std::uint64_t wrong = 0;    ///< name or password
    std::uint64_t limited = 0;  ///< too many failures before
  };
  /// Since the start.
  [[nodiscard]] Refusals refusals() const { return {wrong_.load(), limited_.load()}; }

 private:
  using Failures = std::vector<Timestamp>;
  void drop_old(Failures& failures, Timestamp now) const;
  void forget_old(Timestamp now);

  Clock& clock_;
  Options options_;
  std::atomic<std::uint64_t> wrong_ = 0;
  std::atomic<std::uint64_t> limited_ = 0;
  std::mutex mutex_;  // guards failures_
  std::map<std::string, Failures, std::less<>> failures_;
};

}  // namespace chauban::auth

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/time.h"

#include <atomic>

namespace chauban {

/// A clock that stands still until it is moved. Thread-safe.
class TestClock final : public Clock {
 public:
  explicit TestClock(Timestamp start = from_micros(1'767'225'600'000'000))
      : now_(to_micros(start)) {}  // 2026-01-01 UTC
  Timestamp now() override { return from_micros(now_.load()); }
  template <class Duration>
  void advance(Duration by) {
    now_ += std::chrono::duration_cast<std::chrono::microseconds>(by).count();
  }

 private:
  std::atomic<std::int64_t> now_;
};

}  // namespace chauban

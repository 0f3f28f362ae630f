// SPDX-License-Identifier: GPL-3.0-or-later
// Counting what happened and how long it took, cheaply enough for every hop: relaxed atomic additions, no lock, no
// allocation. Why not a library: docs/decisions/0015.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace chauban::telemetry {

/// A moment on the steady clock: for durations only. What is recorded in the log comes from Clock.
using Moment = std::chrono::steady_clock::time_point;
inline Moment now() { return std::chrono::steady_clock::now(); }

/// Only grows. Thread-safe.
class Counter {
 public:
  void add(std::uint64_t count = 1) { count_.fetch_add(count, std::memory_order_relaxed); }
  [[nodiscard]] std::uint64_t value() const { return count_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> count_ = 0;
};

/// Durations, counted in buckets of fixed upper bounds from 50 µs to 10 s, one more for what is longer. Thread-safe.
class Histogram {
 public:
  static constexpr std::array<std::uint64_t, 17> kBoundsMicros{
      50,     100,     250,     500,     1'000,     2'500,     5'000,     10'000,    25'000,
      50'000, 100'000, 250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};
  using Counts = std::array<std::uint64_t, kBoundsMicros.size() + 1>;

  void observe(std::chrono::nanoseconds took) {
    const auto nanos = took.count() > 0 ? static_cast<std::uint64_t>(took.count()) : 0;
    std::size_t bucket = 0;
    while (bucket < kBoundsMicros.size() && nanos > kBoundsMicros[bucket] * 1000) ++bucket;
    counts_[bucket].fetch_add(1, std::memory_order_relaxed);
    sum_nanos_.fetch_add(nanos, std::memory_order_relaxed);
  }

  /// How many fell into each bucket alone (not summed up).
  [[nodiscard]] Counts counts() const {
    Counts out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = counts_[i].load(std::memory_order_relaxed);
    return out;
  }
  [[nodiscard]] double sum_seconds() const {
    return static_cast<double>(sum_nanos_.load(std::memory_order_relaxed)) / 1e9;
  }

 private:
  std::array<std::atomic<std::uint64_t>, kBoundsMicros.size() + 1> counts_{};
  std::atomic<std::uint64_t> sum_nanos_ = 0;
};

}  // namespace chauban::telemetry

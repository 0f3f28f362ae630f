// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>

namespace chauban::server {

/// Chance that is the same on every machine: the standard's distributions are not, so they are not used.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}

  /// 0 to n - 1; n > 0.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  int between(int from, int to) { return from + static_cast<int>(below(static_cast<std::size_t>(to - from + 1))); }
  bool percent(int p) { return between(1, 100) <= p; }
  template <class T, std::size_t N>
  const T& pick(const T (&all)[N]) {
    return all[below(N)];
  }
  template <class List>
  const auto& pick_of(const List& all) {
    return all[below(all.size())];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace chauban::server

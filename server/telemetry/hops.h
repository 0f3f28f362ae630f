// SPDX-License-Identifier: GPL-3.0-or-later
// The hops of a request and its command, and how long each took. Read by /metrics and by traces; nothing decides on it.
#pragma once

#include "server/telemetry/histogram.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace chauban::telemetry {

enum class Hop : std::uint8_t {
  worker,  ///< the request waited for a worker thread
  queue,   ///< the command waited for its partition
  decide,  ///< key looked up, versions compared, decided, sealed
  log,     ///< appended, until it was durable
  apply,   ///< judged and written to the state
  answer,  ///< from there until the thread that asked goes on
  view,    ///< a read waited for a view to have a position
  write,   ///< the answer was written to the socket
};
inline constexpr std::size_t kHops = 8;

constexpr std::string_view to_string(Hop hop) {
  constexpr std::array<std::string_view, kHops> names{"worker", "queue",  "decide", "log",
                                                      "apply",  "answer", "view",   "write"};
  return names[static_cast<std::size_t>(hop)];
}

/// One hop of one request or command.
struct HopTime {
  Hop hop = Hop::worker;
  Moment begin;
  Moment end;
};

/// How long each hop took, over all that passed. Thread-safe; no locks.
class HopHistograms {
 public:
  void observe(const HopTime& time) { (*this)[time.hop].observe(time.end - time.begin); }
  Histogram& operator[](Hop hop) { return all_[static_cast<std::size_t>(hop)]; }
  const Histogram& operator[](Hop hop) const { return all_[static_cast<std::size_t>(hop)]; }

 private:
  std::array<Histogram, kHops> all_;
};

}  // namespace chauban::telemetry

// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the disk takes what the server writes, part by part: what the banner, /health and the metrics say. A part
// that a full or failing disk has stopped is set going again here as soon as the disk lets it; nobody has to do more
// than make room. Reading never waits for any of it.
#pragma once

#include "schemas/base/result.h"
#include "server/processes/housekeeping.h"

#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace chauban::server {

/// One part of the server, as the disk treats it now.
struct DiskPart {
  std::string name;
  std::optional<Error> refused;  ///< nothing: it takes what is written
};

/// Thread-safe. Owns one thread.
class DiskWatch {
 public:
  struct Part {
    std::string name;                ///< of the metric's label and of /health
    std::function<Status()> check;   ///< costs nothing
    std::function<Status()> tend{};  ///< tries to go on if it stopped; empty: the part does so by itself
  };
  explicit DiskWatch(std::vector<Part> parts, std::chrono::milliseconds every = std::chrono::seconds(1));
  ~DiskWatch() { stop(); }
  DiskWatch(const DiskWatch&) = delete;
  DiskWatch& operator=(const DiskWatch&) = delete;

  /// As it is at this moment, in the order the parts were given.
  [[nodiscard]] std::vector<DiskPart> now() const;
  /// Tries to set going what has stopped. Its thread does so again and again.
  void look();
  void stop() { thread_.stop(); }

 private:
  void tell(const DiskPart& part);

  const std::vector<Part> parts_;
  std::mutex looking_;  // guards stopped_
  std::set<std::string> stopped_;
  Housekeeping thread_;  // the last: it looks at all the others
};

}  // namespace chauban::server

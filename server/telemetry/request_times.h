// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/beast_server.h"
#include "server/telemetry/metrics_text.h"

#include <array>
#include <map>
#include <vector>

namespace chauban::telemetry {

/// How long answers took: by route (its template, never the path somebody asked for) and class of status, and by hop.
/// Thread-safe; no locks.
class RequestTimes {
 public:
  /// The router has all its routes and outlives this.
  explicit RequestTimes(const http::Router& router);

  void observe(const http::Answered& answered);
  /// Only routes that were asked for: a hundred times five histograms of nothing would be most of the page.
  void write(MetricsText& out) const;

 private:
  static constexpr std::size_t kClasses = 5;
  struct OfRoute {
    std::string_view method;
    std::string_view path;
    std::array<Histogram, kClasses> by_class;
  };

  std::map<const http::Router::Route*, std::size_t> index_;  // not changed after construction
  std::vector<OfRoute> routes_;                              // the first: what no route has
  HopHistograms hops_;
};

/// A line for each request that changed something or failed here, with `every` for all others too: what a request's id
/// on somebody's screen leads to.
void log_answer(const http::Answered& answered, bool every);

}  // namespace chauban::telemetry

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/telemetry/request_times.h"

#include "schemas/base/log.h"

#include <algorithm>
#include <numeric>

namespace chauban::telemetry {
namespace {

constexpr std::array<std::string_view, 5> kClassNames{"1xx", "2xx", "3xx", "4xx", "5xx"};
constexpr std::array<Hop, 3> kHttpHops{Hop::worker, Hop::view, Hop::write};

bool is_empty(const Histogram& histogram) {
  const auto counts = histogram.counts();
  return std::all_of(counts.begin(), counts.end(), [](auto count) { return count == 0; });
}

}  // namespace

RequestTimes::RequestTimes(const http::Router& router) : routes_(router.routes().size() + 1) {
  routes_[0].method = "any";
  routes_[0].path = "none";
  std::size_t next = 1;
  for (const auto* route : router.routes()) {
    routes_[next].method = to_string(route->method);
    routes_[next].path = route->path;
    index_.emplace(route, next++);
  }
}

void RequestTimes::observe(const http::Answered& answered) {
  const auto found = index_.find(answered.route);
  auto& route = routes_[found == index_.end() ? 0 : found->second];
  const auto status_class = static_cast<std::size_t>(std::clamp(answered.status / 100, 1, 5)) - 1;
  route.by_class[status_class].observe(answered.ready - answered.begin);
  for (const auto& hop : answered.request.hops) {
    // The hops of commands are counted where they happen, for those that come by other ways than HTTP too.
    if (std::find(kHttpHops.begin(), kHttpHops.end(), hop.hop) != kHttpHops.end()) hops_.observe(hop);
  }
}

void RequestTimes::write(MetricsText& out) const {
  out.family("chauban_http_request_seconds", "histogram", "From the head of a request until its answer is there");
  for (const auto& route : routes_) {
    for (std::size_t i = 0; i < kClasses; ++i) {
      const auto& times = route.by_class[i];
      if (is_empty(times)) continue;
      out.sample({{"method", route.method}, {"route", route.path}, {"status", kClassNames[i]}}, times);
    }
  }
  out.family("chauban_http_hop_seconds", "histogram",
             "Of a request: waiting for a worker thread, for a view to have a position, writing the answer");
  for (const auto hop : kHttpHops) out.sample({{"hop", to_string(hop)}}, hops_[hop]);
}

void log_answer(const http::Answered& answered, bool every) {
  const bool failed = answered.status >= 500;
  const bool changed = !answered.position.empty() && !http::is_safe(answered.request.method);
  if (!every && !failed && !changed) return;
  const LogRequest named(answered.request.trace);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(answered.ready - answered.begin);
  const LogFields fields{{"method", std::string(to_string(answered.request.method))},
                         {"route", answered.route == nullptr ? "none" : answered.route->path},
                         {"status", std::to_string(answered.status)},
                         {"position", answered.position},
                         {"us", std::to_string(took.count())}};
  if (failed) {
    log_warning("http.answered", fields);
  } else {
    log_info("http.answered", fields);
  }
}

}  // namespace chauban::telemetry

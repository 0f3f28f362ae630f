// SPDX-License-Identifier: GPL-3.0-or-later
// Traces arrive at a collector, here a small server of our own; one that is gone costs nothing.
#include "server/telemetry/traces.h"

#include "server/http/json.h"
#include "tests/server/running_server.h"
#include "tests/support/matchers.h"

#include <mutex>

namespace chauban::telemetry {
namespace {

using namespace std::chrono_literals;
using http::Json;

constexpr auto kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr auto kParent = "00f067aa0ba902b7";

/// Keeps every span that is sent to it.
class Collector {
 public:
  Collector() {
    server_.router.post("/v1/traces", auth::Permission::open, [this](http::Request& request) -> Result<http::Response> {
      CHAUBAN_TRY(const auto json, http::json_body(request));
      const std::scoped_lock lock(mutex_);
      resource_ = *json.find("resourceSpans")->as_array()->at(0).find("resource");
      const auto& scope = json.find("resourceSpans")->as_array()->at(0).find("scopeSpans")->as_array()->at(0);
      for (const auto& span : *scope.find("spans")->as_array()) spans_.push_back(span);
      return http::Response::json("{}");
    });
    server_.start();
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
  std::vector<Json> spans() const {
    const std::scoped_lock lock(mutex_);
    return spans_;
  }
  std::string resource() const {
    const std::scoped_lock lock(mutex_);
    return resource_.str();
  }

 private:
  http::RunningServer server_;
  mutable std::mutex mutex_;  // guards the two below
  std::vector<Json> spans_;
  Json resource_;
};

std::string text(const Json& json, std::string_view name) {
  const auto* value = json.find(name);
  return value == nullptr || value->as_string() == nullptr ? "" : *value->as_string();
}
std::int64_t nanos(const Json& span, std::string_view name) { return std::stoll(text(span, name)); }

class TracesTest : public ::testing::Test {
 protected:
  TracesTest() {
    router_.post("/v1/incoming/{id}/giveDirection", auth::Permission::open, http::says(""));
    request_.method = http::Method::post;
    request_.path = "/v1/incoming/secret-name/giveDirection";
    request_.trace = kTrace;
    request_.parent_span = kParent;
    request_.passed({Hop::queue, start_ + 2ms, start_ + 3ms});
    request_.passed({Hop::log, start_ + 4ms, start_ + 9ms});
  }
  http::Answered answered(int status = 200) const {
    return {request_, router_.routes().front(), status, "1:7", start_, start_ + 10ms};
  }
  Traces::Options options(const std::string& collector) const {
    Traces::Options options;
    options.collector = collector;
    options.version = "1.2.3";
    options.every = 1ms;
    return options;
  }

  TestClock clock_;
  SeededIds ids_{3};
  http::Router router_{ids_, clock_};
  http::Request request_;
  Moment start_ = now();
};

TEST_F(TracesTest, a_request_is_a_span_under_its_clients_and_each_hop_one_under_it) {
  Collector collector;
  Traces traces(options(collector.url()), clock_, ids_);

  traces.observe(answered());
  traces.stop();

  const auto spans = collector.spans();
  ASSERT_EQ(spans.size(), 3U);
  EXPECT_EQ(text(spans[0], "traceId"), kTrace);
  EXPECT_EQ(text(spans[0], "parentSpanId"), kParent);
  EXPECT_EQ(text(spans[0], "name"), "POST /v1/incoming/{id}/giveDirection");
  EXPECT_EQ(*spans[0].find("kind")->as_int(), 2);
  EXPECT_EQ(nanos(spans[0], "endTimeUnixNano") - nanos(spans[0], "startTimeUnixNano"), 10'000'000);
  EXPECT_THAT(spans[0].find("attributes")->str(),
              ::testing::HasSubstr(R"({"key":"chauban.log.position","value":{"stringValue":"1:7"}})"));
  EXPECT_THAT(spans[0].find("attributes")->str(),
              ::testing::HasSubstr(R"({"key":"http.response.status_code","value":{"intValue":"200"}})"));
  EXPECT_EQ(spans[0].find("status"), nullptr);
  for (const auto& hop : {spans[1], spans[2]}) {
    EXPECT_EQ(text(hop, "traceId"), kTrace);
    EXPECT_EQ(text(hop, "parentSpanId"), text(spans[0], "spanId"));
    EXPECT_EQ(text(hop, "spanId").size(), 16U);
  }
  EXPECT_EQ(text(spans[1], "name"), "queue");
  EXPECT_EQ(nanos(spans[2], "startTimeUnixNano") - nanos(spans[0], "startTimeUnixNano"), 4'000'000);
  EXPECT_EQ(nanos(spans[2], "endTimeUnixNano") - nanos(spans[2], "startTimeUnixNano"), 5'000'000);
  EXPECT_THAT(collector.resource(), ::testing::HasSubstr("1.2.3"));
  EXPECT_EQ(traces.figures().sent.value(), 1U);
}

TEST_F(TracesTest, times_are_those_of_the_wall_clock) {
  Collector collector;
  Traces traces(options(collector.url()), clock_, ids_);

  traces.observe(answered());
  traces.stop();

  const auto ago = to_micros(clock_.now()) * 1000 - nanos(collector.spans().at(0), "startTimeUnixNano");
  EXPECT_LT(std::abs(ago), 60'000'000'000);
}

TEST_F(TracesTest, a_failure_of_ours_is_marked_and_no_path_leaves) {
  Collector collector;
  Traces traces(options(collector.url()), clock_, ids_);

  traces.observe(answered(503));
  traces.stop();

  ASSERT_EQ(collector.spans().size(), 3U);
  EXPECT_EQ(collector.spans()[0].find("status")->str(), R"({"code":2})");
  for (const auto& span : collector.spans()) EXPECT_EQ(span.str().find("secret-name"), std::string::npos);
}

TEST_F(TracesTest, keeps_none_where_the_client_keeps_none) {
  Collector collector;
  Traces traces(options(collector.url()), clock_, ids_);
  request_.traced = false;

  traces.observe(answered());
  traces.stop();

  EXPECT_TRUE(collector.spans().empty());
}

TEST_F(TracesTest, drops_what_a_full_queue_does_not_take_and_loses_a_batch_that_nobody_took) {
  auto nowhere = options("http://127.0.0.1:1");
  nowhere.every = 10min;  // nothing is sent before the end
  nowhere.max_queued = 2;
  Traces traces(nowhere, clock_, ids_);

  for (int i = 0; i < 5; ++i) traces.observe(answered());
  EXPECT_EQ(traces.figures().dropped.value(), 3U);
  traces.stop();

  EXPECT_EQ(traces.figures().failed.value(), 2U);
  EXPECT_EQ(traces.figures().sent.value(), 0U);
}

TEST_F(TracesTest, goes_on_when_the_collector_is_there_again) {
  bool refuses = true;
  http::RunningServer moody;
  moody.router.post("/v1/traces", auth::Permission::open, [&](http::Request&) -> Result<http::Response> {
    return std::exchange(refuses, false) ? http::Response::empty(503) : http::Response::json("{}");
  });
  moody.start();
  Traces traces(options("http://127.0.0.1:" + std::to_string(moody.port())), clock_, ids_);

  traces.observe(answered());
  EXPECT_TRUE(http::eventually([&] { return traces.figures().failed.value() == 1; }));
  traces.observe(answered());
  EXPECT_TRUE(http::eventually([&] { return traces.figures().sent.value() == 1; }));
}

}  // namespace
}  // namespace chauban::telemetry

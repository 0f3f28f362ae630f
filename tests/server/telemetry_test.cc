// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/telemetry/machine.h"
#include "server/telemetry/metrics_text.h"
#include "server/telemetry/request_times.h"
#include "tests/server/running_server.h"
#include "tests/support/matchers.h"

#include <sys/resource.h>

#include <mutex>

namespace chauban::telemetry {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Histogram, counts_a_duration_in_the_first_bucket_that_is_not_too_small) {
  Histogram histogram;

  histogram.observe(50us);
  histogram.observe(51us);
  histogram.observe(11s);
  histogram.observe(-1s);  // a clock that was set back: nothing, never a huge number

  const auto counts = histogram.counts();
  EXPECT_EQ(counts[0], 2U);
  EXPECT_EQ(counts[1], 1U);
  EXPECT_EQ(counts.back(), 1U);
  EXPECT_DOUBLE_EQ(histogram.sum_seconds(), 11.000101);
}

TEST(Machine, counts_all_descriptors_as_taken_when_none_is_left_to_count_them_with) {
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{3, before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &none);
  MetricsText out;
  write_process(out);
  setrlimit(RLIMIT_NOFILE, &before);

  EXPECT_THAT(out.text(), HasSubstr("\nprocess_open_fds 3\n"));
}

TEST(MetricsText, is_the_text_format_of_prometheus) {
  Histogram histogram;
  histogram.observe(75us);
  histogram.observe(20s);
  MetricsText out;

  out.family("chauban_a_total", "counter", "What it is").sample({{"why", "a \"b\"\n\\"}}, std::uint64_t{3});
  out.single("chauban_b", "gauge", "Half", 0.5);
  out.family("chauban_c_seconds", "histogram", "Time").sample({{"hop", "log"}}, histogram);

  EXPECT_THAT(out.text(), HasSubstr("# HELP chauban_a_total What it is\n# TYPE chauban_a_total counter\n"
                                    "chauban_a_total{why=\"a \\\"b\\\"\\n\\\\\"} 3\n"));
  EXPECT_THAT(out.text(), HasSubstr("# TYPE chauban_b gauge\nchauban_b 0.5\n"));
  EXPECT_THAT(out.text(), HasSubstr("chauban_c_seconds_bucket{hop=\"log\",le=\"0.00005\"} 0\n"
                                    "chauban_c_seconds_bucket{hop=\"log\",le=\"0.0001\"} 1\n"));
  EXPECT_THAT(out.text(), HasSubstr("chauban_c_seconds_bucket{hop=\"log\",le=\"10\"} 1\n"
                                    "chauban_c_seconds_bucket{hop=\"log\",le=\"+Inf\"} 2\n"));
  EXPECT_THAT(out.text(), HasSubstr("chauban_c_seconds_count{hop=\"log\"} 2\n"));
}

/// A server whose answers are watched.
class WatchedServer : public ::testing::Test {
 protected:
  WatchedServer() {
    using auth::Permission;
    server_.router.get("/v1/letters/{id}", Permission::open, http::says("a letter"));
    server_.router.post("/v1/letters", Permission::open, [](http::Request& request) -> Result<http::Response> {
      request.passed({Hop::view, now() - 3ms, now()});
      request.answer_headers.set("Log-Position", "1:7");
      return http::Response::empty();
    });
    server_.router.get("/v1/broken", Permission::open,
                       [](http::Request&) -> Result<http::Response> { return refuse(ErrorCode::internal); });
    times_.emplace(server_.router);
    server_.options.on_answered = [this](const http::Answered& answered) {
      times_->observe(answered);
      log_answer(answered, false);
      const std::scoped_lock lock(mutex_);
      traces_.push_back({answered.request.trace, answered.request.parent_span, answered.request.traced});
    };
    server_.start();
  }

  struct Trace {
    std::string trace;
    std::string parent;
    bool traced = false;
  };
  /// An answer is told of when it has been written: the client may be faster.
  /// Waits for so many in all. Two connections are answered by two threads: in order is only what was waited for
  /// between.
  std::vector<Trace> answered(std::size_t count) {
    EXPECT_TRUE(http::eventually([&] {
      const std::scoped_lock lock(mutex_);
      return traces_.size() >= count;
    }));
    const std::scoped_lock lock(mutex_);
    return traces_;
  }
  std::string page() const {
    MetricsText out;
    times_->write(out);
    return out.text();
  }
  HttpAnswer ask(std::string_view method, std::string_view target, std::string_view headers = "") const {
    return HttpClient(server_.port()).request(method, target, headers);
  }

  http::RunningServer server_;
  std::optional<RequestTimes> times_;
  std::mutex mutex_;  // guards traces_
  std::vector<Trace> traces_;
};

TEST_F(WatchedServer, names_routes_by_their_template_and_never_by_what_was_asked_for) {
  ask("GET", "/v1/letters/secret-name");
  ask("GET", "/v1/no-such/secret-name");
  ask("GET", "/v1/broken");
  answered(3);

  const auto text = page();
  EXPECT_THAT(
      text,
      HasSubstr("chauban_http_request_seconds_count{method=\"GET\",route=\"/v1/letters/{id}\",status=\"2xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("chauban_http_request_seconds_count{method=\"any\",route=\"none\",status=\"4xx\"} 1\n"));
  EXPECT_THAT(text,
              HasSubstr("chauban_http_request_seconds_count{method=\"GET\",route=\"/v1/broken\",status=\"5xx\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("secret-name")));
  EXPECT_THAT(text, Not(HasSubstr("POST")));  // nobody asked for it
}

TEST_F(WatchedServer, counts_the_hops_of_each_request) {
  ask("POST", "/v1/letters");
  ask("GET", "/v1/letters/1");
  answered(2);

  EXPECT_THAT(page(), HasSubstr("chauban_http_hop_seconds_count{hop=\"worker\"} 2\n"));
  EXPECT_THAT(page(), HasSubstr("chauban_http_hop_seconds_count{hop=\"view\"} 1\n"));
  EXPECT_THAT(page(), HasSubstr("chauban_http_hop_seconds_bucket{hop=\"view\",le=\"0.0025\"} 0\n"));
  EXPECT_THAT(page(), HasSubstr("chauban_http_hop_seconds_count{hop=\"write\"} 2\n"));
}

TEST_F(WatchedServer, takes_the_trace_of_its_client_over_and_draws_one_otherwise) {
  const auto answer =
      ask("GET", "/v1/letters/1", "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00\r\n");
  ask("GET", "/v1/letters/1");

  const auto seen = answered(2);
  EXPECT_EQ(answer.header("x-request-id"), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(seen[0].trace, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(seen[0].parent, "00f067aa0ba902b7");
  EXPECT_FALSE(seen[0].traced);
  EXPECT_EQ(seen[1].trace.size(), 32U);
  EXPECT_EQ(seen[1].parent, "");
  EXPECT_TRUE(seen[1].traced);
}

TEST_F(WatchedServer, names_every_request_also_what_is_none) {
  HttpClient no_http(server_.port());
  no_http.send("\x16\x03\x01 hello\r\n\r\n");
  const auto malformed = no_http.receive();
  answered(1);
  const auto climbing = ask("GET", "/v1/../letters");

  const auto seen = answered(2);
  EXPECT_EQ(malformed.status, 400);
  EXPECT_EQ(malformed.header("x-request-id"), seen[0].trace);
  EXPECT_EQ(climbing.status, 400);
  EXPECT_EQ(climbing.header("x-request-id"), seen[1].trace);
  EXPECT_THAT(page(),
              HasSubstr("chauban_http_request_seconds_count{method=\"any\",route=\"none\",status=\"4xx\"} 2\n"));
}

TEST_F(WatchedServer, writes_a_line_for_what_changed_something_or_failed_here) {
  testing::internal::CaptureStderr();
  ask("GET", "/v1/letters/secret-name");
  answered(1);
  ask("POST", "/v1/letters");
  answered(2);
  ask("GET", "/v1/broken");
  const auto seen = answered(3);
  const auto lines = testing::internal::GetCapturedStderr();

  EXPECT_THAT(lines, HasSubstr("info http.answered request=" + seen[1].trace +
                               " method=POST route=/v1/letters status=204 position=1:7 us="));
  EXPECT_THAT(lines, HasSubstr("warning http.answered request=" + seen[2].trace + " method=GET route=/v1/broken"));
  EXPECT_THAT(lines, Not(HasSubstr("letters/")));
}

}  // namespace
}  // namespace chauban::telemetry

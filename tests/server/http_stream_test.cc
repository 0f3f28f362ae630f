// SPDX-License-Identifier: GPL-3.0-or-later
// Bodies too large to hold, both ways, and streams of events.
#include "server/http/sse.h"
#include "tests/server/running_server.h"
#include "tests/support/matchers.h"

#include <atomic>
#include <future>

namespace chauban::http {
namespace {

using auth::Permission;

/// Gives `total` bytes of a pattern.
class PatternSource final : public BodySource {
 public:
  PatternSource(std::uint64_t total, bool sized) : left_(total), total_(total), sized_(sized) {}
  [[nodiscard]] std::optional<std::uint64_t> size() const override {
    return sized_ ? std::optional(total_) : std::nullopt;
  }
  Result<Bytes> read(std::size_t max) override {
    const auto size = std::min<std::uint64_t>(max, left_);
    left_ -= size;
    return Bytes(size, 'p');
  }

 private:
  std::uint64_t left_;
  std::uint64_t total_;
  bool sized_;
};

Handler sends(std::uint64_t total, bool sized) {
  return [=](Request&) -> Result<Response> {
    Response response;
    response.source = std::make_unique<PatternSource>(total, sized);
    return response;
  };
}

TEST(HttpStream, takes_an_upload_of_50_megabytes_part_by_part) {
  RunningServer run;
  std::size_t largest = 0;
  run.router.put("/v1/files/a", Permission::open,
                 [&largest](Request& r) -> Result<Response> {
                   Sha256 hash;
                   for (;;) {
                     CHAUBAN_TRY(const auto part, r.stream->read(1024 * 1024));
                     if (part.empty()) break;
                     largest = std::max(largest, part.size());
                     hash.update(part);
                   }
                   return Response::json(hash.finish().hex());
                 },
                 {.stream_body = true, .max_body = std::uint64_t{512} * 1024 * 1024});
  run.start();
  HttpClient client(run.port());
  const std::string part(1024 * 1024, 'u');
  Sha256 expected;

  client.send("PUT /v1/files/a HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(50 * part.size()) +
              "\r\n\r\n");
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(client.send(part));
    expected.update(part);
  }
  const auto answer = client.receive();

  EXPECT_EQ(answer.body, expected.finish().hex());
  EXPECT_LE(largest, std::size_t{64} * 1024);
  EXPECT_EQ(answer.header("connection"), "keep-alive");
}

TEST(HttpStream, reads_no_more_of_an_upload_than_the_handler_asks_for) {
  RunningServer run;
  std::promise<void> go;
  const auto gate = go.get_future().share();
  run.router.put("/v1/files/a", Permission::open,
                 [gate](Request& r) -> Result<Response> {
                   CHAUBAN_TRY(const auto first, r.stream->read(1000));
                   gate.wait();
                   return Response::json(std::to_string(first.size()));
                 },
                 {.stream_body = true, .max_body = std::uint64_t{512} * 1024 * 1024});
  run.start();
  HttpClient client(run.port());

  client.send("PUT /v1/files/a HTTP/1.1\r\nHost: x\r\nContent-Length: 400000000\r\n\r\n");
  const auto sent = client.send_until_stuck(100'000'000);
  go.set_value();

  EXPECT_LT(sent, 32'000'000U);  // what the kernel's two buffers hold
  EXPECT_EQ(client.receive().status, 200);
}

TEST(HttpStream, tells_the_handler_that_the_upload_broke_off) {
  RunningServer run;
  std::promise<Error> seen;
  run.router.put("/v1/files/a", Permission::open,
                 [&seen](Request& r) -> Result<Response> {
                   for (;;) {
                     auto part = r.stream->read(1000);
                     if (!part) {
                       seen.set_value(part.error());
                       return refuse(part.error());
                     }
                   }
                 },
                 {.stream_body = true});
  run.start();
  HttpClient client(run.port());

  client.send("PUT /v1/files/a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc");
  client.shut_down_sending();

  EXPECT_EQ(seen.get_future().get().key, "body_interrupted");
}

TEST(HttpStream, counts_a_chunked_upload_against_the_routes_limit) {
  RunningServer run;
  run.router.put("/v1/files/a", Permission::open,
                 [](Request& r) -> Result<Response> {
                   for (;;) {
                     CHAUBAN_TRY(const auto part, r.stream->read(1000));
                     if (part.empty()) return Response::empty();
                   }
                 },
                 {.stream_body = true, .max_body = 10});
  run.start();
  HttpClient client(run.port());

  client.send("PUT /v1/files/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n");

  EXPECT_EQ(client.receive().status, 413);
}

TEST(HttpStream, keeps_workers_free_of_slow_uploads) {
  RunningServer run;
  std::promise<void> go;
  const auto gate = go.get_future().share();
  std::atomic<int> inside{0};
  run.router.put("/v1/files/a", Permission::open,
                 [&inside, gate](Request&) -> Result<Response> {
                   ++inside;
                   gate.wait();
                   return Response::empty();
                 },
                 {.stream_body = true});
  run.router.get("/v1/a", Permission::open, says("free"));
  run.start();  // two uploads at once, four workers
  HttpClient first(run.port());
  HttpClient second(run.port());
  HttpClient third(run.port());

  first.send("PUT /v1/files/a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
  second.send("PUT /v1/files/a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return inside == 2; }));
  const auto refused = third.request("PUT", "/v1/files/a");
  const auto other = third.request("GET", "/v1/a");
  go.set_value();

  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(other.body, "free");
  EXPECT_EQ(first.receive().status, 204);
  EXPECT_EQ(second.receive().status, 204);
}

TEST(HttpStream, sends_a_source_of_known_size_with_its_length) {
  RunningServer run;
  run.router.get("/v1/big", Permission::open, sends(20'000'000, true));
  run.start();
  HttpClient client(run.port());

  const auto answer = client.request("GET", "/v1/big");

  EXPECT_EQ(answer.header("content-length"), "20000000");
  EXPECT_EQ(answer.body.size(), 20'000'000U);
  EXPECT_EQ(client.request("HEAD", "/v1/big").header("content-length"), "20000000");
}

TEST(HttpStream, sends_a_source_of_unknown_size_in_chunks) {
  RunningServer run;
  run.router.get("/v1/big", Permission::open, sends(300'000, false));
  run.start();
  HttpClient client(run.port());

  const auto answer = client.request("GET", "/v1/big");

  EXPECT_EQ(answer.header("transfer-encoding"), "chunked");
  EXPECT_EQ(answer.body, std::string(300'000, 'p'));
}

Handler streams(std::shared_ptr<EventStream> stream) {
  return [stream](Request&) -> Result<Response> {
    Response response;
    response.events = stream;
    return response;
  };
}

TEST(HttpEvents, delivers_what_is_pushed_and_ends_with_the_stream) {
  RunningServer run;
  auto stream = std::make_shared<EventStream>();
  run.router.get("/v1/events", Permission::open, streams(stream));
  run.start();
  HttpClient client(run.port());

  client.send("GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");
  stream->push(sse_frame("1", "DirectionGiven", "{}"));
  const auto first = client.receive_until("data: {}\n\n");
  stream->push(sse_frame("2", "HandlerAssigned", "[]"));
  const auto second = client.receive_until("data: []\n\n");
  stream->close();

  EXPECT_THAT(first, testing::HasSubstr("text/event-stream"));
  EXPECT_THAT(first, testing::HasSubstr("id: 1\nevent: DirectionGiven\ndata: {}\n\n"));
  EXPECT_THAT(second, testing::HasSubstr("id: 2\n"));
  EXPECT_TRUE(client.closed_by_server());
}

TEST(HttpEvents, asks_the_producer_whenever_the_client_can_take_more) {
  RunningServer run;
  auto next = std::make_shared<std::atomic<int>>(0);
  auto known = std::make_shared<std::atomic<int>>(3);
  auto stream = std::make_shared<EventStream>([=](std::size_t) -> Result<Bytes> {
    if (*next >= *known) return Bytes();
    return sse_frame(std::to_string(++*next), "", "x");
  });
  run.router.get("/v1/events", Permission::open, streams(stream));
  run.start();
  HttpClient client(run.port());

  client.send("GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto caught_up = client.receive_until("id: 3\n");
  *known = 4;
  stream->notify();
  const auto live = client.receive_until("id: 4\n");

  EXPECT_THAT(caught_up, testing::HasSubstr("id: 1\n"));
  EXPECT_THAT(live, testing::HasSubstr("id: 4\n"));
}

TEST(HttpEvents, keeps_an_idle_stream_alive_with_comments) {
  RunningServer run;
  run.options.keep_alive_comment = std::chrono::milliseconds(20);
  auto stream = std::make_shared<EventStream>();
  run.router.get("/v1/events", Permission::open, streams(stream));
  run.start();
  HttpClient client(run.port());

  client.send("GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");

  EXPECT_THAT(client.receive_until(":\n\n"), testing::EndsWith(":\n\n"));
}

TEST(HttpEvents, holds_no_more_than_its_bound_for_a_client_that_does_not_read) {
  RunningServer run;
  run.options.write_timeout = std::chrono::milliseconds(300);
  auto stream = std::make_shared<EventStream>();
  run.router.get("/v1/events", Permission::open, streams(stream));
  run.start();
  HttpClient client(run.port(), 4096);
  client.send("GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto frame = sse_frame("1", "", std::string(60'000, 'e'));

  // Fills the kernel's buffers, then ours; the producer is refused, and the connection gives the client up.
  std::size_t taken = 0;
  const bool given_up = eventually([&] {
    if (stream->push(frame)) taken += frame.size();
    return stream->closed();
  });

  EXPECT_TRUE(given_up);
  EXPECT_LT(taken, 32'000'000U);
}

TEST(HttpEvents, notices_that_the_client_went) {
  RunningServer run;
  auto stream = std::make_shared<EventStream>();
  std::atomic<int> closed{0};
  stream->on_close([&closed] { ++closed; });
  run.router.get("/v1/events", Permission::open, streams(stream));
  run.start();

  {
    HttpClient client(run.port());
    client.send("GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");
    client.receive_until("\r\n\r\n");
  }

  EXPECT_TRUE(eventually([&] { return closed == 1; }));
  EXPECT_FALSE(stream->push("x"));
}

TEST(HttpEvents, ends_its_streams_when_the_server_stops) {
  RunningServer run;
  auto stream = std::make_shared<EventStream>();
  run.router.get("/v1/events", Permission::open, streams(stream));
  run.start();
  HttpClient client(run.port());
  client.send("GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");
  client.receive_until("\r\n\r\n");

  run.server->stop();

  EXPECT_TRUE(stream->closed());
  EXPECT_TRUE(client.closed_by_server());
}

}  // namespace
}  // namespace chauban::http

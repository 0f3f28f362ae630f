// SPDX-License-Identifier: GPL-3.0-or-later
// What strangers send. Each case ends with the server alive: the fixture asks it once more.
#include "tests/server/running_server.h"

#include <gmock/gmock.h>

namespace chauban::http {
namespace {

using auth::Permission;

class HttpHostile : public testing::Test {
 protected:
  void SetUp() override {
    run_.options.header_timeout = std::chrono::milliseconds(300);
    run_.options.body_timeout = std::chrono::milliseconds(300);
    run_.options.idle_timeout = std::chrono::milliseconds(300);
    run_.router.get("/v1/alive", Permission::open, says("alive"));
    run_.router.post("/v1/echo", Permission::open,
                     [](Request& r) -> Result<Response> { return Response::json(r.body); });
    run_.router.get("/v1/things/{id}", Permission::open,
                    [](Request& r) -> Result<Response> { return Response::json(r.param("id")); });
    run_.start();
  }
  void TearDown() override {
    HttpClient client(run_.port());
    EXPECT_EQ(client.request("GET", "/v1/alive").body, "alive");
  }
  int status_of(std::string_view raw) {
    HttpClient client(run_.port());
    client.send(raw);
    return client.receive().status;
  }
  int status_of_target(std::string_view target) {
    HttpClient client(run_.port());
    return client.request("GET", target).status;
  }

  RunningServer run_;
};

TEST_F(HttpHostile, refuses_what_is_no_http) {
  EXPECT_EQ(status_of("\x16\x03\x01\x02\x01\x01 hello tls\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET /v1/alive\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET /v1/alive HTTP/9.9\r\nHost: x\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET /v1/alive HTTP/1.1\r\nHost x\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET /v1/alive HTTP/1.1\r\nHo\x01st: x\r\n\r\n"), 400);
}

TEST_F(HttpHostile, refuses_a_head_without_or_with_two_hosts) {
  EXPECT_EQ(status_of("GET /v1/alive HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET /v1/alive HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
}

TEST_F(HttpHostile, refuses_an_unknown_method) {
  EXPECT_EQ(status_of("BREW /v1/alive HTTP/1.1\r\nHost: x\r\n\r\n"), 405);
  EXPECT_EQ(status_of("CONNECT example:443 HTTP/1.1\r\nHost: x\r\n\r\n"), 405);
}

TEST_F(HttpHostile, refuses_a_head_over_the_limit) {
  EXPECT_EQ(status_of("GET /v1/alive HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n"), 400);
}

TEST_F(HttpHostile, refuses_targets_that_hide_something) {
  EXPECT_EQ(status_of_target("/v1/things/%00"), 400);
  EXPECT_EQ(status_of_target("/v1/things/../alive"), 400);
  EXPECT_EQ(status_of_target("/v1/things/%2e%2e/alive"), 400);
  EXPECT_EQ(status_of_target("/v1/things/a%2Fb"), 400);
  EXPECT_EQ(status_of_target("/v1/things/a%5Cb"), 400);
  EXPECT_EQ(status_of_target("/v1/things/%C0%AF"), 400);
  EXPECT_EQ(status_of_target("/v1/things/%zz"), 400);
  EXPECT_EQ(status_of_target("/v1/things/%4"), 400);
  EXPECT_EQ(status_of_target("http://other/v1/alive"), 400);
  EXPECT_EQ(status_of_target("*"), 400);
}

TEST_F(HttpHostile, refuses_chunks_that_are_none) {
  const std::string head = "POST /v1/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

  EXPECT_EQ(status_of(head + "zz\r\nabc\r\n0\r\n\r\n"), 400);
  EXPECT_EQ(status_of(head + "fffffffffffffffff\r\nabc\r\n"), 400);
  EXPECT_EQ(status_of(head + "3\r\nabcdef\r\n0\r\n\r\n"), 400);
}

TEST_F(HttpHostile, refuses_two_framings_of_one_body) {
  EXPECT_EQ(
      status_of(
          "POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
      400);
  EXPECT_EQ(status_of("POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde"), 400);
  EXPECT_EQ(status_of("POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"), 400);
}

TEST_F(HttpHostile, refuses_framings_that_may_be_read_in_two_ways) {
  const std::string head = "POST /v1/echo HTTP/1.1\r\nHost: x\r\n";
  for (const char* framing :
       {"Content-Length: 5\r\nContent-Length: 5", "Content-Length: 5, 5", "Content-Length: +5",
        "Transfer-Encoding: xchunked", "Transfer-Encoding: chunked, identity", "Transfer-Encoding: chunked;q=1",
        "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"}) {
    EXPECT_EQ(status_of(head + framing + "\r\n\r\n0\r\n\r\n"), 400) << framing;
  }
  EXPECT_EQ(status_of("POST /v1/echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
  EXPECT_EQ(status_of(head + "Transfer-Encoding: Chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"), 200);
}

TEST_F(HttpHostile, closes_a_head_that_never_ends) {
  HttpClient client(run_.port());
  client.send("GET /v1/alive HTTP/1.1\r\nHost: x\r\nX-Slow: ");
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpHostile, closes_on_a_body_that_never_comes) {
  HttpClient client(run_.port());
  client.send("POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpHostile, closes_a_connection_that_says_nothing) {
  HttpClient client(run_.port());
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpHostile, survives_a_client_that_leaves_in_the_middle) {
  HttpClient client(run_.port());
  client.send("POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  client.shut_down_sending();
  EXPECT_TRUE(client.closed_by_server());
}

TEST(HttpCrowd, gives_the_place_of_whoever_sends_nothing_to_one_who_asks) {
  RunningServer run;
  run.options.max_connections = 4;
  run.router.get("/v1/alive", Permission::open, says("alive"));
  run.router.post("/v1/echo", Permission::open, [](Request& r) -> Result<Response> { return Response::json(r.body); });
  run.start();
  HttpClient silent(run.port());
  HttpClient used(run.port());
  EXPECT_EQ(used.request("GET", "/v1/alive").status, 200);
  HttpClient in_the_head(run.port());
  in_the_head.send("GET /v1/alive HTTP/1.1\r\n");
  HttpClient in_the_body(run.port());
  in_the_body.send("POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  ASSERT_TRUE(eventually([&] { return run.server->figures().connections == 4; }));

  for (int i = 0; i < 8; ++i) {
    HttpClient newcomer(run.port());
    EXPECT_EQ(newcomer.request("GET", "/v1/alive").body, "alive");
  }

  EXPECT_TRUE(silent.closed_by_server());
  EXPECT_LE(run.server->figures().connections, 4U);
}

TEST(HttpCrowd, keeps_large_bodies_to_a_room_and_lets_small_ones_pass) {
  RunningServer run;
  run.options.max_buffered_bytes = std::size_t{100} * 1024;
  run.router.post("/v1/echo", Permission::open, [](Request& r) -> Result<Response> { return Response::json(r.body); });
  run.start();
  const std::string head = "POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 110000\r\n\r\n";
  HttpClient first(run.port());
  ASSERT_TRUE(first.send(head + std::string(99'000, 'x')));
  ASSERT_TRUE(eventually([&] { return run.server->figures().buffered_bytes > 80'000; }));
  HttpClient second(run.port());
  ASSERT_TRUE(second.send(head + std::string(99'000, 'x')));

  EXPECT_EQ(second.receive().status, 503);
  HttpClient honest(run.port());
  EXPECT_EQ(honest.request("POST", "/v1/echo", "", "small").body, "small");
  ASSERT_TRUE(first.send(std::string(11'000, 'x')));
  EXPECT_EQ(first.receive().body.size(), 110'000U);
  EXPECT_EQ(run.server->figures().buffered_bytes, 0U);
}

}  // namespace
}  // namespace chauban::http

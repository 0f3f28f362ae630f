// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/running_server.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>

namespace chauban::http {
namespace {

using auth::Permission;
using testing::HasSubstr;

TEST(HttpServer, answers_a_route_with_its_parameters_and_query) {
  RunningServer run;
  run.router.get("/v1/things/{id}", Permission::open, [](Request& r) -> Result<Response> {
    return Response::json(r.param("id") + "|" + std::string(r.query.get("q").value_or("")));
  });
  run.start();
  HttpClient client(run.port());

  const auto answer = client.request("GET", "/v1/things/a%20b?q=C%C3%B4ng+v%C4%83n");

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "a b|Công văn");
  EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
  EXPECT_EQ(answer.header("cache-control"), "no-store");
}

TEST(HttpServer, keeps_a_connection_and_the_order_of_pipelined_requests) {
  RunningServer run;
  run.router.get("/v1/a", Permission::open, says("first"));
  run.router.get("/v1/b", Permission::open, says("second"));
  run.start();
  HttpClient client(run.port());

  client.send("GET /v1/a HTTP/1.1\r\nHost: x\r\n\r\nGET /v1/b HTTP/1.1\r\nHost: x\r\n\r\n");

  EXPECT_EQ(client.receive().body, "first");
  EXPECT_EQ(client.receive().body, "second");
}

TEST(HttpServer, closes_after_the_answer_when_asked_to) {
  RunningServer run;
  run.router.get("/v1/a", Permission::open, says("first"));
  run.start();
  HttpClient client(run.port());

  const auto answer = client.request("GET", "/v1/a", "Connection: close\r\n");

  EXPECT_EQ(answer.header("connection"), "close");
  EXPECT_TRUE(client.closed_by_server());
}

TEST(HttpServer, answers_head_like_get_without_the_body) {
  RunningServer run;
  run.router.get("/v1/a", Permission::open, says("twelve bytes"));
  run.start();
  HttpClient client(run.port());

  const auto head = client.request("HEAD", "/v1/a");
  const auto get = client.request("GET", "/v1/a");

  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), "12");
  EXPECT_EQ(get.body, "twelve bytes");
}

TEST(HttpServer, tells_404_from_405_and_lists_the_methods) {
  RunningServer run;
  run.router.post("/v1/a", Permission::open, says("made"));
  run.start();
  HttpClient client(run.port());

  const auto wrong = client.request("GET", "/v1/a");
  const auto none = client.request("GET", "/v1/b");
  const auto options = client.request("OPTIONS", "/v1/a");

  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.header("allow"), "POST, OPTIONS");
  EXPECT_EQ(none.status, 404);
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.header("allow"), "POST, OPTIONS");
}

TEST(HttpServer, reads_a_body_of_known_length_and_one_in_chunks) {
  RunningServer run;
  run.router.post("/v1/echo", Permission::open, [](Request& r) -> Result<Response> { return Response::json(r.body); });
  run.start();
  HttpClient client(run.port());

  const auto whole = client.request("POST", "/v1/echo", "", R"({"a":1})");
  client.send(
      "POST /v1/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n2;e=x\r\n2]\r\n0\r\n\r\n");
  const auto chunked = client.receive();

  EXPECT_EQ(whole.body, R"({"a":1})");
  EXPECT_EQ(chunked.body, "[1,2]");
}

TEST(HttpServer, refuses_a_body_over_the_routes_limit_before_it_is_sent) {
  RunningServer run;
  run.router.post("/v1/echo", Permission::open, says("no"), {.max_body = 100});
  run.start();
  HttpClient announced(run.port());
  HttpClient chunked(run.port());

  announced.send("POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\nExpect: 100-continue\r\n\r\n");
  chunked.send("POST /v1/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + std::string(101, 'x') +
               "\r\n");

  EXPECT_EQ(announced.receive().status, 413);
  EXPECT_EQ(chunked.receive().status, 413);
}

TEST(HttpServer, invites_the_body_that_waits_to_be_invited) {
  RunningServer run;
  run.router.post("/v1/echo", Permission::open, [](Request& r) -> Result<Response> { return Response::json(r.body); });
  run.start();
  HttpClient client(run.port());

  client.send("POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  const auto invitation = client.receive();
  client.send("[]");

  EXPECT_EQ(invitation.status, 100);
  EXPECT_EQ(client.receive().body, "[]");
}

TEST(HttpServer, answers_a_bug_with_an_incident_and_lives_on) {
  RunningServer run;
  run.router.get("/v1/bug", Permission::open,
                 [](Request& r) -> Result<Response> { return Response::json(r.param("none")); });
  run.router.get("/v1/a", Permission::open, says("alive"));
  run.start();
  HttpClient client(run.port());

  const auto broken = client.request("GET", "/v1/bug");

  EXPECT_EQ(broken.status, 500);
  EXPECT_THAT(broken.body, HasSubstr("\"incident\""));
  EXPECT_EQ(client.request("GET", "/v1/a").body, "alive");
}

TEST(HttpServer, refuses_with_503_when_the_workers_are_behind) {
  RunningServer run;
  std::promise<void> go;
  const auto gate = go.get_future().share();
  std::atomic<int> inside{0};
  run.options.worker_threads = 1;
  run.options.max_queued = 1;
  run.router.get("/v1/slow", Permission::open, [&inside, gate](Request&) -> Result<Response> {
    ++inside;
    gate.wait();
    return Response::json("1");
  });
  run.start();
  HttpClient working(run.port());
  HttpClient queued(run.port());
  HttpClient refused(run.port());

  working.send("GET /v1/slow HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return inside == 1; }));
  queued.send("GET /v1/slow HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return run.server->figures().queued == 1; }));
  const auto answer = refused.request("GET", "/v1/slow");
  go.set_value();

  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("retry-after"), "1");
  EXPECT_EQ(working.receive().status, 200);
  EXPECT_EQ(queued.receive().status, 200);
}

TEST(HttpServer, turns_away_connections_over_the_limit_when_all_are_at_work) {
  RunningServer run;
  run.options.max_connections = 1;
  std::promise<void> release;
  auto released = release.get_future().share();
  std::promise<void> begun;
  run.router.get("/v1/a", Permission::open, [&](Request&) -> Result<Response> {
    begun.set_value();
    released.wait();
    return Response::text("in", "text/plain");
  });
  run.start();
  HttpClient first(run.port());
  ASSERT_TRUE(first.send("GET /v1/a HTTP/1.1\r\nHost: x\r\n\r\n"));
  begun.get_future().wait();

  HttpClient second(run.port());

  EXPECT_EQ(second.receive().status, 503);
  release.set_value();
  EXPECT_EQ(first.receive().body, "in");
}

TEST(HttpServer, lets_the_request_in_flight_finish_when_it_stops) {
  RunningServer run;
  std::promise<void> go;
  const auto gate = go.get_future().share();
  std::atomic<bool> inside{false};
  run.router.get("/v1/slow", Permission::open, [&inside, gate](Request&) -> Result<Response> {
    inside = true;
    gate.wait();
    return Response::text("finished", "text/plain");
  });
  run.start();
  HttpClient busy(run.port());
  HttpClient idle(run.port());
  busy.send("GET /v1/slow HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return inside.load(); }));

  auto stopped = std::async(std::launch::async, [&run] { run.server->stop(); });
  EXPECT_TRUE(idle.closed_by_server());
  go.set_value();
  const auto answer = busy.receive();
  stopped.get();

  EXPECT_EQ(answer.body, "finished");
  EXPECT_EQ(answer.header("connection"), "close");
  run.server->stop();  // again: nothing happens
  HttpClient late(run.port());
  EXPECT_FALSE(late.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n") && late.receive().status != 0);
}

TEST(HttpServer, says_why_it_cannot_listen) {
  RunningServer run;
  run.start();
  ServerOptions same;
  same.port = run.port();

  const auto second = HttpServer::start(same, run.router, run.ids, run.clock);

  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().key, "listen_failed");
}

TEST(HttpServer, hands_on_the_clients_trace) {
  RunningServer run;
  run.router.get("/v1/a", Permission::open, says("x"));
  run.start();
  HttpClient client(run.port());

  const auto answer =
      client.request("GET", "/v1/a", "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n");

  EXPECT_EQ(answer.header("x-request-id"), "4bf92f3577b34da6a3ce929d0e0e4736");
}

}  // namespace
}  // namespace chauban::http

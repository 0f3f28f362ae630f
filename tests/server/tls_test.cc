// SPDX-License-Identifier: GPL-3.0-or-later
// TLS: what is spoken, and that other certificates are taken while people work.
#include "server/http/sse.h"
#include "tests/server/running_server.h"
#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tls_client.h"

#include <openssl/ssl.h>

#include <future>

namespace chauban::http {
namespace {

using namespace std::chrono_literals;
using auth::Permission;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr auto kGet = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
constexpr auto kLast = "GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

class TlsServer : public ::testing::Test {
 protected:
  TlsServer() {
    files_ = make_certificate(folder_.path(), "first");
    run_.options.tls = TlsFiles{files_.certificate, files_.key, 0ms};
    run_.router.get("/hello", Permission::open, says("xin chao"));
    run_.router.post("/echo", Permission::open,
                     [](Request& request) -> Result<Response> { return Response::text(request.body, "text/plain"); });
  }
  /// Puts other files in the place of those that were served.
  void replace(const CertificateFiles& with, bool certificate = true, bool key = true) const {
    if (certificate) std::filesystem::rename(with.certificate, files_.certificate);
    if (key) std::filesystem::rename(with.key, files_.key);
  }
  /// Starts the server; all who ask for /events are given this stream.
  std::shared_ptr<EventStream> serve_events() {
    const auto stream = std::make_shared<EventStream>();
    run_.router.get("/events", Permission::open, [stream](Request&) -> Result<Response> {
      Response response;
      response.events = stream;
      return response;
    });
    run_.start();
    return stream;
  }
  std::string subject() const { return TlsClient(run_.port()).subject(); }

  TemporaryFolder folder_;
  CertificateFiles files_;
  RunningServer run_;
};

TEST_F(TlsServer, answers_http_1_1_over_the_newest_version_and_says_when_it_ends) {
  run_.start();
  TlsClient client(run_.port());
  ASSERT_TRUE(client.connected());

  client.send(kGet);
  const auto first = client.receive_until("xin chao");
  client.send(kLast);
  std::string second;
  const bool said_goodbye = client.receive_to_end(second);

  EXPECT_EQ(client.version(), "TLSv1.3");
  EXPECT_EQ(client.protocol(), "http/1.1");
  EXPECT_THAT(first, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(second, HasSubstr("xin chao"));
  EXPECT_TRUE(said_goodbye);
}

TEST_F(TlsServer, speaks_tls_1_2_and_nothing_older) {
  run_.start();

  const TlsClient allowed(run_.port(), {.protocols = "", .newest_version = TLS1_2_VERSION});
  const TlsClient too_old(run_.port(), {.protocols = "", .newest_version = TLS1_1_VERSION});

  EXPECT_TRUE(allowed.connected());
  EXPECT_EQ(allowed.version(), "TLSv1.2");
  EXPECT_FALSE(too_old.connected());
}

TEST_F(TlsServer, refuses_who_wants_another_protocol) {
  run_.start();

  EXPECT_FALSE(TlsClient(run_.port(), {.protocols = "h2"}).connected());
  EXPECT_TRUE(TlsClient(run_.port(), {.protocols = ""}).connected());
}

TEST_F(TlsServer, carries_large_bodies_both_ways) {
  run_.start();
  TlsClient client(run_.port());
  const std::string body(900'000, 'x');

  client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 900000\r\n\r\n" + body);
  std::string answer;

  EXPECT_TRUE(client.receive_to_end(answer));
  EXPECT_EQ(answer.substr(answer.size() - body.size()), body);
}

TEST_F(TlsServer, sends_events_and_notices_that_the_client_left) {
  const auto stream = serve_events();
  std::promise<void> closed;
  stream->on_close([&closed] { closed.set_value(); });
  {
    TlsClient client(run_.port());
    client.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.receive_until("\r\n\r\n");
    stream->push(sse_frame("1", "change", "one"));
    EXPECT_THAT(client.receive_until("one\n"), HasSubstr("event: change"));
    stream->push(sse_frame("2", "change", "two"));
    EXPECT_THAT(client.receive_until("two\n"), HasSubstr("id: 2"));
  }
  ASSERT_EQ(closed.get_future().wait_for(20s), std::future_status::ready);
}

TEST_F(TlsServer, ends_a_stream_of_events_and_its_connection) {
  const auto stream = serve_events();
  TlsClient client(run_.port());
  client.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  client.receive_until("\r\n\r\n");

  stream->push(sse_frame("1", "change", "last"));
  stream->close();
  std::string rest;
  client.receive_to_end(rest);

  EXPECT_THAT(rest, HasSubstr("data: last"));
  EXPECT_THAT(rest, EndsWith("0\r\n\r\n"));
}

TEST_F(TlsServer, takes_other_files_for_new_connections_and_keeps_those_there_are) {
  run_.start();
  TlsClient before(run_.port());
  ASSERT_EQ(before.subject(), "first");

  replace(make_certificate(folder_.path(), "second"));

  EXPECT_EQ(subject(), "second");
  before.send(kGet);
  EXPECT_THAT(before.receive_until("xin chao"), HasSubstr("200 OK"));
}

TEST_F(TlsServer, goes_on_with_the_old_certificate_until_the_new_key_is_there_too) {
  run_.start();
  const auto second = make_certificate(folder_.path(), "second");

  replace(second, true, false);
  EXPECT_EQ(subject(), "first");
  replace(second, false, true);
  EXPECT_EQ(subject(), "second");

  std::filesystem::remove(files_.key);
  EXPECT_EQ(subject(), "second");
}

TEST_F(TlsServer, says_when_its_certificate_ends) {
  run_.start();

  const auto ends = run_.server->figures().certificate_ends;

  ASSERT_TRUE(ends);
  const std::chrono::duration<double, std::ratio<86'400>> left = *ends - SystemClock().now();
  EXPECT_GT(left.count(), 1.0);
  EXPECT_LT(left.count(), 2.1);
}

TEST_F(TlsServer, leaves_a_plain_request_without_an_answer_and_goes_on) {
  run_.start();
  HttpClient plain(run_.port());

  plain.send(kGet);

  EXPECT_TRUE(plain.closed_by_server());
  EXPECT_TRUE(TlsClient(run_.port()).connected());
}

TEST_F(TlsServer, does_not_start_with_files_that_do_not_fit) {
  const auto other = make_certificate(folder_.path(), "other");
  run_.options.tls->key = other.key;
  EXPECT_THAT(HttpServer::start(run_.options, run_.router, run_.ids, run_.clock),
              FailsWith(ErrorCode::usage, "tls_unusable"));

  run_.options.tls->key = folder_ / "absent";
  EXPECT_THAT(HttpServer::start(run_.options, run_.router, run_.ids, run_.clock),
              FailsWith(ErrorCode::usage, "tls_unusable"));
}

TEST_F(TlsServer, does_not_ask_anybody_for_the_password_of_a_key) {
  const auto locked = folder_ / "locked.key";
  const auto command = "openssl ec -in " + files_.key.string() + " -aes256 -passout pass:secret -out " +
                       locked.string() + " 2>/dev/null";
  ASSERT_EQ(std::system(command.c_str()), 0);
  run_.options.tls->key = locked;

  EXPECT_THAT(HttpServer::start(run_.options, run_.router, run_.ids, run_.clock),
              FailsWith(ErrorCode::usage, "tls_unusable"));
}

}  // namespace
}  // namespace chauban::http

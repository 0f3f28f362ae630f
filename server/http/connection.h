// SPDX-License-Identifier: GPL-3.0-or-later
// Inside server/http only: the one class that speaks Beast. Other parts include beast_server.h.
#pragma once

#include "server/http/beast_server.h"
#include "server/http/socket_stream.h"
#include "server/http/sse.h"
#include "server/http/worker_pool.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace chauban::http {

/// What all connections share.
struct ServerContext {
  const ServerOptions& options;
  const Router& router;
  IdSource& ids;
  Clock& clock;
  WorkerPool& workers;
  std::atomic<bool> stopping{false};
  std::atomic<unsigned> streamed_bodies{0};
  std::atomic<std::size_t> buffered_bytes{0};
  std::atomic<std::uint64_t> requests{0};
};

/// One client's connection: its requests one after the other. All socket work runs on the connection's strand; handlers
/// run on a worker, during which the coroutine waits and only the body reader touches the socket, through the strand.
/// Arguments of an awaited call are named variables, never temporaries: GCC 12 copies those bit by bit into the frame
/// and destroys them twice.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  /// `secrets`: of TLS; null: plain.
  Connection(boost::asio::ip::tcp::socket socket, SocketStream::Secrets secrets,
             std::shared_ptr<ServerContext> context);

  [[nodiscard]] auto executor() { return stream_.get_executor(); }
  /// Until the client leaves or the server stops. Never throws.
  boost::asio::awaitable<void> run();
  /// Graceful: an idle connection closes now, a busy one after its answer. Thread-safe.
  void begin_stop();
  /// Closes the socket whatever happens. Thread-safe.
  void abort();
  /// Since when no whole request of it has been here, on the steady clock; nothing while one is worked on. Thread-safe.
  [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> waiting_since() const;

 private:
  friend class StreamBody;
  using Parser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;
  using Clockwork = std::chrono::steady_clock;  // time-outs only; what is recorded comes from Clock

  boost::asio::awaitable<bool> shake_hands();
  boost::asio::awaitable<bool> wait_for_request();
  boost::asio::awaitable<bool> serve_one();
  boost::asio::awaitable<bool> refuse_head(boost::system::error_code ec);
  Status fill(Request& request) const;
  void mark_waiting();
  boost::asio::awaitable<Response> answer(std::shared_ptr<Request> request, std::shared_ptr<Router::Match> match);
  boost::asio::awaitable<bool> send_answer(std::shared_ptr<Request> request, const Router::Route* route,
                                           Response response, bool keep_alive);
  boost::asio::awaitable<Status> read_whole_body(Request& request, std::uint64_t max);
  bool take_room(std::size_t bytes);
  boost::asio::awaitable<Result<Bytes>> read_body_part(std::size_t max, std::uint64_t limit);
  boost::asio::awaitable<bool> send_continue();
  boost::asio::awaitable<Response> dispatch(std::shared_ptr<Request> request, std::shared_ptr<Router::Match> match);
  boost::asio::awaitable<bool> write_answer(Response response, bool head_only, bool keep_alive);
  boost::asio::awaitable<bool> write(std::string bytes);
  boost::asio::awaitable<bool> write_source(std::shared_ptr<BodySource> source, bool chunked);
  boost::asio::awaitable<bool> write_events(std::shared_ptr<EventStream> events, bool chunked);
  boost::asio::awaitable<bool> wait_for_events();
  boost::asio::awaitable<void> watch_for_leaving(std::shared_ptr<EventStream> events);
  boost::asio::awaitable<void> linger();
  [[nodiscard]] bool body_left() const { return parser_ && !parser_->is_done(); }
  Response refusal(ErrorCode code, const char* key, const Request& request) const;
  /// Runs `work` on a worker and comes back to the strand. nullopt: no worker would take it.
  template <class Work>
  auto on_worker(Work work, bool admitted) -> boost::asio::awaitable<std::optional<decltype(work())>>;

  SocketStream stream_;
  std::shared_ptr<ServerContext> context_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  boost::asio::steady_timer wake_timer_;
  std::weak_ptr<EventStream> events_;
  std::string remote_address_;
  std::atomic<Clockwork::rep> waiting_since_{0};  // 0: a request is worked on
  std::uint64_t body_read_ = 0;
  std::size_t room_taken_ = 0;  // of ServerContext::buffered_bytes
  Clockwork::time_point body_began_;
  std::optional<Error> body_error_;
  bool expects_continue_ = false;
  bool idle_ = true;
  bool woken_ = false;
  bool client_left_ = false;
  bool watched_ = false;     // a stream of events went out: watch_for_leaving has the reading end
  telemetry::Moment begin_;  // of the request that is worked on
};

}  // namespace chauban::http

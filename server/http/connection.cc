// SPDX-License-Identifier: GPL-3.0-or-later
// Reading: heads, bodies, and handing a request to a worker. Writing stands in connection_write.cc.
#include "server/http/connection.h"

#include "schemas/base/log.h"
#include "server/http/on_worker.h"
#include "server/http/wire.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/read.hpp>

#include <algorithm>
#include <future>
#include <utility>

namespace chauban::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using Outcome = boost::system::error_code;

namespace {

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kPart = std::size_t{64} * 1024;
constexpr std::size_t kFirstPart = std::size_t{4} * 1024;
/// Of a buffered body this much is anybody's; only what is beyond it is counted together.
constexpr std::size_t kFreeRoom = std::size_t{16} * 1024;
/// What we read of a body nobody asked for, so that the connection can go on.
constexpr std::uint64_t kUnroutedBody = std::uint64_t{64} * 1024;

/// One length in digits, or chunks and nothing else: what leaves room for two readings is where requests are smuggled
/// past a proxy (RFC 9112 §6.1, §6.3, §11.2). The parser lets more through.
bool is_framed_plainly(const Headers& headers, unsigned version) {
  const auto lengths = headers.all("Content-Length");
  const auto codings = headers.all("Transfer-Encoding");
  if (lengths.size() + codings.size() > 1) return false;
  if (!codings.empty()) return version >= 11 && beast::iequals(codings.front(), "chunked");
  return lengths.empty() || (!lengths.front().empty() && std::all_of(lengths.front().begin(), lengths.front().end(),
                                                                     [](char c) { return c >= '0' && c <= '9'; }));
}

Error interrupted() { return Error{ErrorCode::bad_request, "body_interrupted", {}}; }

}  // namespace

/// The handler's end of a streamed body: blocks its worker while the connection's strand reads.
class StreamBody final : public BodyReader {
 public:
  StreamBody(std::shared_ptr<Connection> connection, std::uint64_t limit)
      : connection_(std::move(connection)), limit_(limit) {}

  Result<Bytes> read(std::size_t max) override {
    auto promise = std::make_shared<std::promise<Result<Bytes>>>();
    auto future = promise->get_future();
    asio::co_spawn(connection_->stream_.get_executor(),
                   connection_->read_body_part(std::max<std::size_t>(max, 1), limit_),
                   [promise](const std::exception_ptr& thrown, Result<Bytes> part) {
                     promise->set_value(thrown ? Result<Bytes>(refuse(interrupted())) : std::move(part));
                   });
    return future.get();
  }
  [[nodiscard]] std::optional<std::uint64_t> length() const override {
    const auto length = connection_->parser_->content_length();
    return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
  }

 private:
  std::shared_ptr<Connection> connection_;
  std::uint64_t limit_;
};

Connection::Connection(asio::ip::tcp::socket socket, SocketStream::Secrets secrets,
                       std::shared_ptr<ServerContext> context)
    : stream_(std::move(socket), std::move(secrets)),
      context_(std::move(context)),
      buffer_(context_->options.max_header_bytes + 2 * kPart),
      wake_timer_(stream_.get_executor()) {
  Outcome ec;
  const auto peer = stream_.socket().remote_endpoint(ec);
  if (!ec) remote_address_ = peer.address().to_string();
  stream_.socket().set_option(asio::ip::tcp::no_delay(true), ec);
  mark_waiting();
}

void Connection::mark_waiting() {
  waiting_since_ = std::max<Clockwork::rep>(1, Clockwork::now().time_since_epoch().count());
}

std::optional<std::chrono::steady_clock::time_point> Connection::waiting_since() const {
  const auto since = waiting_since_.load();
  if (since == 0) return std::nullopt;
  return Clockwork::time_point(Clockwork::duration(since));
}

asio::awaitable<void> Connection::run() {
  const auto self = shared_from_this();
  try {
    bool answered = false;
    for (bool alive = co_await shake_hands(); alive && !context_->stopping;) {
      mark_waiting();
      answered = co_await wait_for_request();
      alive = answered && co_await serve_one();
    }
    if (answered && !watched_) co_await linger();
  } catch (const std::exception& error) {
    log_error("http_connection_threw", {{"what", error.what()}});
  }
  context_->buffered_bytes -= std::exchange(room_taken_, 0);
  Outcome ignored;
  stream_.socket().close(ignored);
}

void Connection::begin_stop() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    if (const auto events = self->events_.lock()) events->close();
    if (self->idle_) self->stream_.cancel();
  });
}

void Connection::abort() {
  asio::post(stream_.get_executor(), [self = shared_from_this()] {
    Outcome ignored;
    self->stream_.socket().close(ignored);
    self->stream_.cancel();
  });
}

/// Whoever speaks plain HTTP to a TLS port, or no TLS of ours, is left without an answer: there is none they could
/// read.
asio::awaitable<bool> Connection::shake_hands() {
  if (!stream_.is_secure()) co_return true;
  stream_.expires_after(context_->options.header_timeout);
  const auto [ec] = co_await stream_.async_handshake(kAwait);
  co_return !ec;
}

asio::awaitable<bool> Connection::wait_for_request() {
  parser_.reset();
  if (buffer_.size() > 0) co_return true;
  // What a large request made it grow to is not kept by a connection that only waits.
  buffer_.clear();
  buffer_.shrink_to_fit();
  idle_ = true;
  stream_.expires_after(context_->options.idle_timeout);
  const auto [ec, size] = co_await stream_.async_read_some(buffer_.prepare(1024), kAwait);
  idle_ = false;
  if (ec) co_return false;
  buffer_.commit(size);
  co_return true;
}

asio::awaitable<bool> Connection::refuse_head(Outcome ec) {
  namespace bh = beast::http;
  const bool hostile = ec.category() == bh::make_error_code(bh::error::bad_method).category() &&
                       ec != bh::error::end_of_stream && ec != bh::error::partial_message;
  if (!hostile) co_return false;
  const char* key =
      ec == bh::error::header_limit || ec == bh::error::buffer_overflow ? "header_too_large" : "head_malformed";
  auto request = std::make_shared<Request>();
  begin_ = telemetry::now();
  request->trace = to_hex(context_->ids.random().view());
  auto response = refusal(ErrorCode::bad_request, key, *request);
  co_await send_answer(request, nullptr, std::move(response), false);
  co_return false;
}

Response Connection::refusal(ErrorCode code, const char* key, const Request& request) const {
  return context_->router.refusal(Error{code, key, {}}, request);
}

Status Connection::fill(Request& request) const {
  const auto& head = parser_->get();
  for (const auto& field : head) request.headers.add(std::string(field.name_string()), std::string(field.value()));
  request.remote_address = remote_address_;
  request.language = choose_language(request.headers["Accept-Language"]);
  if (auto parent = parse_traceparent(request.headers["traceparent"])) {
    request.trace = std::move(parent->trace);
    request.parent_span = std::move(parent->span);
    request.traced = parent->sampled;
  } else {
    request.trace = to_hex(context_->ids.random().view());
  }
  for (const auto& [name, value] : request.headers) {
    if (value.find('\0') != std::string::npos) return refuse(ErrorCode::bad_request, "head_malformed");
  }
  if (head.version() >= 11 && request.headers.all("Host").size() != 1) {
    return refuse(ErrorCode::bad_request, "head_malformed");
  }
  if (!is_framed_plainly(request.headers, head.version())) return refuse(ErrorCode::bad_request, "head_malformed");
  const auto method = parse_method(head.method_string());
  if (!method) return refuse(ErrorCode::method_not_allowed, "method_unknown");
  request.method = *method;
  return parse_target(head.target(), request);
}

asio::awaitable<bool> Connection::serve_one() {
  parser_.emplace();
  parser_->header_limit(context_->options.max_header_bytes);
  parser_->body_limit(boost::none);  // ours is counted in read_body_part: the route is known only after the head
  stream_.expires_after(context_->options.header_timeout);
  const auto [ec, size] = co_await beast::http::async_read_header(stream_, buffer_, *parser_, kAwait);
  if (ec) co_return co_await refuse_head(ec);

  begin_ = telemetry::now();
  auto request = std::make_shared<Request>();
  body_read_ = 0;
  body_error_.reset();
  expects_continue_ = beast::iequals(parser_->get()[beast::http::field::expect], "100-continue");
  bool keep_alive = parser_->keep_alive();
  auto match = std::make_shared<Router::Match>();
  Response response;
  if (auto filled = fill(*request); !filled) {
    response = context_->router.refusal(filled.error(), *request);
    keep_alive = false;
  } else {
    *match = context_->router.match(request->method, request->path);
    response = co_await answer(request, match);
  }
  waiting_since_ = 0;
  context_->buffered_bytes -= std::exchange(room_taken_, 0);
  ++context_->requests;
  keep_alive = keep_alive && !body_left() && !body_error_ && !context_->stopping;
  co_return co_await send_answer(request, match->route, std::move(response), keep_alive);
}

asio::awaitable<bool> Connection::send_answer(std::shared_ptr<Request> request, const Router::Route* route,
                                              Response response, bool keep_alive) {
  response.headers.set_default("X-Request-Id", request->trace);  // also of what never came to a route
  Answered answered{*request, route,           response.status, std::string(response.headers["Log-Position"]),
                    begin_,   telemetry::now()};
  const bool endless = response.events != nullptr;
  const bool head_only = request->method == Method::head;
  const bool alive = co_await write_answer(std::move(response), head_only, keep_alive);
  // A stream of events is written for as long as somebody listens, which says nothing about writing.
  if (!endless) request->passed({telemetry::Hop::write, answered.ready, telemetry::now()});
  if (context_->options.on_answered) context_->options.on_answered(answered);
  co_return alive;
}

/// Reads what of the request is to be read at once, and has it worked on.
asio::awaitable<Response> Connection::answer(std::shared_ptr<Request> request, std::shared_ptr<Router::Match> match) {
  const bool streamed = match->route != nullptr && match->route->options.stream_body;
  const auto limit = match->route == nullptr ? kUnroutedBody : match->route->options.max_body;
  Status body;
  if (!streamed && body_left()) body = co_await read_whole_body(*request, limit);
  if (!body) co_return context_->router.refusal(body.error(), *request);
  waiting_since_ = 0;
  co_return co_await dispatch(request, match);
}

asio::awaitable<Response> Connection::dispatch(std::shared_ptr<Request> request, std::shared_ptr<Router::Match> match) {
  const bool streamed = match->route != nullptr && match->route->options.stream_body;
  auto& context = *context_;
  if (streamed && context.streamed_bodies.fetch_add(1) >= context.options.max_streamed_bodies) {
    --context.streamed_bodies;
    co_return refusal(ErrorCode::overloaded, "uploads_busy", *request);
  }
  const auto queued = telemetry::now();
  auto work = [self = shared_from_this(), request, match, streamed, queued]() -> Response {
    request->passed({telemetry::Hop::worker, queued, telemetry::now()});
    StreamBody body(self, match->route == nullptr ? 0 : match->route->options.max_body);
    if (streamed) request->stream = &body;
    auto response = self->context_->router.dispatch(*request, *match);
    request->stream = nullptr;
    if (streamed) --self->context_->streamed_bodies;
    return response;
  };
  auto response = co_await on_worker(std::move(work), false);
  if (response) co_return std::move(*response);
  if (streamed) --context.streamed_bodies;
  co_return refusal(ErrorCode::overloaded, "", *request);
}

asio::awaitable<bool> Connection::send_continue() {
  expects_continue_ = false;
  std::string invitation = "HTTP/1.1 100 Continue\r\n\r\n";
  co_return co_await write(std::move(invitation));
}

asio::awaitable<Status> Connection::read_whole_body(Request& request, std::uint64_t max) {
  const auto deadline = Clockwork::now() + context_->options.body_timeout;
  for (;;) {
    auto part = co_await read_body_part(kPart, max);
    if (!part) co_return refuse(part.error());
    if (part->empty()) co_return Status{};
    request.body += *part;
    if (Clockwork::now() > deadline) {
      body_error_ = interrupted();
      co_return refuse(interrupted());
    }
    if (!take_room(request.body.size())) {
      body_error_ = Error{ErrorCode::overloaded, "", {}};
      co_return refuse(*body_error_);
    }
  }
}

/// Many large bodies at once must not fill the memory; small ones pass whatever the others do. `bytes`: held by now.
bool Connection::take_room(std::size_t bytes) {
  const auto wanted = bytes > kFreeRoom ? bytes - kFreeRoom : 0;
  context_->buffered_bytes += wanted - room_taken_;
  room_taken_ = wanted;
  return wanted == 0 || context_->buffered_bytes <= context_->options.max_buffered_bytes;
}

asio::awaitable<Result<Bytes>> Connection::read_body_part(std::size_t max, std::uint64_t limit) {
  const auto fail = [this](Error error) -> Result<Bytes> {
    body_error_ = error;
    return refuse(std::move(error));
  };
  const Error too_large{ErrorCode::body_too_large, "", {{"max", std::to_string(limit)}}};
  if (body_error_) co_return refuse(*body_error_);
  if (parser_->content_length().value_or(0) > limit) co_return fail(too_large);
  if (body_read_ == 0) body_began_ = Clockwork::now();
  if (expects_continue_ && body_left()) {
    const bool invited = co_await send_continue();
    if (!invited) co_return fail(interrupted());
  }

  // As large as what has come already: memory is given to senders, not to those who only announce.
  const auto room = std::clamp<std::uint64_t>(body_read_, kFirstPart, kPart);
  Bytes part(std::min<std::size_t>(max, static_cast<std::size_t>(room)), '\0');
  auto& body = parser_->get().body();
  std::size_t got = 0;
  stream_.expires_after(context_->options.body_timeout);
  while (got == 0 && body_left()) {
    body.data = part.data();
    body.size = part.size();
    const auto [ec, size] = co_await beast::http::async_read_some(stream_, buffer_, *parser_, kAwait);
    got = part.size() - body.size;
    if (!ec || ec == beast::http::error::need_buffer) continue;
    const bool broken_off = ec == beast::error::timeout || ec == beast::http::error::partial_message ||
                            ec == beast::http::error::end_of_stream ||
                            ec.category() == asio::error::get_system_category() ||
                            ec.category() == asio::error::get_misc_category();
    co_return fail(broken_off ? interrupted() : Error{ErrorCode::bad_request, "body_malformed", {}});
  }
  part.resize(got);
  body_read_ += got;
  if (body_read_ > limit) co_return fail(too_large);
  // A sender that drips would hold a worker for hours.
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Clockwork::now() - body_began_);
  const bool dripping = body_read_ < static_cast<std::uint64_t>(seconds.count()) * context_->options.min_body_rate;
  if (body_left() && seconds > context_->options.body_timeout && dripping) co_return fail(interrupted());
  co_return part;
}

asio::awaitable<void> Connection::linger() {
  // Closing with unread bytes would send a reset, and the client might lose our last answer (RFC 9112 §9.6).
  constexpr std::uint64_t kMost = std::uint64_t{16} * 1024 * 1024;
  if (stream_.is_secure() && !context_->stopping) {
    idle_ = true;
    stream_.expires_after(std::chrono::seconds(2));
    [[maybe_unused]] const auto said = co_await stream_.async_shutdown(kAwait);
  }
  Outcome ec;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ec);
  if (ec || context_->stopping) co_return;
  idle_ = true;  // a stop need not wait for this
  auto& socket = stream_.plain();
  socket.expires_after(std::chrono::seconds(2));
  std::string discarded(kFirstPart, '\0');
  for (std::uint64_t total = 0; total < kMost;) {
    const auto [error, size] = co_await socket.async_read_some(asio::buffer(discarded), kAwait);
    if (error) co_return;
    total += size;
  }
}

}  // namespace chauban::http

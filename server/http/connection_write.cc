// SPDX-License-Identifier: GPL-3.0-or-later
// Writing: answers whole, in parts, and as a stream of events.
#include "schemas/base/log.h"
#include "server/http/connection.h"
#include "server/http/on_worker.h"
#include "server/http/wire.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/write.hpp>

namespace chauban::http {

namespace asio = boost::asio;
namespace {

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kPart = std::size_t{64} * 1024;

bool has_no_body(int status) { return status < 200 || status == 204 || status == 304; }

std::string chunk(std::string data) { return chunk_head(data.size()) + std::move(data) + "\r\n"; }

}  // namespace

asio::awaitable<bool> Connection::write(std::string bytes) {
  // Each part has its own time-out, so that a large answer on a slow line lives as long as it moves.
  for (std::size_t at = 0; at < bytes.size();) {
    const auto size = std::min<std::size_t>(bytes.size() - at, 4 * kPart);
    stream_.expires_after(context_->options.write_timeout);
    const auto [ec, written] = co_await asio::async_write(stream_, asio::buffer(bytes.data() + at, size), kAwait);
    if (ec) co_return false;
    at += written;
  }
  co_return true;
}

asio::awaitable<bool> Connection::write_answer(Response response, bool head_only, bool keep_alive) {
  const bool old_client = parser_ && parser_->get().version() < 11;  // HTTP/1.0 knows no chunks
  Framing framing;
  if (response.events) {
    response.headers.set("Content-Type", "text/event-stream");
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("X-Accel-Buffering", "no");
    keep_alive = false;
  } else if (response.source) {
    framing.length = response.source->size();
  } else if (!has_no_body(response.status)) {
    framing.length = response.body.size();
  }
  framing.chunked = (response.events || (response.source && !framing.length)) && !old_client;
  framing.keep_alive = keep_alive && !((response.source && !framing.length) && old_client);

  std::string head = wire_head(response, framing, context_->clock.now());
  const bool body = !head_only && !has_no_body(response.status);
  if (body && !response.source && !response.events) head += response.body;
  bool alive = co_await write(std::move(head));
  if (!alive) co_return false;
  std::shared_ptr<BodySource> source(std::move(response.source));
  auto events = response.events;
  if (body && source) {
    alive = co_await write_source(std::move(source), framing.chunked);
  } else if (body && events) {
    alive = co_await write_events(std::move(events), framing.chunked);
  }
  if (response.events) response.events->abandon();
  alive = alive && framing.keep_alive;
  co_return alive;
}

asio::awaitable<bool> Connection::write_source(std::shared_ptr<BodySource> source, bool chunked) {
  auto left = source->size();
  for (;;) {
    auto read = [source] { return source->read(kPart); };
    auto part = co_await on_worker(std::move(read), true);
    if (!part || !*part) {
      log_error("http_body_broken_off", {{"key", part ? part->error().key : "stopped"}});
      co_return false;
    }
    Bytes bytes = std::move(**part);
    if (bytes.empty()) break;
    if (left) {
      if (bytes.size() > *left) co_return false;  // more than the length we promised
      *left -= bytes.size();
    }
    if (chunked) bytes = chunk(std::move(bytes));
    const bool alive = co_await write(std::move(bytes));
    if (!alive) co_return false;
  }
  if (left.value_or(0) > 0) co_return false;
  std::string end = chunked ? "0\r\n\r\n" : "";
  co_return co_await write(std::move(end));
}

asio::awaitable<void> Connection::watch_for_leaving(std::shared_ptr<EventStream> events) {
  const auto self = shared_from_this();
  std::string ignored(512, '\0');
  for (;;) {
    // Time-outs are set for what begins after them: the writes' own do not end this wait.
    stream_.expires_never();
    const auto [ec, size] = co_await stream_.async_read_some(asio::buffer(ignored), kAwait);
    if (ec) break;
  }
  client_left_ = true;
  woken_ = true;
  wake_timer_.cancel();
  events->abandon();
}

asio::awaitable<bool> Connection::wait_for_events() {
  if (!woken_) {
    wake_timer_.expires_after(context_->options.keep_alive_comment);
    co_await wake_timer_.async_wait(kAwait);
  }
  const bool woken = std::exchange(woken_, false);
  co_return woken;
}

asio::awaitable<bool> Connection::write_events(std::shared_ptr<EventStream> events, bool chunked) {
  events_ = events;
  events->attach([weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    asio::post(self->stream_.get_executor(), [self] {
      self->woken_ = true;
      self->wake_timer_.cancel();
    });
  });
  if (context_->stopping) events->close();
  watched_ = true;
  asio::co_spawn(stream_.get_executor(), watch_for_leaving(events), asio::detached);
  bool alive = true;
  while (alive && !client_left_) {
    auto take = [events] { return events->take(kPart); };
    auto taken = co_await on_worker(std::move(take), true);
    if (!taken) break;
    Bytes frames = std::move(*taken);
    if (frames.empty() && events->finished()) {
      std::string end = chunked ? "0\r\n\r\n" : "";
      co_await write(std::move(end));
      break;
    }
    if (frames.empty()) {
      const bool woken = co_await wait_for_events();
      if (woken) continue;
      frames = ":\n\n";  // a comment, so that nobody in between takes the line for dead
    }
    if (chunked) frames = chunk(std::move(frames));
    alive = co_await write(std::move(frames));
  }
  events->abandon();
  co_return false;
}

}  // namespace chauban::http

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/ids.h"
#include "schemas/base/result.h"
#include "schemas/base/time.h"
#include "server/http/router.h"
#include "server/http/tls.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace chauban::http {

/// A request whose answer was written, or could not be, as whoever watches is told.
struct Answered {
  const Request& request;      ///< its session, if the guard found one, and its hops
  const Router::Route* route;  ///< null: none fits, the head was refused, or it was for the web application
  int status = 0;
  std::string position = {};     ///< Log-Position of the answer, or empty
  telemetry::Moment begin = {};  ///< its head had come
  telemetry::Moment ready = {};  ///< the answer was there; writing it is the hop after that
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;         ///< 0: any free one
  std::optional<TlsFiles> tls = {};  ///< nothing: plain HTTP, for loopback or a TLS proxy in front
  unsigned io_threads = 2;
  unsigned worker_threads = 32;       ///< where handlers block
  std::size_t max_queued = 512;       ///< requests waiting for a worker; one more is 503 overloaded
  unsigned max_streamed_bodies = 16;  ///< uploads at once; fewer than workers, so that slow senders never hold them all
  std::uint64_t min_body_rate = 1024;    ///< bytes a second, of a streamed body after its first body_timeout
  std::size_t max_connections = 16'384;  ///< and at most half of the descriptors this process may have
  std::size_t max_buffered_bytes = std::size_t{128}
                                   << 20U;  ///< of bodies on their way, beyond the first 16 KiB of each
  std::uint32_t max_header_bytes = 16 * 1024;
  std::chrono::milliseconds header_timeout{10'000};       ///< from the first byte of a head to its end
  std::chrono::milliseconds idle_timeout{60'000};         ///< between requests on one connection
  std::chrono::milliseconds body_timeout{30'000};         ///< a buffered body as a whole; each read of a streamed one
  std::chrono::milliseconds write_timeout{30'000};        ///< each write
  std::chrono::milliseconds keep_alive_comment{15'000};   ///< on an idle event stream
  std::chrono::milliseconds stop_timeout{10'000};         ///< requests in flight may finish within it
  std::function<void(const Answered&)> on_answered = {};  ///< on an I/O thread after each answer; must not block
};

/// HTTP/1.1 (RFC 9112) over TCP, or over TLS. Many connections on few I/O threads; handlers run on a bounded pool and
/// may block. Promises: no request, however malformed, ends the process or holds unbounded memory; answers on one
/// connection keep the order of its requests; stop() lets what is in flight finish; when there are max_connections, one
/// more takes the place of whoever has been sending nothing for longest. Guarded by tests/server/http_*. Thread-safe.
class HttpServer {
 public:
  virtual ~HttpServer() = default;  ///< stops
  /// Listens and serves. What is referred to must outlive the server.
  /// Errors: usage (key listen_failed: address not ours, port taken; tls_unusable).
  static Result<std::unique_ptr<HttpServer>> start(ServerOptions options, const Router& router, IdSource& ids,
                                                   Clock& clock);

  /// The port really listened on.
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  /// Accepts no more, closes idle connections and event streams, lets requests in flight finish within stop_timeout,
  /// then returns. Idempotent. Not from a handler.
  virtual void stop() = 0;
  struct Figures {
    std::size_t connections = 0;
    std::uint64_t requests = 0;                      ///< answered since the start
    std::size_t queued = 0;                          ///< waiting for a worker
    std::size_t buffered_bytes = 0;                  ///< as max_buffered_bytes counts them
    std::optional<Timestamp> certificate_ends = {};  ///< of TLS
  };
  [[nodiscard]] virtual Figures figures() const = 0;
};

}  // namespace chauban::http

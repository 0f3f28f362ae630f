// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/beast_server.h"

#include "schemas/base/log.h"
#include "schemas/base/thread.h"
#include "server/http/connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/resource.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

namespace chauban::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Outcome = boost::system::error_code;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// Connections may take half of the descriptors: files, the log and worker processes need theirs whoever comes.
std::size_t room_for(std::size_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::min<std::size_t>(wanted, 256);
  if (limit.rlim_cur < 4 * wanted && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 4 * wanted);  // what an ordinary user may have of itself
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  return std::min<std::size_t>(wanted, std::max<std::size_t>(1, static_cast<std::size_t>(limit.rlim_cur / 2)));
}

class BeastServer final : public HttpServer {
 public:
  BeastServer(ServerOptions options, const Router& router, IdSource& ids, Clock& clock)
      : options_(std::move(options)),
        room_(room_for(options_.max_connections)),
        workers_(options_.worker_threads, options_.max_queued),
        context_(std::shared_ptr<ServerContext>(new ServerContext{options_, router, ids, clock, workers_})),
        acceptor_(asio::make_strand(io_)) {}
  ~BeastServer() override { stop(); }

  Status listen();
  [[nodiscard]] std::uint16_t port() const override { return port_; }
  void stop() override;
  [[nodiscard]] Figures figures() const override;

 private:
  asio::awaitable<void> accept_loop();
  asio::awaitable<void> serve(std::shared_ptr<Connection> connection);
  // Plain functions, for GCC 12 releases a lock in a coroutine's inner block too early.
  std::shared_ptr<Connection> admit(tcp::socket& socket);  // null: enough already, the socket is left
  void make_room();
  void forget(const std::shared_ptr<Connection>& connection);
  std::vector<std::shared_ptr<Connection>> connections() const;
  bool wait_until_empty(std::chrono::milliseconds time);

  const ServerOptions options_;
  const std::size_t room_;  // connections at once
  asio::io_context io_;
  WorkerPool workers_;
  std::unique_ptr<TlsIdentity> tls_;  // null: plain; used on the acceptor's strand
  std::shared_ptr<ServerContext> context_;
  tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  std::vector<std::thread> threads_;
  std::mutex stop_mutex_;     // one stop() at a time
  mutable std::mutex mutex_;  // guards connections_
  std::condition_variable emptied_;
  std::set<std::shared_ptr<Connection>> connections_;
};

Status BeastServer::listen() {
  if (options_.tls) {
    CHAUBAN_TRY(tls_, TlsIdentity::load(*options_.tls));
  }
  Outcome ec;
  const auto failed = [this, &ec] {
    return refuse(ErrorCode::usage, "listen_failed",
                  {{"address", options_.address}, {"port", std::to_string(options_.port)}, {"reason", ec.message()}});
  };
  const auto address = asio::ip::make_address(options_.address, ec);
  if (ec) return failed();
  const tcp::endpoint endpoint(address, options_.port);
  if (acceptor_.open(endpoint.protocol(), ec)) return failed();
  acceptor_.set_option(asio::socket_base::reuse_address(true), ec);
  if (acceptor_.bind(endpoint, ec)) return failed();
  if (acceptor_.listen(1024, ec)) return failed();
  port_ = acceptor_.local_endpoint(ec).port();
  asio::co_spawn(acceptor_.get_executor(), accept_loop(), asio::detached);
  for (unsigned i = 0; i < options_.io_threads; ++i) threads_.push_back(named_thread("http", [this] { io_.run(); }));
  return {};
}

asio::awaitable<void> BeastServer::accept_loop() {
  asio::steady_timer pause(acceptor_.get_executor());
  while (!context_->stopping) {
    const auto strand = asio::make_strand(io_);  // named: see connection.h
    auto [ec, accepted] = co_await acceptor_.async_accept(strand, kAwait);
    if (context_->stopping) co_return;
    if (ec) {
      // No descriptor left, most likely: some will be given back.
      log_warning("http_accept_failed", {{"reason", ec.message()}});
      make_room();
      pause.expires_after(std::chrono::milliseconds(100));
      co_await pause.async_wait(kAwait);
      continue;
    }
    tcp::socket socket(std::move(accepted));
    auto connection = admit(socket);
    if (connection) {
      const auto executor = connection->executor();
      asio::co_spawn(executor, serve(std::move(connection)), asio::detached);
    } else {
      socket.non_blocking(true, ec);
      socket.write_some(asio::buffer(kFull.data(), kFull.size()), ec);
    }
  }
}

asio::awaitable<void> BeastServer::serve(std::shared_ptr<Connection> connection) {
  co_await connection->run();
  forget(connection);
}

/// Ends those that have been waiting for longest, several at once so that looking for them costs each newcomer little.
/// An idle browser comes back without a word to its user; who lets a head or a body drip has had more than its share.
void BeastServer::make_room() {
  const std::lock_guard lock(mutex_);
  using Waiting = std::pair<std::chrono::steady_clock::time_point, std::shared_ptr<Connection>>;
  std::vector<Waiting> waiting;
  for (const auto& connection : connections_) {
    if (const auto since = connection->waiting_since()) waiting.emplace_back(*since, connection);
  }
  const auto count = std::min(waiting.size(), std::max<std::size_t>(1, connections_.size() / 64));
  const auto middle = waiting.begin() + static_cast<std::ptrdiff_t>(count);
  std::nth_element(waiting.begin(), middle, waiting.end());
  for (auto one = waiting.begin(); one != middle; ++one) {
    connections_.erase(one->second);
    one->second->abort();
  }
}

std::shared_ptr<Connection> BeastServer::admit(tcp::socket& socket) {
  bool full = false;
  {
    const std::lock_guard count(mutex_);
    full = connections_.size() >= room_;
  }
  if (full) make_room();
  const std::lock_guard lock(mutex_);
  if (connections_.size() >= room_) return nullptr;
  auto connection = std::make_shared<Connection>(std::move(socket), tls_ ? tls_->present() : nullptr, context_);
  connections_.insert(connection);
  return connection;
}

void BeastServer::forget(const std::shared_ptr<Connection>& connection) {
  const std::lock_guard lock(mutex_);
  connections_.erase(connection);
  emptied_.notify_all();
}

std::vector<std::shared_ptr<Connection>> BeastServer::connections() const {
  const std::lock_guard lock(mutex_);
  return {connections_.begin(), connections_.end()};
}

bool BeastServer::wait_until_empty(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return emptied_.wait_for(lock, time, [this] { return connections_.empty(); });
}

void BeastServer::stop() {
  const std::lock_guard lock(stop_mutex_);
  if (threads_.empty()) return;
  context_->stopping = true;
  asio::post(acceptor_.get_executor(), [this] {
    Outcome ignored;
    acceptor_.close(ignored);
  });
  for (const auto& connection : connections()) connection->begin_stop();
  if (!wait_until_empty(options_.stop_timeout)) {
    log_warning("http_stop_timeout", {{"connections", std::to_string(connections().size())}});
    for (const auto& connection : connections()) connection->abort();
  }
  // Handlers still running find their sockets closed; each ends by its own bounds before the threads go.
  workers_.stop();
  wait_until_empty(std::chrono::seconds(1));
  work_.reset();
  io_.stop();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

HttpServer::Figures BeastServer::figures() const {
  const std::lock_guard lock(mutex_);
  return {connections_.size(), context_->requests.load(), workers_.queued(), context_->buffered_bytes.load(),
          tls_ ? std::optional(tls_->ends()) : std::nullopt};
}

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::start(ServerOptions options, const Router& router, IdSource& ids,
                                                      Clock& clock) {
  auto server = std::make_unique<BeastServer>(std::move(options), router, ids, clock);
  CHAUBAN_CHECK(server->listen());
  return server;
}

}  // namespace chauban::http

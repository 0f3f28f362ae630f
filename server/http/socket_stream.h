// SPDX-License-Identifier: GPL-3.0-or-later
// Inside server/http only: a socket with time-outs, with TLS over it or not. One type for both, so that connections are
// compiled once.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace chauban::http {

/// An AsyncStream in the sense of Boost.Asio. Thread: its strand.
class SocketStream {
 public:
  using executor_type = boost::beast::tcp_stream::executor_type;
  using Secrets = std::shared_ptr<boost::asio::ssl::context>;

  /// `secrets` null: plain.
  SocketStream(boost::asio::ip::tcp::socket socket, Secrets secrets)
      : plain_(std::move(socket)), secrets_(std::move(secrets)) {
    if (secrets_) secure_.emplace(plain_, *secrets_);
  }

  executor_type get_executor() noexcept { return plain_.get_executor(); }
  boost::asio::ip::tcp::socket& socket() { return plain_.socket(); }
  /// Below TLS.
  boost::beast::tcp_stream& plain() { return plain_; }
  /// Of each operation that begins from now on.
  template <class Duration>
  void expires_after(Duration time) {
    plain_.expires_after(time);
  }
  void expires_never() { plain_.expires_never(); }
  void cancel() { plain_.cancel(); }
  [[nodiscard]] bool is_secure() const { return secure_.has_value(); }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    if (secure_) return secure_->async_read_some(buffers, std::forward<Token>(token));
    return plain_.async_read_some(buffers, std::forward<Token>(token));
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    if (secure_) return secure_->async_write_some(buffers, std::forward<Token>(token));
    return plain_.async_write_some(buffers, std::forward<Token>(token));
  }
  /// Only on a secure one.
  template <class Token>
  auto async_handshake(Token&& token) {
    return secure_->async_handshake(boost::asio::ssl::stream_base::server, std::forward<Token>(token));
  }
  /// Says that nothing follows and waits for the other side to say so too. Only on a secure one.
  template <class Token>
  auto async_shutdown(Token&& token) {
    return secure_->async_shutdown(std::forward<Token>(token));
  }

 private:
  boost::beast::tcp_stream plain_;
  Secrets secrets_;
  std::optional<boost::asio::ssl::stream<boost::beast::tcp_stream&>> secure_;
};

}  // namespace chauban::http

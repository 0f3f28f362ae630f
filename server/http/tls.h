// SPDX-License-Identifier: GPL-3.0-or-later
// A server's certificate and key, taken from files and taken anew when the files change.
#pragma once

#include "schemas/base/result.h"
#include "schemas/base/time.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace chauban::http {

struct TlsFiles {
  std::filesystem::path certificate;  ///< PEM: the server's certificate first, then those between it and the root
  std::filesystem::path key;          ///< PEM, without a password
  std::chrono::milliseconds look_every{1'000};  ///< for other files in their place, and only when somebody connects
};

/// TLS 1.2 and later (RFC 8446, RFC 9325), HTTP/1.1 by ALPN (RFC 7301). Connections keep what they began with; new ones
/// get what lies there now. Files that do not fit together, for they are replaced one after the other, change nothing.
/// Thread: one, but ends() is anybody's.
class TlsIdentity {
 public:
  using Context = std::shared_ptr<boost::asio::ssl::context>;

  /// Errors: usage (key tls_unusable, details file and reason).
  static Result<std::unique_ptr<TlsIdentity>> load(TlsFiles files);
  /// For a connection that begins now.
  Context present();
  /// When the certificate's time is over.
  [[nodiscard]] Timestamp ends() const { return from_micros(ends_.load()); }

 private:
  using Clockwork = std::chrono::steady_clock;
  explicit TlsIdentity(TlsFiles files) : files_(std::move(files)) {}
  Status take();
  [[nodiscard]] std::string look() const;

  const TlsFiles files_;
  Context present_;
  std::string seen_;  // what the files looked like when they were last tried
  Clockwork::time_point looked_;
  std::atomic<std::int64_t> ends_ = 0;
};

}  // namespace chauban::http

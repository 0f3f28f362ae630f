// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace chauban {

/// Makes a key and a certificate for `localhost`, signed by itself, with the openssl program. `name` becomes its
/// subject.
struct CertificateFiles {
  std::filesystem::path certificate;
  std::filesystem::path key;
};
CertificateFiles make_certificate(const std::filesystem::path& folder, const std::string& name);

/// One TLS connection to loopback. Every wait has a deadline of 20 s.
class TlsClient {
 public:
  struct Options {
    std::string protocols = "http/1.1";  ///< offered by ALPN; empty: none
    int newest_version = 0;              ///< as OpenSSL names it; 0: the newest it knows
  };
  explicit TlsClient(std::uint16_t port) : TlsClient(port, Options()) {}
  TlsClient(std::uint16_t port, const Options& options);
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  /// The handshake succeeded.
  [[nodiscard]] bool connected() const;
  [[nodiscard]] std::string version() const;   ///< `TLSv1.3`
  [[nodiscard]] std::string protocol() const;  ///< chosen by ALPN
  [[nodiscard]] std::string subject() const;   ///< common name of the server's certificate

  bool send(std::string_view bytes);
  /// What has come up to and with `mark`; what came at all, when the connection ended first.
  std::string receive_until(std::string_view mark);
  /// Everything until the server ends the connection; true: with a close_notify (nothing was cut off).
  bool receive_to_end(std::string& into);

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace chauban

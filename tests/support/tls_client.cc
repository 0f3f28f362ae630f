// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tls_client.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace chauban {

CertificateFiles make_certificate(const std::filesystem::path& folder, const std::string& name) {
  CertificateFiles made{folder / (name + ".pem"), folder / (name + ".key")};
  const auto command =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=" + name +
      " -addext subjectAltName=DNS:localhost -out " + made.certificate.string() + " -keyout " + made.key.string() +
      " 2>/dev/null";
  EXPECT_EQ(std::system(command.c_str()), 0);
  return made;
}

struct TlsClient::Body {
  int socket = -1;
  SSL_CTX* context = nullptr;
  SSL* ssl = nullptr;
  bool connected = false;
  std::string buffer;

  ~Body() {
    SSL_free(ssl);
    SSL_CTX_free(context);
    if (socket >= 0) close(socket);
  }
  /// False: the end, an error, or the deadline.
  bool fill() {
    std::array<char, 16384> part{};
    const int got = SSL_read(ssl, part.data(), static_cast<int>(part.size()));
    if (got <= 0) return false;
    buffer.append(part.data(), static_cast<std::size_t>(got));
    return true;
  }
};

TlsClient::TlsClient(std::uint16_t port, const Options& options) : body_(std::make_unique<Body>()) {
  body_->socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval deadline{20, 0};
  setsockopt(body_->socket, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
  setsockopt(body_->socket, SOL_SOCKET, SO_SNDTIMEO, &deadline, sizeof deadline);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(body_->socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return;
  body_->context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_security_level(body_->context, 0);  // so that it is the server who refuses what is old
  if (options.newest_version != 0) SSL_CTX_set_max_proto_version(body_->context, options.newest_version);
  body_->ssl = SSL_new(body_->context);
  if (!options.protocols.empty()) {
    const auto wire = std::string(1, static_cast<char>(options.protocols.size())) + options.protocols;
    SSL_set_alpn_protos(body_->ssl, reinterpret_cast<const unsigned char*>(wire.data()),
                        static_cast<unsigned>(wire.size()));
  }
  SSL_set_fd(body_->ssl, body_->socket);
  body_->connected = SSL_connect(body_->ssl) == 1;
  ERR_clear_error();
}

TlsClient::~TlsClient() = default;

bool TlsClient::connected() const { return body_->connected; }
std::string TlsClient::version() const { return SSL_get_version(body_->ssl); }

std::string TlsClient::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(body_->ssl, &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string TlsClient::subject() const {
  std::array<char, 256> name{};
  const auto* certificate = SSL_get0_peer_certificate(body_->ssl);
  if (certificate == nullptr) return "";
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name.data(), name.size());
  return name.data();
}

bool TlsClient::send(std::string_view bytes) {
  std::size_t sent = 0;
  return SSL_write_ex(body_->ssl, bytes.data(), bytes.size(), &sent) == 1 && sent == bytes.size();
}

std::string TlsClient::receive_until(std::string_view mark) {
  auto& buffer = body_->buffer;
  auto found = buffer.find(mark);
  while (found == std::string::npos && body_->fill()) found = buffer.find(mark);
  const auto end = found == std::string::npos ? buffer.size() : found + mark.size();
  auto out = buffer.substr(0, end);
  buffer.erase(0, end);
  return out;
}

bool TlsClient::receive_to_end(std::string& into) {
  while (body_->fill()) continue;
  into = std::move(body_->buffer);
  return (SSL_get_shutdown(body_->ssl) & SSL_RECEIVED_SHUTDOWN) != 0;
}

}  // namespace chauban

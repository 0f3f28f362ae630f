// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/tls.h"

#include "schemas/base/log.h"

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <ctime>
#include <string_view>

namespace chauban::http {
namespace {

namespace ssl = boost::asio::ssl;

// Wire form: each name after its length.
constexpr std::string_view kProtocols = "\x08http/1.1";

/// A client that names protocols and not ours is told so, instead of being answered in one it did not ask for.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
                    unsigned offered_size, void*) {
  unsigned char* chosen = nullptr;
  const auto* ours = reinterpret_cast<const unsigned char*>(kProtocols.data());
  const int found =
      SSL_select_next_proto(&chosen, out_size, ours, static_cast<unsigned>(kProtocols.size()), offered, offered_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

tl::unexpected<Error> unusable(const std::filesystem::path& file, const std::string& reason) {
  return refuse(ErrorCode::usage, "tls_unusable", {{"file", file.filename().string()}, {"reason", reason}});
}

std::int64_t end_of(const SSL_CTX* context) {
  const auto* certificate = SSL_CTX_get0_certificate(context);
  std::tm end{};
  if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1) return 0;
  return static_cast<std::int64_t>(timegm(&end)) * 1'000'000;
}

void set_rules(ssl::context& context) {
  auto* handle = context.native_handle();
  SSL_CTX_set_min_proto_version(handle, TLS1_2_VERSION);
  // RFC 9325 §4.2: forward secrecy and authenticated encryption only. TLS 1.3 has nothing else.
  SSL_CTX_set_cipher_list(handle, "ECDHE+AESGCM:ECDHE+CHACHA20");
  // No resumption: a key of tickets that lives as long as the server would undo forward secrecy (RFC 9325 §3.4), and
  // remembered sessions are memory for whoever asks. Browsers keep their connections.
  SSL_CTX_set_options(handle, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(handle, 0);
  SSL_CTX_set_session_cache_mode(handle, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(handle, SSL_MODE_RELEASE_BUFFERS);  // an idle connection holds less
  SSL_CTX_set_alpn_select_cb(handle, choose_protocol, nullptr);
  // Without this a key with a password would ask for it on the terminal.
  context.set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); });
}

}  // namespace

Result<std::unique_ptr<TlsIdentity>> TlsIdentity::load(TlsFiles files) {
  std::unique_ptr<TlsIdentity> identity(new TlsIdentity(std::move(files)));
  identity->seen_ = identity->look();
  identity->looked_ = Clockwork::now();
  CHAUBAN_CHECK(identity->take());
  return identity;
}

Status TlsIdentity::take() {
  boost::system::error_code failed;
  auto fresh = std::make_shared<ssl::context>(ssl::context::tls_server);
  set_rules(*fresh);
  if (fresh->use_certificate_chain_file(files_.certificate.string(), failed)) {
    return unusable(files_.certificate, failed.message());
  }
  if (fresh->use_private_key_file(files_.key.string(), ssl::context::pem, failed)) {
    return unusable(files_.key, failed.message());
  }
  ends_ = end_of(fresh->native_handle());
  present_ = std::move(fresh);
  return {};
}

/// Changes when one of the files is written or another is put in its place, also behind a symbolic link.
std::string TlsIdentity::look() const {
  std::string out;
  for (const auto& file : {files_.certificate, files_.key}) {
    struct stat found{};
    if (::stat(file.c_str(), &found) != 0) continue;
    for (const auto number :
         {static_cast<std::int64_t>(found.st_ino), static_cast<std::int64_t>(found.st_size),
          static_cast<std::int64_t>(found.st_mtim.tv_sec), static_cast<std::int64_t>(found.st_mtim.tv_nsec)}) {
      out += std::to_string(number) + ' ';
    }
  }
  return out;
}

TlsIdentity::Context TlsIdentity::present() {
  const auto now = Clockwork::now();
  if (now - looked_ < files_.look_every) return present_;
  looked_ = now;
  auto seen = look();
  if (seen == seen_) return present_;
  seen_ = std::move(seen);
  if (const auto taken = take(); !taken) {
    log_error("tls.not_reloaded",
              {{"file", taken.error().details.at("file")}, {"reason", taken.error().details.at("reason")}});
  } else {
    log_info("tls.reloaded", {{"ends", format_time_utc(ends())}});
  }
  return present_;
}

}  // namespace chauban::http

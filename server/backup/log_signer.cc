// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/backup/log_signer.h"

namespace chauban::server {
namespace {

constexpr std::string_view kKind = "signing";
constexpr std::size_t kSeedBytes = 32;

Result<Bytes> known_or(storage::KeyStore& keys, std::string_view name, const std::function<Bytes()>& fresh) {
  CHAUBAN_TRY(const auto known, keys.get(kKind, name));
  if (known) return *known;
  auto made = fresh();
  CHAUBAN_CHECK(keys.put(kKind, name, made));
  return made;
}

}  // namespace

Result<LogSigner> LogSigner::open(storage::KeyStore& keys, storage::LogId log, const std::string& host) {
  CHAUBAN_TRY(const auto seed, known_or(keys, "seed", [&keys] { return keys.random(kSeedBytes); }));
  if (seed.size() != kSeedBytes) return refuse(ErrorCode::record_damaged, "signing_key");
  CHAUBAN_TRY(const auto name, known_or(keys, "name", [&] { return storage::log_name(host, log); }));
  return LogSigner(name, storage::SigningKey(seed));
}

std::string host_of(std::string_view base_url) {
  const auto scheme = base_url.find("://");
  if (scheme != std::string_view::npos) base_url.remove_prefix(scheme + 3);
  const auto host = base_url.substr(0, base_url.find_first_of(":/"));
  return host.empty() ? "localhost" : std::string(host);
}

}  // namespace chauban::server

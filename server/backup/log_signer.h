// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/result.h"
#include "storage/checkpoint.h"
#include "storage/keystore.h"

#include <string>

namespace chauban::server {

/// The key this log is signed with, and the name it is known under. The private key lies in the keystore and never
/// leaves it. Immutable, thread-safe.
class LogSigner {
 public:
  /// Makes key and name if there are none yet: the name is for life, also when the host is called otherwise later.
  /// Errors: those of the keystore, record_damaged.
  static Result<LogSigner> open(storage::KeyStore& keys, storage::LogId log, const std::string& host);

  /// What others must know to believe it.
  [[nodiscard]] storage::VerifierKey key() const { return key_.verifier(name_); }
  [[nodiscard]] storage::Origin origin(storage::PartitionId partition, std::uint32_t generation) const {
    return {name_, partition, generation};
  }
  [[nodiscard]] std::string sign(const storage::Checkpoint& checkpoint) const {
    return storage::sign_checkpoint(key_, checkpoint);
  }
  /// A text of another kind, under the log's name; its first line says which kind, so that it is never taken for a
  /// checkpoint.
  [[nodiscard]] std::string sign_text(std::string_view text) const { return key_.sign(text, name_); }

 private:
  LogSigner(std::string name, storage::SigningKey key) : name_(std::move(name)), key_(std::move(key)) {}
  std::string name_;
  storage::SigningKey key_;
};

/// `chauban.xa.gov.vn` of `https://chauban.xa.gov.vn:8443/x`; `localhost` of nothing.
std::string host_of(std::string_view base_url);

}  // namespace chauban::server

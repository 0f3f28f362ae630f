// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/auth/secret_store.h"
#include "storage/keystore.h"

namespace chauban::server {

/// auth's secrets in the keystore: outside the log, on disk before a call returns.
class StoredSecrets final : public auth::SecretStore {
 public:
  explicit StoredSecrets(storage::KeyStore& keys) : keys_(keys) {}
  Status put(std::string_view kind, BytesView key, BytesView value) override { return keys_.put(kind, key, value); }
  Result<std::optional<Bytes>> get(std::string_view kind, BytesView key) override { return keys_.get(kind, key); }
  Status erase(std::string_view kind, BytesView key) override { return keys_.erase(kind, key); }
  Status scan(std::string_view kind, BytesView prefix,
              const std::function<bool(BytesView, BytesView)>& visit) override {
    CHAUBAN_TRY(const auto rows, keys_.scan(kind, prefix));
    for (const auto& row : rows) {
      if (!visit(row.key, row.value)) break;
    }
    return {};
  }

 private:
  storage::KeyStore& keys_;
};

}  // namespace chauban::server

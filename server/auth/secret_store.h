// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace chauban::auth {

/// Where password hashes, sessions and keys live: outside the log, which never forgets. Thread-safe.
class SecretStore {
 public:
  virtual ~SecretStore() = default;
  /// `kind` is one of `password`, `session`, `personal_key`; `key` any bytes. Durable when it returns.
  virtual Status put(std::string_view kind, BytesView key, BytesView value) = 0;
  virtual Result<std::optional<Bytes>> get(std::string_view kind, BytesView key) = 0;
  /// Erasing what is absent is fine.
  virtual Status erase(std::string_view kind, BytesView key) = 0;
  /// Every entry of a kind whose key begins with `prefix`, in key order, until `visit` gives false.
  virtual Status scan(std::string_view kind, BytesView prefix,
                      const std::function<bool(BytesView key, BytesView value)>& visit) = 0;
};

/// For tests and for a server that should forget on restart.
class MemorySecrets final : public SecretStore {
 public:
  Status put(std::string_view kind, BytesView key, BytesView value) override;
  Result<std::optional<Bytes>> get(std::string_view kind, BytesView key) override;
  Status erase(std::string_view kind, BytesView key) override;
  Status scan(std::string_view kind, BytesView prefix,
              const std::function<bool(BytesView key, BytesView value)>& visit) override;

 private:
  std::mutex mutex_;  // guards entries_
  std::map<std::pair<std::string, Bytes>, Bytes> entries_;
};

}  // namespace chauban::auth

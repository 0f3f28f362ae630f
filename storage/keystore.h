// SPDX-License-Identifier: GPL-3.0-or-later
//
// What must never be in the log: keys whose destruction makes data unreadable, hashes of passwords, sessions, personal
// keys of programs. Own store, every write synced, so that a key is on disk before the record that uses it, and gone
// when erase() returns.
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"
#include "schemas/base/time.h"
#include "storage/record.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace chauban::storage {

struct SecretRow {
  Bytes key;
  Bytes value;
};

/// Thread-safe.
class KeyStore {
 public:
  /// `n` bytes nobody can guess.
  using Randomness = std::function<Bytes(std::size_t n)>;

  /// `random` empty: the operating system's.
  static Result<std::unique_ptr<KeyStore>> open(const std::filesystem::path& folder, Clock& clock,
                                                Randomness random = {});
  ~KeyStore();

  /// Rows of one kind ("password", "session", "api_key", …; no NUL in it). Durable when it returns.
  Status put(std::string_view kind, BytesView key, BytesView value);
  [[nodiscard]] Result<std::optional<Bytes>> get(std::string_view kind, BytesView key) const;
  Status erase(std::string_view kind, BytesView key);
  [[nodiscard]] Result<std::vector<SecretRow>> scan(std::string_view kind, BytesView prefix = {}) const;

  /// Months since January 1970 (UTC) of the present: which key new digests use.
  [[nodiscard]] std::uint16_t current_month() const;
  /// First 16 bytes of HMAC-SHA-256(key of the month, canonical command). Only the current month's key is made, on
  /// disk before this returns. Nothing if the month's key was destroyed or never was: then nobody can compare any more.
  Result<std::optional<ReqDigest>> req_digest(std::uint16_t month, BytesView canonical);
  /// Destroys keys of months that ended more than 62 days ago. Returns how many.
  Result<int> destroy_old_month_keys();
  /// All of it, as a store in a new folder on the same disk.
  Status copy_to(const std::filesystem::path& folder);
  /// As KeyValueStore's.
  [[nodiscard]] Status check() const;
  Status tend();
  /// Random bytes from the store's own source.
  [[nodiscard]] Bytes random(std::size_t n) const;

 private:
  struct Body;
  explicit KeyStore(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace chauban::storage

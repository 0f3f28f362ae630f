// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/ids.h"
#include "schemas/base/result.h"
#include "schemas/base/time.h"
#include "server/auth/policy.h"
#include "server/auth/secret_store.h"

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace chauban::auth {

/// What a person sees of a key of theirs; the secret itself is shown once and not kept.
struct KeyEntry {
  std::string id;
  AccountId account;
  std::string name;
  std::set<Scope> scopes;
  Timestamp created;
  Timestamp expires;
  std::optional<Timestamp> last_used;
  std::string last_address;
};

/// Personal keys `chb_…` for programs: 256 random bits, stored as SHA-256. Thread-safe.
class PersonalKeys {
 public:
  PersonalKeys(SecretStore& store, Clock& clock);

  struct Created {
    std::string secret;  ///< `chb_` and 43 characters
    KeyEntry entry;
  };
  /// Errors: invalid_field (keys key_expiry: not within a year from now; key_scopes: none; text_*: the name).
  Result<Created> create(AccountId account, std::string_view name, std::set<Scope> scopes, Timestamp expires);
  /// Records the use (at most once a minute). Errors: key_revoked (unknown or revoked), auth_expired.
  Result<KeyEntry> use(std::string_view secret, std::string_view address);
  Result<std::vector<KeyEntry>> list(AccountId account);
  /// Errors: not_found (also for another account's).
  Status revoke(AccountId account, std::string_view id);
  Status revoke_all(AccountId account);

 private:
  SecretStore& store_;
  Clock& clock_;
  std::mutex mutex_;  // serialises read-change-write of one entry
};

}  // namespace chauban::auth

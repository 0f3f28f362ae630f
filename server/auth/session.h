// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "domain/vocabulary.h"
#include "schemas/base/ids.h"
#include "schemas/base/result.h"
#include "schemas/base/time.h"
#include "server/auth/policy.h"
#include "server/auth/secret_store.h"

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace chauban::auth {

/// Who an account is now, as the directory says: asked on each request, so that a closed account is out at once.
struct Principal {
  AccountId account;
  std::vector<Role> roles;
  PositionId position;
  UnitId unit;
  AgencyId agency;
  std::string user_name;
  std::string display_name;
};
/// nullopt: no such account, or closed. Thread-safe.
using Directory = std::function<std::optional<Principal>(AccountId)>;

/// The caller of one request.
struct Session : Principal {
  std::string id;                         ///< of the session or key, to list and revoke; not the secret
  std::string csrf;                       ///< the token unsafe calls with the cookie must show; empty for keys
  std::optional<std::set<Scope>> scopes;  ///< only for personal keys

  [[nodiscard]] bool may(Permission permission) const;
};

struct SessionLimits {
  std::chrono::seconds lifetime = std::chrono::hours(12);
  std::chrono::seconds idle = std::chrono::minutes(30);
};

/// What a person sees of a session of theirs.
struct SessionEntry {
  std::string id;
  AccountId account;
  Timestamp created;
  Timestamp last_used;
  std::string address;
  std::string user_agent;
  std::string csrf;
};

/// Sign-ins of browsers. The cookie's secret is 256 random bits, only its SHA-256 is stored. Thread-safe.
class Sessions {
 public:
  Sessions(SecretStore& store, Clock& clock, SessionLimits limits = {});

  struct Opened {
    std::string secret;  ///< the cookie's value
    SessionEntry entry;
  };
  Result<Opened> open(AccountId account, std::string address, std::string user_agent);
  /// Counts as use. Errors: auth_expired (unknown, expired, revoked: they look alike).
  Result<SessionEntry> use(std::string_view secret);
  Result<std::vector<SessionEntry>> list(AccountId account);
  /// Errors: not_found (also for another account's).
  Status revoke(AccountId account, std::string_view id);
  Status revoke_all(AccountId account);
  /// Drops the expired ones; returns how many.
  Result<std::size_t> sweep();

 private:
  [[nodiscard]] bool expired(const SessionEntry& entry) const;

  SecretStore& store_;
  Clock& clock_;
  SessionLimits limits_;
  std::mutex mutex_;  // serialises read-change-write of one entry
};

/// Set-Cookie values (api.md 2). `secure`: behind TLS, the name is then `__Host-chauban`.
std::string_view cookie_name(bool secure);
std::string session_cookie(std::string_view secret, bool secure, std::chrono::seconds lifetime);
std::string cleared_cookie(bool secure);

/// base64url of this many random bytes of the operating system.
std::string random_token(std::size_t bytes);

}  // namespace chauban::auth

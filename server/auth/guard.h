// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/result.h"
#include "server/auth/permission.h"
#include "server/auth/personal_keys.h"
#include "server/auth/rate_limit.h"
#include "server/auth/session.h"
#include "server/http/http.h"

#include <memory>
#include <set>
#include <string>

namespace chauban::auth {

struct GuardOptions {
  bool secure_cookies = false;             ///< TLS in front: the cookie is `__Host-chauban`
  std::set<std::string> own_origins = {};  ///< what Origin may be besides scheme://Host itself, for old browsers
};

/// Between the router and every handler: who is it, may they. Deny by default.
/// - Credential: `Authorization: Bearer chb_…`, else the cookie. A bad one is refused even on open routes that need
/// none
///   only if it is a bearer; a stale cookie must not keep anybody from the sign-in page.
/// - Cross-site requests: an unsafe method with the cookie needs Sec-Fetch-Site: same-origin (or, where a browser does
/// not
///   send it, Origin equal to ours) and X-Chauban-CSRF equal to the session's token. Keys are exempt: no browser adds
///   them.
/// - Permission: a role of the account holds it, and for a key a scope too.
/// - Rate: one token per request and account; RateLimit headers on the answer.
/// Errors: auth_required, auth_expired, key_revoked, csrf_failed, forbidden, scope_missing (detail `permission` or
/// `scope`), rate_limited. Thread-safe.
class Guard {
 public:
  Guard(Sessions& sessions, PersonalKeys& keys, RateLimiter& limiter, Directory directory, GuardOptions options = {});

  Result<std::shared_ptr<const Session>> check(http::Request& request, Permission permission);

 private:
  Result<std::shared_ptr<Session>> by_key(std::string_view header, const http::Request& request);
  Result<std::shared_ptr<Session>> by_cookie(std::string_view secret);
  Result<std::shared_ptr<Session>> identify(const http::Request& request, Permission permission);
  [[nodiscard]] bool same_origin(const http::Request& request) const;
  Status check_csrf(const http::Request& request, const Session& session) const;
  Status check_rate(http::Request& request, const Session& session);

  Sessions& sessions_;
  PersonalKeys& keys_;
  RateLimiter& limiter_;
  Directory directory_;
  GuardOptions options_;
};

}  // namespace chauban::auth

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/guard.h"

#include <sodium.h>

#include <algorithm>
#include <cctype>

namespace chauban::auth {
namespace {

/// The token behind `Bearer ` (the scheme's case does not matter, RFC 9110 §11.1); nullopt: another scheme or none.
std::optional<std::string_view> bearer(std::string_view header) {
  constexpr std::string_view kScheme = "bearer ";
  if (header.size() < kScheme.size()) return std::nullopt;
  for (std::size_t i = 0; i < kScheme.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(header[i])) != kScheme[i]) return std::nullopt;
  }
  return header.substr(kScheme.size());
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string named(Permission permission) { return std::string(to_string(permission)); }

}  // namespace

Guard::Guard(Sessions& sessions, PersonalKeys& keys, RateLimiter& limiter, Directory directory, GuardOptions options)
    : sessions_(sessions),
      keys_(keys),
      limiter_(limiter),
      directory_(std::move(directory)),
      options_(std::move(options)) {}

Result<std::shared_ptr<Session>> Guard::by_key(std::string_view secret, const http::Request& request) {
  CHAUBAN_TRY(const auto entry, keys_.use(secret, request.remote_address));
  const auto principal = directory_(entry.account);
  if (!principal) return refuse(ErrorCode::key_revoked);
  return std::make_shared<Session>(Session{*principal, entry.id, "", entry.scopes});
}

Result<std::shared_ptr<Session>> Guard::by_cookie(std::string_view secret) {
  CHAUBAN_TRY(const auto entry, sessions_.use(secret));
  const auto principal = directory_(entry.account);
  if (!principal) return refuse(ErrorCode::auth_expired);
  return std::make_shared<Session>(Session{*principal, entry.id, entry.csrf, std::nullopt});
}

Result<std::shared_ptr<Session>> Guard::identify(const http::Request& request, Permission permission) {
  if (const auto header = request.headers.get("Authorization")) {
    const auto token = bearer(*header);
    if (!token) return refuse(ErrorCode::auth_required);
    return by_key(*token, request);
  }
  const auto cookie = request.cookie(cookie_name(options_.secure_cookies));
  if (cookie && !cookie->empty()) {
    auto session = by_cookie(*cookie);
    const bool stale = !session && session.error().code == ErrorCode::auth_expired;
    if (!stale || permission != Permission::open) return session;
  }
  if (permission == Permission::open) return std::shared_ptr<Session>();
  return refuse(ErrorCode::auth_required);
}

bool Guard::same_origin(const http::Request& request) const {
  // Browsers set Sec-Fetch-Site themselves; no page can forge it. `none` is a person typing an address: never unsafe.
  if (const auto site = request.headers.get("Sec-Fetch-Site")) return *site == "same-origin";
  const auto origin = request.headers["Origin"];
  const auto scheme = options_.secure_cookies ? "https://" : "http://";
  return !origin.empty() && (origin == scheme + std::string(request.headers["Host"]) ||
                             options_.own_origins.contains(std::string(origin)));
}

Status Guard::check_csrf(const http::Request& request, const Session& session) const {
  if (http::is_safe(request.method) || session.scopes) return {};
  if (!same_origin(request)) return refuse(ErrorCode::csrf_failed);
  if (!equal_in_constant_time(request.headers["X-Chauban-CSRF"], session.csrf)) return refuse(ErrorCode::csrf_failed);
  return {};
}

Status Guard::check_rate(http::Request& request, const Session& session) {
  const auto taken = limiter_.take(session.account.str());
  const auto& options = limiter_.options();
  request.answer_headers.set("RateLimit-Policy",
                             "\"person\";q=" + std::to_string(static_cast<int>(options.per_minute)) + ";w=60");
  request.answer_headers.set("RateLimit", "\"person\";r=" + std::to_string(taken.remaining) +
                                              ";t=" + std::to_string(taken.retry_after.count()));
  if (taken.allowed) return {};
  return refuse(ErrorCode::rate_limited, "", {{"retry_after", std::to_string(taken.retry_after.count())}});
}

Result<std::shared_ptr<const Session>> Guard::check(http::Request& request, Permission permission) {
  CHAUBAN_TRY(const auto session, identify(request, permission));
  if (session == nullptr) return std::shared_ptr<const Session>();
  CHAUBAN_CHECK(check_rate(request, *session));
  // Signing in while signed in is no act in the session's name, and the sign-in page has no token yet.
  if (permission == Permission::open) return std::shared_ptr<const Session>(session);
  CHAUBAN_CHECK(check_csrf(request, *session));
  if (!allows(session->roles, permission)) return refuse(ErrorCode::forbidden, "", {{"permission", named(permission)}});
  if (session->scopes && !allows(*session->scopes, permission, http::is_safe(request.method))) {
    return refuse(ErrorCode::scope_missing, "", {{"permission", named(permission)}});
  }
  return std::shared_ptr<const Session>(session);
}

}  // namespace chauban::auth

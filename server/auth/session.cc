// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/session.h"

#include "schemas/base/of_disk.h"
#include "schemas/base/text.h"
#include "server/auth/codec.h"

#include <sodium.h>

#include <algorithm>
#include <tuple>

namespace chauban::auth {
namespace {

constexpr std::string_view kKind = "session";
/// A use is written at most this often: a row a minute, not a row a request.
constexpr auto kTouchEvery = std::chrono::seconds(60);

Digest key_of(std::string_view secret) { return sha256(secret); }

}  // namespace

std::string random_token(std::size_t bytes) {
  CHAUBAN_ASSERT(sodium_init() >= 0);
  Bytes raw(bytes, '\0');
  randombytes_buf(raw.data(), raw.size());
  return to_base64url(raw);
}

bool Session::may(Permission permission) const {
  return allows(roles, permission) && (!scopes || allows(*scopes, permission, false));
}

Sessions::Sessions(SecretStore& store, Clock& clock, SessionLimits limits)
    : store_(store), clock_(clock), limits_(limits) {}

bool Sessions::expired(const SessionEntry& entry) const {
  const auto now = clock_.now();
  return now >= entry.created + limits_.lifetime || now >= entry.last_used + limits_.idle;
}

Result<Sessions::Opened> Sessions::open(AccountId account, std::string address, std::string user_agent) {
  const auto now = clock_.now();
  // What a browser says of itself is a stranger's text.
  auto agent = is_utf8(user_agent) ? first_characters(user_agent, 200) : std::string();
  Opened opened{random_token(32),
                {random_token(12), account, now, now, std::move(address), std::move(agent), random_token(32)}};
  CHAUBAN_CHECK(store_.put(kKind, key_of(opened.secret).view(), encode(opened.entry)));
  return opened;
}

Result<SessionEntry> Sessions::use(std::string_view secret) {
  const auto key = key_of(secret);
  const std::lock_guard lock(mutex_);
  CHAUBAN_TRY(const auto stored, store_.get(kKind, key.view()));
  auto entry = stored ? decode_session(*stored) : std::nullopt;
  if (!entry) return refuse(ErrorCode::auth_expired);
  if (expired(*entry)) {
    std::ignore = store_.erase(kKind, key.view());  // else sweep() does
    return refuse(ErrorCode::auth_expired);
  }
  const auto now = clock_.now();
  // Used while the clock was ahead: its time runs from now on, not from a day that has not come.
  const bool ahead = entry->created > now || entry->last_used > now;
  if (ahead || now - entry->last_used >= std::min<std::chrono::seconds>(kTouchEvery, limits_.idle / 4)) {
    entry->created = std::min(entry->created, now);
    entry->last_used = now;
    // Who is signed in goes on reading when the disk takes nothing; the next use writes it.
    const auto kept = store_.put(kKind, key.view(), encode(*entry));
    if (!kept && !is_of_disk(kept.error().code)) return refuse(kept.error());
  }
  return *entry;
}

Result<std::vector<SessionEntry>> Sessions::list(AccountId account) {
  std::vector<SessionEntry> out;
  CHAUBAN_CHECK(store_.scan(kKind, "", [&](BytesView, BytesView value) {
    auto entry = decode_session(value);
    if (entry && entry->account == account && !expired(*entry)) out.push_back(std::move(*entry));
    return true;
  }));
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.created < b.created; });
  return out;
}

Status Sessions::revoke(AccountId account, std::string_view id) {
  const std::lock_guard lock(mutex_);
  std::optional<Bytes> found;
  CHAUBAN_CHECK(store_.scan(kKind, "", [&](BytesView key, BytesView value) {
    const auto entry = decode_session(value);
    if (entry && entry->account == account && entry->id == id) found = Bytes(key);
    return !found;
  }));
  if (!found) return refuse(ErrorCode::not_found);
  return store_.erase(kKind, *found);
}

Status Sessions::revoke_all(AccountId account) {
  const std::lock_guard lock(mutex_);
  std::vector<Bytes> found;
  CHAUBAN_CHECK(store_.scan(kKind, "", [&](BytesView key, BytesView value) {
    const auto entry = decode_session(value);
    if (entry && entry->account == account) found.emplace_back(key);
    return true;
  }));
  for (const auto& key : found) CHAUBAN_CHECK(store_.erase(kKind, key));
  return {};
}

Result<std::size_t> Sessions::sweep() {
  const std::lock_guard lock(mutex_);
  std::vector<Bytes> found;
  CHAUBAN_CHECK(store_.scan(kKind, "", [&](BytesView key, BytesView value) {
    const auto entry = decode_session(value);
    if (!entry || expired(*entry)) found.emplace_back(key);
    return true;
  }));
  for (const auto& key : found) CHAUBAN_CHECK(store_.erase(kKind, key));
  return found.size();
}

std::string_view cookie_name(bool secure) { return secure ? "__Host-chauban" : "chauban"; }

std::string session_cookie(std::string_view secret, bool secure, std::chrono::seconds lifetime) {
  std::string out(cookie_name(secure));
  out += "=";
  out += secret;
  out += "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(lifetime.count());
  if (secure) out += "; Secure";
  return out;
}

std::string cleared_cookie(bool secure) { return session_cookie("", secure, std::chrono::seconds(0)); }

}  // namespace chauban::auth

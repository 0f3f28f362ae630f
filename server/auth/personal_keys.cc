// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/personal_keys.h"

#include "schemas/base/of_disk.h"
#include "schemas/base/text.h"
#include "server/auth/codec.h"

#include <algorithm>
#include <chrono>

namespace chauban::auth {
namespace {

constexpr std::string_view kKind = "personal_key";
constexpr std::string_view kPrefix = "chb_";
constexpr std::size_t kSecretSize = 47;  // the prefix and 32 bytes in base64url
constexpr auto kLongest = std::chrono::hours(24 * 366);
constexpr auto kTouchEvery = std::chrono::minutes(1);

}  // namespace

PersonalKeys::PersonalKeys(SecretStore& store, Clock& clock) : store_(store), clock_(clock) {}

Result<PersonalKeys::Created> PersonalKeys::create(AccountId account, std::string_view name, std::set<Scope> scopes,
                                                   Timestamp expires) {
  CHAUBAN_TRY(auto label, parse_text("name", name, {.max_characters = 100, .required = true}));
  const auto now = clock_.now();
  if (scopes.empty()) return refuse(ErrorCode::invalid_field, "key_scopes", {{"field", "scopes"}});
  if (expires <= now || expires > now + kLongest) {
    return refuse(ErrorCode::invalid_field, "key_expiry", {{"field", "expires"}});
  }
  Created created{std::string(kPrefix) + random_token(32),
                  {random_token(12), account, std::move(label), std::move(scopes), now, expires, std::nullopt, ""}};
  CHAUBAN_CHECK(store_.put(kKind, sha256(created.secret).view(), encode(created.entry)));
  return created;
}

Result<KeyEntry> PersonalKeys::use(std::string_view secret, std::string_view address) {
  if (secret.size() != kSecretSize || secret.substr(0, kPrefix.size()) != kPrefix)
    return refuse(ErrorCode::key_revoked);
  const auto key = sha256(secret);
  const std::lock_guard lock(mutex_);
  CHAUBAN_TRY(const auto stored, store_.get(kKind, key.view()));
  auto entry = stored ? decode_key(*stored) : std::nullopt;
  if (!entry) return refuse(ErrorCode::key_revoked);
  const auto now = clock_.now();
  if (now >= entry->expires) return refuse(ErrorCode::auth_expired, "key_expired");
  if (!entry->last_used || now - *entry->last_used >= kTouchEvery || entry->last_address != address) {
    entry->last_used = now;
    entry->last_address = std::string(address);
    const auto kept = store_.put(kKind, key.view(), encode(*entry));
    if (!kept && !is_of_disk(kept.error().code)) return refuse(kept.error());  // as of sessions
  }
  return *entry;
}

Result<std::vector<KeyEntry>> PersonalKeys::list(AccountId account) {
  std::vector<KeyEntry> out;
  CHAUBAN_CHECK(store_.scan(kKind, "", [&](BytesView, BytesView value) {
    auto entry = decode_key(value);
    if (entry && entry->account == account) out.push_back(std::move(*entry));
    return true;
  }));
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.created < b.created; });
  return out;
}

Status PersonalKeys::revoke(AccountId account, std::string_view id) {
  const std::lock_guard lock(mutex_);
  std::optional<Bytes> found;
  CHAUBAN_CHECK(store_.scan(kKind, "", [&](BytesView key, BytesView value) {
    const auto entry = decode_key(value);
    if (entry && entry->account == account && entry->id == id) found = Bytes(key);
    return !found;
  }));
  if (!found) return refuse(ErrorCode::not_found);
  return store_.erase(kKind, *found);
}

Status PersonalKeys::revoke_all(AccountId account) {
  CHAUBAN_TRY(const auto entries, list(account));
  for (const auto& entry : entries) CHAUBAN_CHECK(revoke(account, entry.id));
  return {};
}

}  // namespace chauban::auth

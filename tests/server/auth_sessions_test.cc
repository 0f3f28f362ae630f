// SPDX-License-Identifier: GPL-3.0-or-later
// What stands behind a credential: passwords, sessions, personal keys.
#include "server/auth/password.h"
#include "server/auth/personal_keys.h"
#include "server/auth/session.h"
#include "tests/support/matchers.h"
#include "tests/support/test_clock.h"

#include <functional>
#include <future>

namespace chauban::auth {
namespace {

using namespace std::chrono_literals;

const AccountId kTram{Uuid::from_words(1, 2)};
const AccountId kDung{Uuid::from_words(3, 4)};
/// The least libsodium allows: the tests prove what is checked, not how long it takes.
constexpr PasswordCosts kCheap{.passes = 1, .memory_bytes = 8192};

bool store_holds(SecretStore& store, std::string_view kind, const std::string& secret) {
  bool found = false;
  const auto scanned = store.scan(kind, "", [&](BytesView key, BytesView value) {
    found = found || key.find(secret) != BytesView::npos || value.find(secret) != BytesView::npos;
    return true;
  });
  return found || !scanned;
}

/// Until a test fills the disk.
class FullSecrets final : public SecretStore {
 public:
  Status put(std::string_view kind, BytesView key, BytesView value) override {
    return refuses ? Status(refuse(*refuses)) : inner.put(kind, key, value);
  }
  Status erase(std::string_view kind, BytesView key) override {
    return refuses ? Status(refuse(*refuses)) : inner.erase(kind, key);
  }
  Result<std::optional<Bytes>> get(std::string_view kind, BytesView key) override { return inner.get(kind, key); }
  Status scan(std::string_view kind, BytesView prefix,
              const std::function<bool(BytesView, BytesView)>& visit) override {
    return inner.scan(kind, prefix, visit);
  }
  MemorySecrets inner;
  std::optional<ErrorCode> refuses;
};

TEST(Passwords, accept_the_right_one_only) {
  MemorySecrets store;
  Passwords passwords(store, kCheap);

  ASSERT_THAT(passwords.set(kTram, "mật khẩu rất dài"), Succeeds());

  EXPECT_TRUE(passwords.check(kTram, "mật khẩu rất dài").value());
  EXPECT_FALSE(passwords.check(kTram, "mat khau rat dai").value());
  EXPECT_FALSE(passwords.check(kDung, "mật khẩu rất dài").value());
  EXPECT_FALSE(passwords.check(std::nullopt, "mật khẩu rất dài").value());
  EXPECT_FALSE(store_holds(store, "password", "khẩu"));
  EXPECT_TRUE(passwords.has(kTram).value());
  EXPECT_FALSE(passwords.has(kDung).value());
}

TEST(Passwords, take_the_same_letters_from_any_keyboard) {
  MemorySecrets store;
  Passwords passwords(store, kCheap);
  passwords.set(kTram, "mật khẩu rất dài");

  EXPECT_TRUE(passwords.check(kTram, "mâ\xCC\xA3t kh\xC3\xA2\xCC\x89u r\xC3\xA2\xCC\x81t da\xCC\x80i").value());
}

/// Storing waits until it is let go on.
class HeldSecrets final : public SecretStore {
 public:
  Status put(std::string_view kind, BytesView key, BytesView value) override {
    begun.set_value();
    release.get_future().wait();
    return inner.put(kind, key, value);
  }
  Result<std::optional<Bytes>> get(std::string_view kind, BytesView key) override { return inner.get(kind, key); }
  Status erase(std::string_view kind, BytesView key) override { return inner.erase(kind, key); }
  Status scan(std::string_view kind, BytesView prefix,
              const std::function<bool(BytesView, BytesView)>& visit) override {
    return inner.scan(kind, prefix, visit);
  }
  MemorySecrets inner;
  std::promise<void> begun;
  std::promise<void> release;
};

TEST(Passwords, are_looked_at_a_few_at_a_time_and_no_more_wait_than_may) {
  HeldSecrets store;
  auto costs = kCheap;
  costs.at_once = 1;
  costs.waiting = 0;
  Passwords passwords(store, costs);
  auto busy = std::async(std::launch::async, [&] { return passwords.set(kTram, "mat khau dai"); });
  store.begun.get_future().wait();

  EXPECT_THAT(passwords.check(kTram, "mat khau dai"), FailsWith(ErrorCode::overloaded));

  store.release.set_value();
  EXPECT_THAT(busy.get(), Succeeds());
  EXPECT_TRUE(*passwords.check(kTram, "mat khau dai"));
}

TEST(Passwords, refuse_what_is_too_short_or_endless) {
  MemorySecrets store;
  Passwords passwords(store, kCheap);

  EXPECT_THAT(passwords.set(kTram, "ngắn"), FailsWith(ErrorCode::invalid_field, "password_too_short"));
  EXPECT_THAT(passwords.set(kTram, std::string(257, 'x')), FailsWith(ErrorCode::invalid_field, "password_too_long"));
  EXPECT_FALSE(passwords.check(kTram, std::string(10'000'000, 'x')).value());
}

TEST(Sessions, know_the_secret_and_store_only_its_hash) {
  TestClock clock;
  MemorySecrets store;
  Sessions sessions(store, clock);

  const auto opened = sessions.open(kTram, "127.0.0.1", "Firefox");

  ASSERT_THAT(opened, Succeeds());
  EXPECT_EQ(opened->secret.size(), 43U);
  EXPECT_EQ(sessions.use(opened->secret).value().account, kTram);
  EXPECT_FALSE(store_holds(store, "session", opened->secret));
  EXPECT_THAT(sessions.use("something else"), FailsWith(ErrorCode::auth_expired));
}

TEST(Sessions, end_after_half_an_hour_without_use) {
  TestClock clock;
  MemorySecrets store;
  Sessions sessions(store, clock);
  const auto secret = sessions.open(kTram, "", "")->secret;

  clock.advance(29min);
  EXPECT_THAT(sessions.use(secret), Succeeds());
  clock.advance(29min);
  EXPECT_THAT(sessions.use(secret), Succeeds());
  clock.advance(30min);
  EXPECT_THAT(sessions.use(secret), FailsWith(ErrorCode::auth_expired));
  clock.advance(-30min);
  EXPECT_THAT(sessions.use(secret), FailsWith(ErrorCode::auth_expired));
}

TEST(Sessions, end_after_twelve_hours_of_use) {
  TestClock clock;
  MemorySecrets store;
  Sessions sessions(store, clock);
  const auto secret = sessions.open(kTram, "", "")->secret;

  int uses = 0;
  while (uses < 100 && sessions.use(secret)) {
    clock.advance(20min);
    ++uses;
  }

  EXPECT_EQ(uses, 36);
}

TEST(Sessions, live_no_longer_for_a_clock_that_was_ahead_and_no_shorter_for_one_that_is_set_back) {
  MemorySecrets store;
  TestClock clock;
  Sessions sessions(store, clock);
  const auto before = sessions.open(kTram, "", "").value().secret;
  clock.advance(24h * 365);
  const auto ahead = sessions.open(kTram, "", "").value().secret;
  EXPECT_THAT(sessions.use(before), FailsWith(ErrorCode::auth_expired));
  clock.advance(-24h * 365);

  for (int use = 0; use < 30; ++use) {
    ASSERT_THAT(sessions.use(ahead), Succeeds()) << use;
    clock.advance(23min);
  }
  clock.advance(30min);
  EXPECT_THAT(sessions.use(ahead), FailsWith(ErrorCode::auth_expired));
}

TEST(Sessions, go_on_when_the_disk_takes_nothing) {
  FullSecrets store;
  TestClock clock;
  Sessions sessions(store, clock);
  const auto session = sessions.open(kTram, "", "").value().secret;
  PersonalKeys keys(store, clock);
  const auto key = keys.create(kTram, "máy", {Scope::search}, clock.now() + 24h).value().secret;

  store.refuses = ErrorCode::storage_full;
  clock.advance(20min);
  EXPECT_THAT(sessions.use(session), Succeeds());
  EXPECT_THAT(keys.use(key, "10.0.0.1"), Succeeds());
  EXPECT_THAT(sessions.open(kTram, "", ""), FailsWith(ErrorCode::storage_full));
  clock.advance(20min);
  EXPECT_THAT(sessions.use(session), FailsWith(ErrorCode::auth_expired)) << "that use was nowhere written";
}

TEST(Sessions, are_listed_and_revoked_by_their_owner_only) {
  TestClock clock;
  MemorySecrets store;
  Sessions sessions(store, clock);
  const auto opened = sessions.open(kTram, "127.0.0.1", "Firefox");
  sessions.open(kTram, "127.0.0.2", "Chrome");

  EXPECT_EQ(sessions.list(kTram)->size(), 2U);
  EXPECT_THAT(sessions.revoke(kDung, opened->entry.id), FailsWith(ErrorCode::not_found));
  EXPECT_THAT(sessions.revoke(kTram, opened->entry.id), Succeeds());
  EXPECT_THAT(sessions.use(opened->secret), FailsWith(ErrorCode::auth_expired));
  EXPECT_THAT(sessions.revoke_all(kTram), Succeeds());
  EXPECT_TRUE(sessions.list(kTram)->empty());
}

TEST(Sessions, are_swept_when_expired) {
  TestClock clock;
  MemorySecrets store;
  Sessions sessions(store, clock);
  sessions.open(kTram, "", "");
  clock.advance(1h);
  sessions.open(kDung, "", "");

  EXPECT_EQ(sessions.sweep().value(), 1U);
  EXPECT_EQ(sessions.list(kDung)->size(), 1U);
}

TEST(SessionCookie, is_bound_to_its_transport) {
  EXPECT_EQ(session_cookie("s", false, 12h), "chauban=s; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200");
  EXPECT_EQ(session_cookie("s", true, 12h), "__Host-chauban=s; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure");
}

TEST(PersonalKeys, are_shown_once_and_stored_hashed) {
  TestClock clock;
  MemorySecrets store;
  PersonalKeys keys(store, clock);

  const auto created = keys.create(kTram, "báo cáo", {Scope::search}, clock.now() + 24h);

  ASSERT_THAT(created, Succeeds());
  EXPECT_EQ(created->secret.substr(0, 4), "chb_");
  EXPECT_EQ(created->secret.size(), 47U);
  EXPECT_FALSE(store_holds(store, "personal_key", created->secret));
  EXPECT_EQ(keys.use(created->secret, "10.0.0.1").value().scopes, std::set{Scope::search});
  EXPECT_EQ(keys.list(kTram).value().at(0).last_address, "10.0.0.1");
  EXPECT_EQ(keys.list(kTram).value().at(0).last_used, clock.now());
}

TEST(PersonalKeys, expire_and_are_revoked) {
  TestClock clock;
  MemorySecrets store;
  PersonalKeys keys(store, clock);
  const auto one = keys.create(kTram, "a", {Scope::search}, clock.now() + 24h);
  const auto other = keys.create(kTram, "b", {Scope::search}, clock.now() + 48h);

  clock.advance(24h);

  EXPECT_THAT(keys.use(one->secret, ""), FailsWith(ErrorCode::auth_expired, "key_expired"));
  EXPECT_THAT(keys.revoke(kDung, other->entry.id), FailsWith(ErrorCode::not_found));
  EXPECT_THAT(keys.revoke(kTram, other->entry.id), Succeeds());
  EXPECT_THAT(keys.use(other->secret, ""), FailsWith(ErrorCode::key_revoked));
  EXPECT_THAT(keys.use("chb_short", ""), FailsWith(ErrorCode::key_revoked));
}

TEST(PersonalKeys, need_a_name_a_scope_and_an_end_within_a_year) {
  TestClock clock;
  MemorySecrets store;
  PersonalKeys keys(store, clock);
  const auto soon = clock.now() + 24h;

  EXPECT_THAT(keys.create(kTram, " ", {Scope::search}, soon), FailsWith(ErrorCode::invalid_field, "text_missing"));
  EXPECT_THAT(keys.create(kTram, "a", {}, soon), FailsWith(ErrorCode::invalid_field, "key_scopes"));
  EXPECT_THAT(keys.create(kTram, "a", {Scope::search}, clock.now()), FailsWith(ErrorCode::invalid_field, "key_expiry"));
  EXPECT_THAT(keys.create(kTram, "a", {Scope::search}, clock.now() + 24h * 400),
              FailsWith(ErrorCode::invalid_field, "key_expiry"));
}

}  // namespace
}  // namespace chauban::auth

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/guard.h"
#include "tests/support/matchers.h"
#include "tests/support/test_clock.h"

namespace chauban::auth {
namespace {

using http::Headers;
using http::Method;
using namespace std::chrono_literals;

const AccountId kTram{Uuid::from_words(1, 2)};

class GuardTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto opened = sessions_.open(kTram, "127.0.0.1", "Firefox");
    cookie_ = "chauban=" + opened->secret;
    csrf_ = opened->entry.csrf;
    key_ = "Bearer " + keys_.create(kTram, "k", {Scope::documents_read}, clock_.now() + 24h)->secret;
  }
  Result<std::shared_ptr<const Session>> ask(Method method, Headers headers, Permission permission) {
    request_ = http::Request();
    request_.method = method;
    request_.headers = std::move(headers);
    return guard_.check(request_, permission);
  }
  std::optional<Principal> who(AccountId account) const {
    if (closed_ || account != kTram) return std::nullopt;
    return Principal{kTram, roles_, {}, {}, {}, "tram", "Trần Thị Hoài Trâm"};
  }

  TestClock clock_;
  MemorySecrets store_;
  Sessions sessions_{store_, clock_};
  PersonalKeys keys_{store_, clock_};
  RateLimiter limiter_{clock_, {.per_minute = 60, .burst = 20}};
  std::vector<Role> roles_{Role::clerk};
  bool closed_ = false;
  Guard guard_{sessions_, keys_, limiter_, [this](AccountId account) { return who(account); }};
  http::Request request_;
  std::string cookie_;
  std::string csrf_;
  std::string key_;
};

TEST_F(GuardTest, wants_a_credential_for_all_but_open) {
  EXPECT_THAT(ask(Method::get, {}, Permission::read_inbox), FailsWith(ErrorCode::auth_required));
  EXPECT_EQ(ask(Method::get, {}, Permission::open).value(), nullptr);
  EXPECT_THAT(ask(Method::get, {{"Authorization", "Basic eDp5"}}, Permission::read_inbox),
              FailsWith(ErrorCode::auth_required));
}

TEST_F(GuardTest, knows_the_person_behind_the_cookie) {
  const auto session = ask(Method::get, {{"Cookie", cookie_}}, Permission::read_inbox);

  ASSERT_THAT(session, Succeeds());
  EXPECT_EQ((*session)->account, kTram);
  EXPECT_EQ((*session)->csrf, csrf_);
}

TEST_F(GuardTest, names_the_permission_that_is_missing) {
  const auto refused = ask(Method::get, {{"Cookie", cookie_}}, Permission::admin_users);

  ASSERT_THAT(refused, FailsWith(ErrorCode::forbidden));
  EXPECT_EQ(refused.error().details.at("permission"), "admin_users");
}

TEST_F(GuardTest, lets_an_unsafe_call_with_the_cookie_through_only_from_our_own_page) {
  const auto act = [this](Headers extra) {
    extra.add("Cookie", cookie_);
    extra.add("Host", "localhost:8080");
    return ask(Method::post, std::move(extra), Permission::register_incoming);
  };

  EXPECT_THAT(act({{"Sec-Fetch-Site", "same-origin"}, {"X-Chauban-CSRF", csrf_}}), Succeeds());
  EXPECT_THAT(act({{"Origin", "http://localhost:8080"}, {"X-Chauban-CSRF", csrf_}}), Succeeds());
  EXPECT_THAT(act({}), FailsWith(ErrorCode::csrf_failed));
  EXPECT_THAT(act({{"X-Chauban-CSRF", csrf_}}), FailsWith(ErrorCode::csrf_failed));
  EXPECT_THAT(act({{"Sec-Fetch-Site", "same-origin"}}), FailsWith(ErrorCode::csrf_failed));
  EXPECT_THAT(act({{"Sec-Fetch-Site", "same-origin"}, {"X-Chauban-CSRF", "wrong"}}), FailsWith(ErrorCode::csrf_failed));
  EXPECT_THAT(act({{"Sec-Fetch-Site", "cross-site"}, {"X-Chauban-CSRF", csrf_}}), FailsWith(ErrorCode::csrf_failed));
  EXPECT_THAT(act({{"Sec-Fetch-Site", "same-site"}, {"X-Chauban-CSRF", csrf_}}), FailsWith(ErrorCode::csrf_failed));
  EXPECT_THAT(act({{"Origin", "http://evil.example"}, {"X-Chauban-CSRF", csrf_}}), FailsWith(ErrorCode::csrf_failed));
  EXPECT_THAT(act({{"Sec-Fetch-Site", "cross-site"}, {"Origin", "http://localhost:8080"}, {"X-Chauban-CSRF", csrf_}}),
              FailsWith(ErrorCode::csrf_failed));
}

TEST_F(GuardTest, asks_no_token_for_reading) {
  EXPECT_THAT(ask(Method::get, {{"Cookie", cookie_}, {"Sec-Fetch-Site", "cross-site"}}, Permission::read_inbox),
              Succeeds());
}

TEST_F(GuardTest, takes_a_key_without_token_within_its_scopes) {
  EXPECT_THAT(ask(Method::get, {{"Authorization", key_}}, Permission::read_inbox), Succeeds());
  EXPECT_THAT(ask(Method::post, {{"Authorization", key_}}, Permission::register_incoming),
              FailsWith(ErrorCode::scope_missing));
  EXPECT_THAT(ask(Method::post, {{"Authorization", key_}}, Permission::write_self),
              FailsWith(ErrorCode::scope_missing));
  EXPECT_THAT(ask(Method::get, {{"Authorization", "Bearer chb_nonsense"}}, Permission::read_inbox),
              FailsWith(ErrorCode::key_revoked));
}

TEST_F(GuardTest, gives_a_key_no_more_than_its_owners_roles) {
  roles_ = {Role::admin};

  EXPECT_THAT(ask(Method::get, {{"Authorization", key_}}, Permission::read_inbox), FailsWith(ErrorCode::forbidden));
}

TEST_F(GuardTest, puts_a_closed_account_out_at_once) {
  closed_ = true;

  EXPECT_THAT(ask(Method::get, {{"Cookie", cookie_}}, Permission::read_inbox), FailsWith(ErrorCode::auth_expired));
  EXPECT_THAT(ask(Method::get, {{"Authorization", key_}}, Permission::read_inbox), FailsWith(ErrorCode::key_revoked));
}

TEST_F(GuardTest, keeps_nobody_with_a_stale_cookie_from_signing_in) {
  EXPECT_THAT(ask(Method::get, {{"Cookie", "chauban=old"}}, Permission::read_inbox),
              FailsWith(ErrorCode::auth_expired));
  EXPECT_EQ(ask(Method::post, {{"Cookie", "chauban=old"}}, Permission::open).value(), nullptr);
}

TEST_F(GuardTest, counts_requests_of_a_person_and_says_so) {
  ask(Method::get, {{"Cookie", cookie_}}, Permission::read_inbox);
  EXPECT_EQ(request_.answer_headers["RateLimit-Policy"], "\"person\";q=60;w=60");
  EXPECT_EQ(request_.answer_headers["RateLimit"], "\"person\";r=19;t=0");

  for (int i = 0; i < 19; ++i) ask(Method::get, {{"Cookie", cookie_}}, Permission::read_inbox);

  const auto refused = ask(Method::get, {{"Cookie", cookie_}}, Permission::read_inbox);
  ASSERT_THAT(refused, FailsWith(ErrorCode::rate_limited));
  EXPECT_EQ(refused.error().details.at("retry_after"), "1");
}

TEST_F(GuardTest, takes_the_secure_cookie_alone_behind_tls) {
  Guard secure(sessions_, keys_, limiter_, [this](AccountId account) { return who(account); },
               {.secure_cookies = true});
  http::Request request;
  request.headers = {{"Cookie", cookie_}};
  EXPECT_THAT(secure.check(request, Permission::read_inbox), FailsWith(ErrorCode::auth_required));
  request.headers = {{"Cookie", "__Host-" + cookie_}};
  EXPECT_THAT(secure.check(request, Permission::read_inbox), Succeeds());
}

}  // namespace
}  // namespace chauban::auth

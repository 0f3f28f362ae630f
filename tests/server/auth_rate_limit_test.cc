// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/rate_limit.h"
#include "tests/support/matchers.h"
#include "tests/support/test_clock.h"

namespace chauban::auth {
namespace {

using namespace std::chrono_literals;

int allowed_of(RateLimiter& limiter, const char* key, int attempts) {
  int allowed = 0;
  for (int i = 0; i < attempts; ++i) allowed += limiter.take(key).allowed ? 1 : 0;
  return allowed;
}

int attempts_until_refused(SignInLimiter& limiter, const std::string& user, const std::string& address) {
  int count = 0;
  while (count < 100 && limiter.attempt(user, address)) ++count;
  return count;
}

TEST(RateLimiter, lets_a_burst_through_then_the_average) {
  TestClock clock;
  RateLimiter limiter(clock);

  EXPECT_EQ(allowed_of(limiter, "tram", 100), 60);
  clock.advance(1s);
  EXPECT_EQ(allowed_of(limiter, "tram", 100), 10);
  EXPECT_GE(limiter.take("tram").retry_after, 1s);
}

TEST(RateLimiter, counts_each_key_by_itself) {
  TestClock clock;
  RateLimiter limiter(clock);

  EXPECT_EQ(allowed_of(limiter, "tram", 60), 60);
  EXPECT_EQ(allowed_of(limiter, "dung", 60), 60);
}

TEST(RateLimiter, gives_nothing_when_the_clock_is_set_back) {
  TestClock clock;
  RateLimiter limiter(clock);
  allowed_of(limiter, "tram", 60);

  clock.advance(-1h);

  EXPECT_EQ(allowed_of(limiter, "tram", 10), 0);
}

TEST(SignInLimiter, refuses_after_ten_failures_until_the_window_has_passed) {
  TestClock clock;
  SignInLimiter limiter(clock);

  EXPECT_EQ(attempts_until_refused(limiter, "tram", "10.0.0.1"), 10);
  const auto refused = limiter.attempt("tram", "10.0.0.2");
  ASSERT_THAT(refused, FailsWith(ErrorCode::rate_limited, "sign_in_limited"));
  EXPECT_EQ(refused.error().details.at("retry_after"), "900");
  clock.advance(15min);
  EXPECT_THAT(limiter.attempt("tram", "10.0.0.2"), Succeeds());
}

TEST(SignInLimiter, keeps_nobody_out_for_failures_on_a_day_that_has_not_come) {
  TestClock clock;
  SignInLimiter limiter(clock);
  clock.advance(std::chrono::hours(24 * 365));
  while (limiter.attempt("hoa", "10.0.0.1")) {
  }
  clock.advance(-std::chrono::hours(24 * 365));
  EXPECT_THAT(limiter.attempt("hoa", "10.0.0.1"), Succeeds());
}

TEST(SignInLimiter, does_not_count_what_was_not_looked_at) {
  TestClock clock;
  SignInLimiter limiter(clock);

  for (int i = 0; i < 30; ++i) {
    ASSERT_THAT(limiter.attempt("tram", "10.0.0.1"), Succeeds());
    limiter.take_back("tram", "10.0.0.1");
  }

  EXPECT_EQ(attempts_until_refused(limiter, "tram", "10.0.0.1"), 10);
}

TEST(SignInLimiter, counts_an_address_over_all_names) {
  TestClock clock;
  SignInLimiter limiter(clock);

  for (int i = 0; i < 10; ++i) ASSERT_THAT(limiter.attempt("user" + std::to_string(i), "10.0.0.1"), Succeeds());

  EXPECT_THAT(limiter.attempt("another", "10.0.0.1"), FailsWith(ErrorCode::rate_limited));
  EXPECT_THAT(limiter.attempt("another", "10.0.0.2"), Succeeds());
}

TEST(SignInLimiter, takes_letter_case_for_no_other_name) {
  TestClock clock;
  SignInLimiter limiter(clock);
  for (int i = 0; i < 5; ++i) limiter.attempt("tram", "a" + std::to_string(i));

  EXPECT_EQ(attempts_until_refused(limiter, "TRAM", "b"), 5);
}

TEST(SignInLimiter, forgets_the_accounts_failures_after_a_sign_in) {
  TestClock clock;
  SignInLimiter limiter(clock);
  for (int i = 0; i < 9; ++i) limiter.attempt("tram", "a" + std::to_string(i));

  limiter.attempt("tram", "z");
  limiter.succeeded("tram", "z");

  EXPECT_EQ(attempts_until_refused(limiter, "tram", "other"), 10);
}

TEST(SignInLimiter, counts_refusals_by_their_reason) {
  TestClock clock;
  SignInLimiter limiter(clock);

  for (int i = 0; i < 10; ++i) {
    ASSERT_THAT(limiter.attempt("tram", "10.0.0.1"), Succeeds());
    limiter.failed();
  }
  limiter.attempt("tram", "10.0.0.1");
  limiter.attempt("hoa", "10.0.0.1");

  EXPECT_EQ(limiter.refusals().wrong, 10U);
  EXPECT_EQ(limiter.refusals().limited, 2U);
}

}  // namespace
}  // namespace chauban::auth

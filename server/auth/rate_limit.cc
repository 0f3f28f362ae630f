// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/rate_limit.h"

#include "schemas/base/bytes.h"
#include "schemas/base/text.h"

#include <algorithm>
#include <cmath>

namespace chauban::auth {

RateLimiter::RateLimiter(Clock& clock) : RateLimiter(clock, Options{}) {}

RateLimiter::Taken RateLimiter::take(std::string_view key, double tokens) {
  const auto now = clock_.now();
  const double per_second = options_.per_minute / 60;
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= options_.max_keys) forget_full(now);
  auto& bucket = buckets_.try_emplace(std::string(key), Bucket{options_.burst, now}).first->second;
  // A clock set back gives nothing and takes nothing.
  const double elapsed = std::max(0.0, std::chrono::duration<double>(now - bucket.at).count());
  bucket.tokens = std::min(options_.burst, bucket.tokens + elapsed * per_second);
  bucket.at = now;
  if (bucket.tokens >= tokens) {
    bucket.tokens -= tokens;
    return {true, static_cast<int>(bucket.tokens), std::chrono::seconds(0)};
  }
  const auto wait = static_cast<std::int64_t>(std::ceil((tokens - bucket.tokens) / per_second));
  return {false, 0, std::chrono::seconds(std::max<std::int64_t>(1, wait))};
}

void RateLimiter::forget_full(Timestamp now) {
  std::erase_if(buckets_, [&](const auto& item) {
    const double elapsed = std::chrono::duration<double>(now - item.second.at).count();
    return item.second.tokens + elapsed * options_.per_minute / 60 >= options_.burst;
  });
  // Still full of busy ones: forget all rather than grow; they begin again with a burst.
  if (buckets_.size() >= options_.max_keys) buckets_.clear();
}

SignInLimiter::SignInLimiter(Clock& clock) : SignInLimiter(clock, Options{}) {}

namespace {

/// Case and form must not give more attempts; what is no text is a name like any other.
std::string account_key(std::string_view user_name) {
  return "account/" + (is_utf8(user_name) ? lower(first_characters(user_name, 100)) : to_hex(sha256(user_name).view()));
}
std::string address_key(std::string_view address) { return "address/" + std::string(address); }

}  // namespace

void SignInLimiter::drop_old(Failures& failures, Timestamp now) const {
  // Those of a clock that was ahead would keep their owner out until that day comes.
  std::erase_if(failures, [&](Timestamp at) { return at + options_.window <= now || at > now; });
}

void SignInLimiter::forget_old(Timestamp now) {
  for (auto& [key, failures] : failures_) drop_old(failures, now);
  std::erase_if(failures_, [](const auto& item) { return item.second.empty(); });
}

Status SignInLimiter::attempt(std::string_view user_name, std::string_view address) {
  const auto now = clock_.now();
  const std::lock_guard lock(mutex_);
  if (failures_.size() >= options_.max_keys) forget_old(now);
  auto& account = failures_[account_key(user_name)];
  auto& origin = failures_[address_key(address)];
  for (auto* failures : {&account, &origin}) {
    drop_old(*failures, now);
    if (failures->size() < options_.max_failures) continue;
    const auto wait = std::chrono::ceil<std::chrono::seconds>(failures->front() + options_.window - now);
    limited_.fetch_add(1, std::memory_order_relaxed);
    return refuse(ErrorCode::rate_limited, "sign_in_limited",
                  {{"retry_after", std::to_string(std::max<std::int64_t>(1, wait.count()))},
                   {"minutes", std::to_string((wait.count() + 59) / 60)}});
  }
  account.push_back(now);
  origin.push_back(now);
  return {};
}

void SignInLimiter::take_back(std::string_view user_name, std::string_view address) {
  const std::lock_guard lock(mutex_);
  for (const auto& key : {account_key(user_name), address_key(address)}) {
    const auto found = failures_.find(key);
    if (found != failures_.end() && !found->second.empty()) found->second.pop_back();
  }
}

void SignInLimiter::succeeded(std::string_view user_name, std::string_view address) {
  const std::lock_guard lock(mutex_);
  failures_.erase(account_key(user_name));
  const auto origin = failures_.find(address_key(address));
  if (origin != failures_.end() && !origin->second.empty()) origin->second.pop_back();
}

}  // namespace chauban::auth

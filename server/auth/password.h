// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/ids.h"
#include "schemas/base/result.h"
#include "server/auth/secret_store.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace chauban::auth {

/// Argon2id costs (RFC 9106 §4). The defaults take about 0.1 s and 64 MiB.
struct PasswordCosts {
  std::uint64_t passes = 3;
  std::size_t memory_bytes = std::size_t{64} * 1024 * 1024;
  unsigned at_once = 4;   ///< hashes under way; what they hold is this many times memory_bytes
  unsigned waiting = 12;  ///< checks that wait for their turn, and each holds a worker; one more is refused
};

/// Passwords of accounts as argon2id hashes. Thread-safe; set and check block for a core's tenth of a second.
class Passwords {
 public:
  Passwords(SecretStore& store, PasswordCosts costs = {});

  /// Errors: invalid_field (keys password_too_short under 10 characters, password_too_long over 256), storage's.
  Status set(AccountId account, std::string_view password);
  /// False too when the account has none; takes equally long then, so that nobody learns who exists.
  /// Errors: overloaded (the password was not looked at), storage's.
  Result<bool> check(std::optional<AccountId> account, std::string_view password);
  /// Whether the account has one.
  Result<bool> has(AccountId account);
  Status erase(AccountId account);

 private:
  class Turn;

  SecretStore& store_;
  PasswordCosts costs_;
  std::mutex mutex_;  // guards running_ and waiting_
  std::condition_variable freed_;
  unsigned running_ = 0;
  unsigned waiting_ = 0;
  std::string dummy_;  // a hash nobody's password has
};

}  // namespace chauban::auth

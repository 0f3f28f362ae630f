// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/password.h"

#include "schemas/base/text.h"
#include "server/auth/session.h"

#include <sodium.h>

#include <array>

namespace chauban::auth {
namespace {

constexpr std::string_view kKind = "password";
constexpr std::size_t kMinCharacters = 10;
constexpr std::size_t kMaxBytes = 1024;
constexpr std::size_t kMaxCharacters = 256;

/// Equal passwords typed on different keyboards are equal bytes (RFC 8265 §4.2: NFC).
std::string normalised(std::string_view password) { return is_utf8(password) ? nfc(password) : std::string(password); }

std::string hash(std::string_view password, const PasswordCosts& costs) {
  std::array<char, crypto_pwhash_STRBYTES> out{};
  const int failed = crypto_pwhash_str_alg(out.data(), password.data(), password.size(), costs.passes,
                                           costs.memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) throw std::bad_alloc();  // the only way it fails: no memory
  return out.data();
}

}  // namespace

/// One of the few hashes at a time: strangers may ask for as many as they have addresses, each of 64 MiB and a core.
class Passwords::Turn {
 public:
  Turn(Passwords& owner, bool patient) : owner_(owner) {
    std::unique_lock lock(owner_.mutex_);
    if (!patient && owner_.running_ >= owner_.costs_.at_once && owner_.waiting_ >= owner_.costs_.waiting) return;
    ++owner_.waiting_;
    owner_.freed_.wait(lock, [&] { return owner_.running_ < owner_.costs_.at_once; });
    --owner_.waiting_;
    ++owner_.running_;
    mine_ = true;
  }
  ~Turn() {
    if (!mine_) return;
    const std::lock_guard lock(owner_.mutex_);
    --owner_.running_;
    owner_.freed_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  [[nodiscard]] bool mine() const { return mine_; }

 private:
  Passwords& owner_;
  bool mine_ = false;
};

Passwords::Passwords(SecretStore& store, PasswordCosts costs) : store_(store), costs_(costs) {
  CHAUBAN_ASSERT(sodium_init() >= 0);
  dummy_ = hash(random_token(32), costs_);
}

Status Passwords::set(AccountId account, std::string_view password) {
  const auto text = normalised(password);
  const auto limits = std::map<std::string, std::string>{
      {"field", "password"}, {"min", std::to_string(kMinCharacters)}, {"max", std::to_string(kMaxCharacters)}};
  if (!is_utf8(text)) return refuse(ErrorCode::invalid_field, "text_not_utf8", limits);
  const auto characters = count_characters(text);
  if (characters < kMinCharacters) return refuse(ErrorCode::invalid_field, "password_too_short", limits);
  if (characters > kMaxCharacters) return refuse(ErrorCode::invalid_field, "password_too_long", limits);
  const Turn turn(*this, true);
  return store_.put(kKind, account.value.view(), hash(text, costs_));
}

Result<bool> Passwords::check(std::optional<AccountId> account, std::string_view password) {
  std::optional<Bytes> stored;
  if (account) {
    CHAUBAN_TRY(stored, store_.get(kKind, account->value.view()));
  }
  const auto text = normalised(password.substr(0, kMaxBytes));
  const Turn turn(*this, false);
  if (!turn.mine()) return refuse(ErrorCode::overloaded);
  // crypto_pwhash_str_verify compares in constant time; with no hash of theirs it works on one nobody can match.
  const bool equal = crypto_pwhash_str_verify(stored.value_or(dummy_).c_str(), text.data(), text.size()) == 0;
  return equal && stored.has_value() && password.size() <= kMaxBytes;
}

Result<bool> Passwords::has(AccountId account) {
  CHAUBAN_TRY(const auto stored, store_.get(kKind, account.value.view()));
  return stored.has_value();
}

Status Passwords::erase(AccountId account) { return store_.erase(kKind, account.value.view()); }

}  // namespace chauban::auth

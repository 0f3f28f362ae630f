// SPDX-License-Identifier: GPL-3.0-or-later
// Accounts of people and services. Secrets (hashes, keys, sessions) never stand here: they live in the keystore.
#pragma once

#include "domain/vocabulary.h"
#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <string>
#include <variant>

namespace chauban::account {

struct AccountOpened {
  AccountId account;
  std::string user_name;  ///< lower case ASCII, unique among open accounts
  std::string full_name;
  bool operator==(const AccountOpened&) const = default;
};
struct AccountClosed {
  std::string reason;
  bool operator==(const AccountClosed&) const = default;
};
/// That a credential changed, never the credential. `kind`: `password`, `personalKey`.
struct CredentialChanged {
  std::string kind;
  bool operator==(const CredentialChanged&) const = default;
};
using Event = std::variant<AccountOpened, AccountClosed, CredentialChanged>;

enum class Stage : std::uint8_t { absent, open, closed };
struct State {
  Stage stage = Stage::absent;
  std::string user_name;
  bool operator==(const State&) const = default;
};

struct OpenAccount {
  AccountId account;
  std::string user_name;
  std::string full_name;
};
struct CloseAccount {
  AccountId account;
  std::string reason;
};
struct RecordCredentialChange {
  AccountId account;
  std::string kind;
};

State evolve(State state, const Event& event);
Bytes encode_state(const State& state);
Result<State> decode_state(BytesView bytes);

}  // namespace chauban::account

// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/account/account.h"

namespace chauban::account {
namespace {

void on(State& state, const AccountOpened& e) { state = {Stage::open, e.user_name}; }
void on(State& state, const AccountClosed&) { state.stage = Stage::closed; }
void on(State&, const CredentialChanged&) {}

}  // namespace

State evolve(State state, const Event& event) {
  std::visit([&state](const auto& e) { on(state, e); }, event);
  return state;
}

}  // namespace chauban::account

// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/authority.h"
#include "schemas/base/text.h"

#include <algorithm>

namespace chauban::account {
namespace {

constexpr std::size_t kMaxName = 100;

bool is_user_name(const std::string& name) {
  return name.size() >= 2 && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
         });
}

Result<State> open_account(const World& world, AccountId id) {
  CHAUBAN_TRY(auto found, world.account(id));
  if (found.state.stage == Stage::absent) return refuse(ErrorCode::not_found);
  if (found.state.stage == Stage::closed) return conflict("closed", "");
  return std::move(found.state);
}

}  // namespace

Decision decide(const World& world, const OpenAccount& command, const Context& context) {
  if (!administers(context)) return forbidden("admin");
  if (command.account.is_nil() || is_system_account(command.account)) return invalid("account", "id_reserved");
  if (!is_user_name(command.user_name)) return invalid("userName", "user_name_form");
  CHAUBAN_CHECK(need_text("fullName", command.full_name, kMaxName));
  CHAUBAN_TRY(const auto found, world.account(command.account));
  if (found.state.stage != Stage::absent) return conflict("exists", "");
  if (context.directory.account_named(command.user_name) != nullptr) {
    return refuse(ErrorCode::state_conflict, "user_name_taken", {{"userName", command.user_name}});
  }
  return std::vector{event_of(command.account, AccountOpened{command.account, command.user_name, command.full_name})};
}

Decision decide(const World& world, const CloseAccount& command, const Context& context) {
  if (!administers(context)) return forbidden("admin");
  // Nobody locks out the last one who could let others in.
  if (command.account == context.actor.account) return refuse(ErrorCode::separation_of_duties, "SoD-6");
  CHAUBAN_CHECK(need_text("reason", command.reason, 500));
  CHAUBAN_CHECK(open_account(world, command.account));
  return std::vector{event_of(command.account, AccountClosed{command.reason})};
}

Decision decide(const World& world, const RecordCredentialChange& command, const Context& context) {
  if (command.account != context.actor.account && !administers(context)) return forbidden("admin");
  CHAUBAN_CHECK(need_text("kind", command.kind, 40));
  CHAUBAN_CHECK(open_account(world, command.account));
  return std::vector{event_of(command.account, CredentialChanged{command.kind})};
}

}  // namespace chauban::account

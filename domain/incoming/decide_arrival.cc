// SPDX-License-Identifier: GPL-3.0-or-later
// At the door: what comes in, what is turned away.
#include "domain/incoming/flow.h"
#include "domain/rules/rule_set.h"
#include "schemas/base/text.h"

#include <algorithm>
#include <array>

namespace chauban::incoming {
namespace {

constexpr std::array<std::string_view, 4> kChannels{"paper", "electronic", "folder", "email"};

Status need_clerk(const Context& context, AgencyId agency) {
  if (is_system(context)) return {};
  return need_role(context, agency, {Role::clerk});
}

}  // namespace

Decision decide(const World& world, const RecordArrival& command, const Context& context) {
  CHAUBAN_CHECK(vietnam_rules().check(RuleStep::arrival, RuleScope::incoming,
                                      {.secrecy = command.secrecy, .today = context.today}));
  CHAUBAN_CHECK(need_clerk(context, command.agency));
  if (command.document.is_nil()) return invalid("document", "id_reserved");
  CHAUBAN_TRY(const auto found, world.incoming(command.document));
  if (found.state.stage != Stage::absent) return wrong_stage(found.state);
  if (std::find(kChannels.begin(), kChannels.end(), command.channel) == kChannels.end()) {
    return invalid("channel", "channel_unknown");
  }
  CHAUBAN_CHECK(limit_text("note", command.note, 500));
  const auto arrived_at = command.arrived_at.value_or(context.now);
  if (arrived_at > context.now) return refuse(ErrorCode::date_in_future, "", {{"field", "arrivedAt"}});
  CHAUBAN_TRY(const auto contents, check_files(world, command.agency, command.files));
  if (trim(command.override_reason).empty()) {
    CHAUBAN_TRY(const auto holders, holders_of(world, command.agency, contents, command.document));
    CHAUBAN_CHECK(refuse_duplicates(world, holders));
  }
  return std::vector{event_of(command.document, DocumentArrived{command.document, command.agency, command.files,
                                                                command.channel, arrived_at, command.note})};
}

Decision decide(const World& world, const RefuseArrival& command, const Context& context) {
  CHAUBAN_TRY(const auto doc, existing(world, command.document, context));
  CHAUBAN_CHECK(need_role(context, doc.agency, {Role::clerk}));
  CHAUBAN_CHECK(need_stage(doc, {Stage::arrived}));
  CHAUBAN_CHECK(vietnam_rules().check(RuleStep::refusal, RuleScope::incoming,
                                      {.today = context.today, .reason = command.reason}));
  CHAUBAN_CHECK(limit_text("reason", command.reason, 500));
  return std::vector{event_of(command.document, ArrivalRefused{command.reason})};
}

Decision decide(const World& world, const RefuseSecretItem& command, const Context& context) {
  CHAUBAN_CHECK(need_clerk(context, command.agency));
  CHAUBAN_TRY(const auto found, world.incoming(command.document));
  if (found.state.stage != Stage::absent) return wrong_stage(found.state);
  return std::vector{event_of(command.document, SecretItemRefused{command.agency})};
}

}  // namespace chauban::incoming

// SPDX-License-Identifier: GPL-3.0-or-later
// Before the leader, and from the leader to those who handle (ND30 đ.23).
#include "domain/incoming/flow.h"
#include "domain/rules/rule_set.h"

#include <algorithm>

namespace chauban::incoming {
namespace {

constexpr int kMaxWorkingDays = 365;

/// R23: nothing is put before a leader or assigned before the clerk has registered it.
Status need_registered(const State& doc, const Context& context) {
  return vietnam_rules()
      .check(RuleStep::direction, RuleScope::incoming,
             {.today = context.today, .registered = doc.stage != Stage::arrived})
      .map([](const auto&) {});
}

Status check_recipients(const State& doc, const GiveDirection& command, const Context& context) {
  const auto unknown = [](const char* field, const Assignee& who) {
    return refuse(ErrorCode::recipient_unknown, "",
                  {{"field", field}, {"id", who.is_unit() ? who.unit.str() : who.position.str()}});
  };
  const auto& lead = command.lead.front();
  if (!can_receive(context, doc.agency, lead)) return unknown("lead", lead);
  for (auto coop = command.coop.begin(); coop != command.coop.end(); ++coop) {
    if (!can_receive(context, doc.agency, *coop)) return unknown("coop", *coop);
    if (*coop == lead || std::find(command.coop.begin(), coop, *coop) != coop)
      return invalid("coop", "recipient_twice");
  }
  return {};
}

/// The earlier of the day named and the working days counted from tomorrow.
Result<CountedDay> due_of(const GiveDirection& command, const Context& context) {
  if (command.due_date && !command.due_date->ok()) return invalid("dueDate", "date_invalid");
  if (command.due_date && *command.due_date < context.today) return invalid("dueDate", "due_before_today");
  if (!command.working_days) return CountedDay{*command.due_date, false};
  if (*command.working_days < 1 || *command.working_days > kMaxWorkingDays) {
    return invalid("workingDays", "number_unknown");
  }
  const auto counted = context.calendar.add_working_days(context.today, *command.working_days);
  if (command.due_date && *command.due_date <= counted.day) return CountedDay{*command.due_date, false};
  return counted;
}

}  // namespace

Decision decide(const World& world, const SubmitToLeader& command, const Context& context) {
  CHAUBAN_TRY(const auto doc, existing(world, command.document, context));
  CHAUBAN_CHECK(need_role(context, doc.agency, {Role::clerk}));
  CHAUBAN_CHECK(need_registered(doc, context));
  CHAUBAN_CHECK(need_stage(doc, {Stage::registered, Stage::submitted, Stage::returned}));
  CHAUBAN_CHECK(limit_text("note", command.note, 2000));
  if (!can_receive(context, doc.agency, command.leader) ||
      !context.directory.position(command.leader)->has(Role::leader)) {
    return refuse(ErrorCode::recipient_unknown, "", {{"field", "leader"}, {"id", command.leader.str()}});
  }
  return std::vector{event_of(command.document, SubmittedToLeader{command.leader, command.note})};
}

Decision decide(const World& world, const GiveDirection& command, const Context& context) {
  CHAUBAN_TRY(const auto doc, existing(world, command.document, context));
  CHAUBAN_CHECK(need_role(context, doc.agency, {Role::leader}));
  CHAUBAN_CHECK(need_registered(doc, context));
  CHAUBAN_CHECK(need_stage(doc, {Stage::submitted, Stage::returned}));
  CHAUBAN_CHECK(vietnam_rules().check(RuleStep::direction, RuleScope::incoming,
                                      {.today = context.today,
                                       .leads = command.lead.size(),
                                       .has_deadline = command.due_date || command.working_days}));
  CHAUBAN_CHECK(limit_text("text", command.text, kMaxOpinion));
  CHAUBAN_CHECK(check_recipients(doc, command, context));
  CHAUBAN_TRY(const auto due, due_of(command, context));

  const auto& lead = command.lead.front();
  std::vector events{event_of(command.document, DirectionGiven{command.text, lead, command.coop, due.day,
                                                               due.provisional, context.calendar.version()})};
  // With nothing on screen to hand over, the paper goes by hand and is signed for.
  if (!doc.files.empty()) {
    std::vector<Assignee> to{lead};
    to.insert(to.end(), command.coop.begin(), command.coop.end());
    events.push_back(event_of(command.document, Distributed{std::move(to), "electronic"}));
  }
  if (!lead.is_unit()) events.push_back(event_of(command.document, HandlerAssigned{lead.position, ""}));
  return events;
}

Decision decide(const World& world, const AcknowledgeDelivery& command, const Context& context) {
  CHAUBAN_TRY(const auto doc, existing(world, command.document, context));
  CHAUBAN_CHECK(need_stage(doc, {Stage::directed, Stage::in_handling}));
  if (stands_for(context, doc.lead)) {
    if (doc.acknowledged) return std::vector<NewEvent>{};
    return std::vector{event_of(command.document, DeliveryAcknowledged{doc.lead})};
  }
  for (const auto& coop : doc.coop) {
    if (stands_for(context, coop)) return std::vector{event_of(command.document, DeliveryAcknowledged{coop})};
  }
  return forbidden("recipient");
}

Decision decide(const World& world, const AssignHandler& command, const Context& context) {
  CHAUBAN_TRY(const auto doc, existing(world, command.document, context));
  CHAUBAN_CHECK(need_registered(doc, context));
  CHAUBAN_CHECK(need_stage(doc, {Stage::directed, Stage::in_handling}));
  if (!is_lead_head(doc, context) && !is_handler(doc, context)) return forbidden("unitHead, handler");
  CHAUBAN_CHECK(limit_text("reason", command.reason, 500));
  // Whoever hands on stays inside the unit that was directed; another unit is the leader's to name.
  if (!can_receive(context, doc.agency, command.to) ||
      context.directory.position(command.to)->unit != lead_unit(doc, context)) {
    return refuse(ErrorCode::recipient_unknown, "", {{"field", "to"}, {"id", command.to.str()}});
  }
  if (doc.handler == command.to) return std::vector<NewEvent>{};
  return std::vector{event_of(command.document, HandlerAssigned{command.to, command.reason})};
}

}  // namespace chauban::incoming

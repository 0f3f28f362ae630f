// SPDX-License-Identifier: GPL-3.0-or-later
// From the desk of the handler into the dossier.
#include "domain/incoming/flow.h"
#include "schemas/base/text.h"

#include <algorithm>

namespace chauban::incoming {
namespace {

bool is_coordinator(const State& doc, const Context& context) {
  return std::any_of(doc.coop.begin(), doc.coop.end(), [&](const auto& coop) { return stands_for(context, coop); });
}

std::string_view allowed(dossier::Stage stage) {
  switch (stage) {
    case dossier::Stage::open: return "FileIntoDossier,RemoveDocument,CloseDossier";
    case dossier::Stage::closed: return "ReopenDossier,OfferTransfer";
    case dossier::Stage::offered: return "AcceptTransfer,ReturnTransfer";
    case dossier::Stage::absent:
    case dossier::Stage::archived: return "";
  }
  return "";
}

}  // namespace

Decision decide(const World& world, const RecordProgress& command, const Context& context) {
  CHAUBAN_TRY(const auto doc, existing(world, command.document, context));
  CHAUBAN_CHECK(need_stage(doc, {Stage::directed, Stage::in_handling}));
  if (!is_handler(doc, context) && !is_lead_head(doc, context) && !is_coordinator(doc, context)) {
    return forbidden("handler, coordinator, unitHead");
  }
  CHAUBAN_CHECK(need_text("text", command.text, kMaxOpinion));
  return std::vector{event_of(command.document, ProgressRecorded{command.text})};
}

Decision decide(const World& world, const ReturnForReassignment& command, const Context& context) {
  CHAUBAN_TRY(const auto doc, existing(world, command.document, context));
  CHAUBAN_CHECK(need_stage(doc, {Stage::directed, Stage::in_handling}));
  const bool head = is_lead_head(doc, context);
  if (!is_handler(doc, context) && !head) return forbidden("handler, unitHead");
  CHAUBAN_CHECK(need_text("reason", command.reason, 500));
  // A handler whom somebody inside the unit named goes back to that unit; all others to the leader who directed.
  const bool directed_by_name = !doc.lead.is_unit() && handler_of(doc) == doc.lead.position;
  return std::vector{event_of(command.document, ReturnedForReassignment{command.reason, head || directed_by_name})};
}

Decision decide(const World& world, const FinishCoordination& command, const Context& context) {
  CHAUBAN_TRY(const auto doc, existing(world, command.document, context));
  CHAUBAN_CHECK(need_stage(doc, {Stage::directed, Stage::in_handling}));
  CHAUBAN_CHECK(limit_text("text", command.text, kMaxOpinion));
  for (const auto& coop : doc.coop_open) {
    if (stands_for(context, coop)) {
      return std::vector{event_of(command.document, CoordinationDone{coop, command.text})};
    }
  }
  if (is_coordinator(doc, context)) return refuse(ErrorCode::already_acted);
  return forbidden("coordinator");
}

Decision decide(const World& world, const CompleteHandling& command, const Context& context) {
  CHAUBAN_TRY(const auto doc, existing(world, command.document, context));
  CHAUBAN_CHECK(need_stage(doc, {Stage::directed, Stage::in_handling}));
  CHAUBAN_CHECK(need_handler(doc, context));
  if (trim(command.reply_code).empty()) CHAUBAN_CHECK(need_text("result", command.result, kMaxOpinion));
  CHAUBAN_CHECK(limit_text("result", command.result, kMaxOpinion));
  CHAUBAN_CHECK(limit_text("replyCode", command.reply_code, 60));
  std::vector<NewEvent> events;
  if (!doc.coop_open.empty() && !command.release_coordinators) {
    auto error = wrong_stage(doc).value();
    error.key = "coordination_open";
    for (const auto& coop : doc.coop_open) {
      auto& open = error.details["open"];
      open += (open.empty() ? "" : ",") + (coop.is_unit() ? coop.unit.str() : coop.position.str());
    }
    return refuse(std::move(error));
  }
  for (const auto& coop : doc.coop_open) events.push_back(event_of(command.document, CoordinationDone{coop, ""}));
  events.push_back(
      event_of(command.document, HandlingCompleted{command.result, command.reply_code, context.today <= doc.due_date}));
  return events;
}

Decision decide(const World& world, const ReopenHandling& command, const Context& context) {
  CHAUBAN_TRY(const auto doc, existing(world, command.document, context));
  CHAUBAN_CHECK(need_stage(doc, {Stage::completed, Stage::filed}));
  if (!is_handler(doc, context) && !is_lead_head(doc, context)) return forbidden("handler, unitHead");
  CHAUBAN_CHECK(need_text("reason", command.reason, 500));
  for (const auto id : doc.dossiers) {
    CHAUBAN_TRY(const auto dossier, world.dossier(id));
    if (dossier.state.stage != dossier::Stage::open) {
      return conflict(dossier::to_string(dossier.state.stage), allowed(dossier.state.stage));
    }
  }
  return std::vector{event_of(command.document, HandlingReopened{command.reason})};
}

Decision decide(const World& world, const FileIntoDossier& command, const Context& context) {
  CHAUBAN_TRY(const auto doc, existing(world, command.document, context));
  CHAUBAN_CHECK(need_stage(doc, {Stage::completed, Stage::filed}));
  if (!has_role(context, doc.agency, {Role::clerk})) CHAUBAN_CHECK(need_handler(doc, context));
  CHAUBAN_TRY(const auto found, world.dossier(command.dossier));
  const auto& dossier = found.state;
  if (dossier.stage == dossier::Stage::absent || dossier.agency != doc.agency) {
    return refuse(ErrorCode::not_found, "", {{"field", "dossier"}});
  }
  if (dossier.stage != dossier::Stage::open) return conflict(to_string(dossier.stage), allowed(dossier.stage));
  if (std::find(doc.dossiers.begin(), doc.dossiers.end(), command.dossier) != doc.dossiers.end()) {
    return refuse(ErrorCode::already_acted);
  }
  const int ordinal = static_cast<int>(dossier.items.size()) + 1;
  return std::vector{
      event_of(command.dossier, dossier::DocumentAdded{command.document, ordinal, doc.registration.page_amount}),
      event_of(command.document, FiledIntoDossier{command.dossier, ordinal})};
}

}  // namespace chauban::incoming

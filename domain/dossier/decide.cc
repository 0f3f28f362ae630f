// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/authority.h"
#include "schemas/base/text.h"

#include <algorithm>

namespace chauban::dossier {
namespace {

std::string_view allowed(Stage stage) {
  switch (stage) {
    case Stage::open: return "FileIntoDossier,RemoveDocument,CloseDossier";
    case Stage::closed: return "ReopenDossier,OfferTransfer";
    case Stage::offered: return "AcceptTransfer,ReturnTransfer";
    case Stage::absent:
    case Stage::archived: return "";
  }
  return "";
}

Result<State> existing(const World& world, DossierId id, const Context& context) {
  CHAUBAN_TRY(auto found, world.dossier(id));
  if (found.state.stage == Stage::absent || !belongs(context, found.state.agency)) return refuse(ErrorCode::not_found);
  return std::move(found.state);
}

/// One that the actor keeps (made it, heads its unit, or is a clerk) and that is in this stage.
Result<State> kept(const World& world, DossierId id, Stage stage, const Context& context) {
  CHAUBAN_TRY(auto dossier, existing(world, id, context));
  const auto* position = acting(context);
  const bool keeps = (position != nullptr && position->id == dossier.creator) || is_head_of(context, dossier.unit) ||
                     has_role(context, dossier.agency, {Role::clerk});
  if (!keeps) return forbidden("creator, unitHead, clerk");
  if (dossier.stage != stage) return conflict(to_string(dossier.stage), allowed(dossier.stage));
  return dossier;
}

/// One that lies before the archive.
Result<State> offered(const World& world, DossierId id, const Context& context) {
  CHAUBAN_TRY(auto dossier, existing(world, id, context));
  CHAUBAN_CHECK(need_role(context, dossier.agency, {Role::archivist}));
  if (dossier.stage != Stage::offered) return conflict(to_string(dossier.stage), allowed(dossier.stage));
  return dossier;
}

bool is_shorter(Retention a, Retention b) { return a.years != 0 && (b.years == 0 || a.years < b.years); }

const file_plan::Entry* find_entry(const file_plan::State& plan, const std::string& notation) {
  const auto at = std::find_if(plan.entries.begin(), plan.entries.end(), [&](const auto& entry) {
    return !entry.notation.empty() && entry.notation == notation;
  });
  return at == plan.entries.end() ? nullptr : &*at;
}

std::string organ_id(const Context& context, AgencyId agency) {
  const auto* unit = context.directory.unit(UnitId{agency.value});
  return unit == nullptr ? std::string() : unit->now().organ_id;
}

}  // namespace

Decision decide(const World& world, const OpenDossier& command, const Context& context) {
  if (command.dossier.is_nil()) return invalid("dossier", "id_reserved");
  CHAUBAN_TRY(const auto found, world.file_plan(command.plan));
  const auto& plan = found.state;
  if (!plan.issued || !belongs(context, plan.agency)) return refuse(ErrorCode::not_found, "", {{"field", "plan"}});
  CHAUBAN_CHECK(need_role(context, plan.agency, {Role::officer, Role::unit_head, Role::clerk}));
  CHAUBAN_TRY(const auto taken, world.dossier(command.dossier));
  if (taken.state.stage != Stage::absent) return conflict(to_string(taken.state.stage), allowed(taken.state.stage));
  const auto* entry = find_entry(plan, command.notation);
  if (entry == nullptr) return invalid("notation", "notation_unknown");
  const auto* position = acting(context);
  if (!entry->unit.is_nil() && entry->unit != position->unit && !position->has(Role::clerk)) return forbidden("unit");
  CHAUBAN_CHECK(limit_text("title", command.title, 500));
  const auto retention = command.retention.value_or(entry->retention);
  if (retention.years < 0 || is_shorter(retention, entry->retention))
    return invalid("retention", "retention_too_short");
  const auto start = command.start_date.ok() ? command.start_date : context.today;
  if (start > context.today)
    return refuse(ErrorCode::date_in_future, "", {{"field", "startDate"}, {"value", format_date(start)}});

  const auto code = organ_id(context, plan.agency) + "." + std::to_string(plan.year) + "." + command.notation;
  CHAUBAN_TRY(const auto same_code, world.lookup(lookup_file_code(plan.agency, code)));
  if (!same_code.empty()) {
    return refuse(ErrorCode::state_conflict, "file_code_in_use",
                  {{"fileCode", code}, {"dossier", same_code.front().str()}});
  }
  return std::vector{event_of(command.dossier,
                              DossierOpened{command.dossier, plan.agency, command.plan, command.notation, code,
                                            trim(command.title).empty() ? entry->title : command.title, retention,
                                            entry->unit.is_nil() ? position->unit : entry->unit, position->id, start})};
}

Decision decide(const World& world, const RemoveDocument& command, const Context& context) {
  CHAUBAN_TRY(const auto dossier, kept(world, command.dossier, Stage::open, context));
  CHAUBAN_CHECK(need_text("reason", command.reason, 500));
  const auto at = std::find_if(dossier.items.begin(), dossier.items.end(),
                               [&](const Item& item) { return item.document == command.document; });
  if (at == dossier.items.end()) return refuse(ErrorCode::not_found, "", {{"field", "document"}});
  const int ordinal = static_cast<int>(at - dossier.items.begin()) + 1;
  return std::vector{event_of(command.dossier, DocumentRemoved{command.document, ordinal, command.reason}),
                     event_of(command.document, incoming::RemovedFromDossier{command.dossier, command.reason})};
}

Decision decide(const World& world, const CloseDossier& command, const Context& context) {
  CHAUBAN_TRY(const auto dossier, kept(world, command.dossier, Stage::open, context));
  CHAUBAN_CHECK(limit_text("note", command.note, 500));
  const std::map<std::string, std::string> where{{"state", "open"}, {"allowed", "FileIntoDossier,RemoveDocument"}};
  if (dossier.items.empty()) return refuse(ErrorCode::state_conflict, "dossier_empty", where);
  std::string unfinished;
  int pages = 0;
  for (const auto& item : dossier.items) {
    pages += item.pages;
    CHAUBAN_TRY(const auto doc, world.incoming(item.document));
    if (doc.state.stage == incoming::Stage::completed || doc.state.stage == incoming::Stage::filed) continue;
    unfinished += (unfinished.empty() ? "" : ",") + item.document.str();
  }
  if (!unfinished.empty()) {
    auto details = where;
    details["documents"] = unfinished;
    return refuse(ErrorCode::state_conflict, "dossier_unfinished", std::move(details));
  }
  return std::vector{event_of(
      command.dossier, DossierClosed{context.today, static_cast<int>(dossier.items.size()), pages, command.note})};
}

Decision decide(const World& world, const ReopenDossier& command, const Context& context) {
  CHAUBAN_CHECK(kept(world, command.dossier, Stage::closed, context));
  CHAUBAN_CHECK(need_text("reason", command.reason, 500));
  return std::vector{event_of(command.dossier, DossierReopened{command.reason})};
}

Decision decide(const World& world, const OfferTransfer& command, const Context& context) {
  CHAUBAN_CHECK(kept(world, command.dossier, Stage::closed, context));
  CHAUBAN_CHECK(limit_text("note", command.note, 500));
  return std::vector{event_of(command.dossier, TransferOffered{command.note})};
}

Decision decide(const World& world, const AcceptTransfer& command, const Context& context) {
  CHAUBAN_CHECK(offered(world, command.dossier, context));
  CHAUBAN_CHECK(limit_text("note", command.note, 500));
  return std::vector{event_of(command.dossier, TransferAccepted{command.note})};
}

Decision decide(const World& world, const ReturnTransfer& command, const Context& context) {
  CHAUBAN_CHECK(offered(world, command.dossier, context));
  if (command.faults.empty() || command.faults.size() > 100) return invalid("faults", "text_missing");
  for (const auto& fault : command.faults) CHAUBAN_CHECK(need_text("faults", fault, 500));
  return std::vector{event_of(command.dossier, TransferReturned{command.faults})};
}

}  // namespace chauban::dossier

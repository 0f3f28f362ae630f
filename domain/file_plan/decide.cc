// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/authority.h"

#include <set>

namespace chauban::file_plan {
namespace {

constexpr int kMaxRetentionYears = 200;

/// `before` stands above `added`: a dossier may go under a heading that is there already, a notation only once.
Status check_entries(const std::vector<Entry>& before, const std::vector<Entry>& added) {
  if (added.empty()) return invalid("entries", "entries_missing");
  std::set<std::string> notations;
  bool under_heading = false;
  for (const auto& entry : before) {
    if (!entry.notation.empty()) notations.insert(entry.notation);
    under_heading = under_heading || entry.notation.empty();
  }
  for (const auto& entry : added) {
    CHAUBAN_CHECK(need_text("title", entry.title, 500));
    CHAUBAN_CHECK(limit_text("notation", entry.notation, 20));
    CHAUBAN_CHECK(limit_text("note", entry.note, 500));
    if (entry.retention.years < 0 || entry.retention.years > kMaxRetentionYears) {
      return invalid("retention", "number_unknown");
    }
    if (entry.notation.empty()) {
      under_heading = true;
      continue;
    }
    if (!under_heading) return invalid("entries", "heading_missing");
    if (!notations.insert(entry.notation).second) return invalid("notation", "notation_twice");
  }
  return {};
}

Status may_plan(const Context& context, AgencyId agency) {
  if (is_system(context)) return {};
  return need_role(context, agency, {Role::leader, Role::clerk, Role::archivist});
}

}  // namespace

FilePlanId plan_id(AgencyId agency, int year) {
  return FilePlanId{derived_id("file-plan", Bytes(agency.value.view()).append(std::to_string(year)))};
}

Decision decide(const World& world, const IssueFilePlan& command, const Context& context) {
  CHAUBAN_CHECK(may_plan(context, command.agency));
  if (command.year < 1945 || command.year > 2199) return invalid("year", "year_unknown");
  CHAUBAN_CHECK(limit_text("decision", command.decision, 500));
  CHAUBAN_CHECK(check_entries({}, command.entries));
  const auto id = plan_id(command.agency, command.year);
  CHAUBAN_TRY(const auto found, world.file_plan(id));
  if (found.state.issued) return conflict("issued", "AmendPlan");
  return std::vector{event_of(id, FilePlanIssued{id, command.agency, command.year, command.entries, command.decision})};
}

Decision decide(const World& world, const AmendPlan& command, const Context& context) {
  CHAUBAN_TRY(const auto found, world.file_plan(command.plan));
  if (!found.state.issued || !belongs(context, found.state.agency)) return refuse(ErrorCode::not_found);
  CHAUBAN_CHECK(may_plan(context, found.state.agency));
  CHAUBAN_CHECK(limit_text("decision", command.decision, 500));
  CHAUBAN_CHECK(check_entries(found.state.entries, command.added));
  return std::vector{event_of(command.plan, FilePlanAmended{command.added, command.decision})};
}

}  // namespace chauban::file_plan

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/routes/parse.h"

#include "domain/incoming/flow.h"

#include <algorithm>
#include <array>

namespace chauban::server {
namespace {

using http::Json;
using http::JsonReader;

constexpr TextRules kShort{.max_characters = 200};
constexpr TextRules kReason{.max_characters = 500};
constexpr TextRules kNeededReason{.max_characters = 500, .required = true};
constexpr TextRules kOpinion{.max_characters = incoming::kMaxOpinion, .multi_line = true};

/// Runs of line breaks, tabs and blanks as one blank.
std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == '\n' || c == '\t' || c == ' ';
    if (!blank) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  return std::string(trim(out));
}

Assignee assignee_of(JsonReader& in) {
  Assignee who;
  who.unit = in.optional_id<UnitId>("unit").value_or(UnitId{});
  who.position = in.optional_id<PositionId>("position").value_or(PositionId{});
  if (who.unit.is_nil() == who.position.is_nil()) in.fault("unit", ErrorCode::invalid_field, "assignee_one_of");
  return who;
}

/// One object, or a list of them.
std::vector<Assignee> assignees(JsonReader& in, std::string_view name, std::size_t max_items) {
  std::vector<Assignee> out;
  const auto* value = in.optional_value(name);
  if (value == nullptr) return out;
  const auto* items = value->as_array();
  if (items == nullptr) {
    JsonReader one(*value, in.pointer(name));
    out.push_back(assignee_of(one));
    in.absorb(one);
    return out;
  }
  if (items->size() > max_items) {
    in.fault(name, ErrorCode::invalid_field, "list_too_long", {{"max", std::to_string(max_items)}});
    return out;
  }
  for (std::size_t i = 0; i < items->size(); ++i) {
    JsonReader one((*items)[i], in.pointer(name, i));
    out.push_back(assignee_of(one));
    in.absorb(one);
  }
  return out;
}

void read_due(JsonReader& in, incoming::GiveDirection& command) {
  const auto* value = in.optional_value("due");
  if (value == nullptr) return;
  JsonReader due(*value, in.pointer("due"));
  command.due_date = due.optional_date("date");
  if (const auto days = due.optional_integer("days", 1, 365)) command.working_days = static_cast<int>(*days);
  const auto calendar = due.optional_text("calendar", kShort);
  if (calendar && *calendar != "working") due.fault("calendar", ErrorCode::invalid_field, "choice_unknown");
  in.absorb(due);
}

std::vector<file_plan::Entry> entries_of(JsonReader& in, std::string_view name) {
  std::vector<file_plan::Entry> out;
  const auto& items = in.items(name, 5000);
  for (std::size_t i = 0; i < items.size(); ++i) {
    JsonReader entry(items[i], in.pointer(name, i));
    file_plan::Entry one;
    one.notation = entry.optional_text("notation", {.max_characters = 20}).value_or("");
    one.title = entry.text("title", {.max_characters = 500, .required = true});
    one.retention.years = static_cast<int>(entry.optional_integer("retentionYears", 0, 200).value_or(0));
    one.unit = entry.optional_id<UnitId>("unit").value_or(UnitId{});
    one.note = one_line(entry, "note", kReason);
    in.absorb(entry);
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

Result<incoming::RecordArrival> parse_record_arrival(const Json& body) {
  JsonReader in(body);
  incoming::RecordArrival command;
  command.files = in.ids<FileId>("files", 100);
  command.channel = in.optional_text("channel", {.max_characters = 40}).value_or("paper");
  command.arrived_at = in.optional_time("arrivedAt");
  command.note = one_line(in, "note", kReason);
  command.secrecy = in.optional_choice<Secrecy>("secrecy", parse_secrecy).value_or(Secrecy::none);
  command.override_reason = one_line(in, "overrideReason", kReason);
  CHAUBAN_CHECK(in.finish());
  return command;
}

Result<incoming::SubmitToLeader> parse_submit_to_leader(const Json& body) {
  JsonReader in(body);
  incoming::SubmitToLeader command;
  command.leader = in.id<PositionId>("leader");
  command.note = one_line(in, "note", {.max_characters = 2000});
  CHAUBAN_CHECK(in.finish());
  return command;
}

Result<incoming::GiveDirection> parse_give_direction(const Json& body) {
  JsonReader in(body);
  incoming::GiveDirection command;
  command.lead = assignees(in, "lead", 10);
  command.coop = assignees(in, "coop", 100);
  command.text = in.optional_text("text", kOpinion).value_or("");
  read_due(in, command);
  CHAUBAN_CHECK(in.finish());
  return command;
}

Result<incoming::AssignHandler> parse_assign_handler(const Json& body) {
  JsonReader in(body);
  incoming::AssignHandler command;
  command.to = in.id<PositionId>("to");
  command.reason = one_line(in, "reason", kReason);
  CHAUBAN_CHECK(in.finish());
  return command;
}

Result<incoming::CompleteHandling> parse_complete_handling(const Json& body) {
  JsonReader in(body);
  incoming::CompleteHandling command;
  command.result = in.optional_text("result", kOpinion).value_or("");
  command.reply_code = in.optional_text("replyCode", {.max_characters = 60}).value_or("");
  command.release_coordinators = in.optional_boolean("releaseCoordinators").value_or(false);
  CHAUBAN_CHECK(in.finish());
  return command;
}

std::string one_line(JsonReader& in, std::string_view name, TextRules rules) {
  rules.multi_line = true;
  return on_one_line(rules.required ? in.text(name, rules) : in.optional_text(name, rules).value_or(""));
}

Result<std::string> parse_one_text(const Json& body, std::string_view name, bool required) {
  JsonReader in(body);
  auto text = one_line(in, name, required ? kNeededReason : kReason);
  CHAUBAN_CHECK(in.finish());
  return text;
}

Result<std::string> parse_opinion(const Json& body, bool required) {
  JsonReader in(body);
  auto rules = kOpinion;
  rules.required = required;
  auto text = required ? in.text("text", rules) : in.optional_text("text", rules).value_or("");
  CHAUBAN_CHECK(in.finish());
  return text;
}

Result<dossier::OpenDossier> parse_open_dossier(const Json& body) {
  JsonReader in(body);
  dossier::OpenDossier command;
  command.plan = in.id<FilePlanId>("plan");
  command.notation = in.text("notation", {.max_characters = 20, .required = true});
  command.title = in.optional_text("title").value_or("");
  if (const auto years = in.optional_integer("retentionYears", 0, 200)) {
    command.retention = dossier::Retention{static_cast<int>(*years)};
  }
  command.start_date = in.optional_date("startDate").value_or(Date{});
  CHAUBAN_CHECK(in.finish());
  return command;
}

Result<dossier::RemoveDocument> parse_remove_document(const Json& body) {
  JsonReader in(body);
  dossier::RemoveDocument command;
  command.document = in.id<DocumentId>("document");
  command.reason = one_line(in, "reason", kNeededReason);
  CHAUBAN_CHECK(in.finish());
  return command;
}

Result<dossier::ReturnTransfer> parse_return_transfer(const Json& body) {
  JsonReader in(body);
  dossier::ReturnTransfer command;
  command.faults = in.texts("faults", 100, {.max_characters = 500, .required = true, .multi_line = true});
  for (auto& fault : command.faults) fault = on_one_line(fault);
  CHAUBAN_CHECK(in.finish());
  return command;
}

Result<file_plan::IssueFilePlan> parse_issue_plan(const Json& body) {
  JsonReader in(body);
  file_plan::IssueFilePlan command;
  command.year = static_cast<int>(in.integer("year", 1945, 2199));
  command.entries = entries_of(in, "entries");
  command.decision = in.optional_text("decision").value_or("");
  CHAUBAN_CHECK(in.finish());
  return command;
}

Result<file_plan::AmendPlan> parse_amend_plan(const Json& body) {
  JsonReader in(body);
  file_plan::AmendPlan command;
  command.added = entries_of(in, "added");
  command.decision = in.optional_text("decision").value_or("");
  CHAUBAN_CHECK(in.finish());
  return command;
}

}  // namespace chauban::server

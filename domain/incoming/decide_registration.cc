// SPDX-License-Identifier: GPL-3.0-or-later
// Into the register: the number, the row, and its corrections.
#include "domain/incoming/flow.h"
#include "domain/rules/rule_set.h"
#include "schemas/base/text.h"

#include <array>

namespace chauban::incoming {
namespace {

/// What a person must have compared with the paper before it stands in the register (ocr, domain 6.11).
constexpr std::array<const char*, 3> kMustConfirm{"code", "issueDate", "issuer"};

Status check_confirmed(const std::map<std::string, Provenance>& provenance) {
  for (const auto* field : kMustConfirm) {
    const auto at = provenance.find(field);
    if (at == provenance.end() || at->second.source != Source::ocr || at->second.confirmed) continue;
    return refuse(ErrorCode::field_unconfirmed, "", {{"field", field}});
  }
  return {};
}

/// The rules of the register's row; what they only warn of.
Result<std::vector<std::string>> check_rules(const RegisterIncoming& command, Date arrival, const Context& context) {
  const auto& r = command.registration;
  auto checked = vietnam_rules().check(RuleStep::registration, RuleScope::incoming,
                                       {.code = r.code,
                                        .subject = r.subject,
                                        .urgency = r.urgency,
                                        .arrival_date = arrival,
                                        .today = context.today,
                                        .reason = command.late_reason,
                                        .calendar = &context.calendar});
  if (checked) return checked;
  auto error = std::move(checked).error();
  if (error.key == "VT-R22") {
    error.details["due"] = format_date(registration_due(arrival, r.urgency, context.calendar).day);
  } else {
    error.details["field"] = "subject";
  }
  return refuse(std::move(error));
}

struct Arrival {
  State doc;
  bool is_new = false;
  Date date{};
};

/// The arrival to be registered; without one, the files that come with the command arrive in the same record.
Result<Arrival> arrival_of(const World& world, const RegisterIncoming& command, const Context& context) {
  if (command.document.is_nil()) return invalid("document", "id_reserved");
  CHAUBAN_TRY(auto found, world.incoming(command.document));
  Arrival arrival{std::move(found.state), found.version == 0, {}};
  auto& doc = arrival.doc;
  if (arrival.is_new) {
    doc.agency = command.agency;
    doc.files = command.files;
    doc.arrived_at = context.now;
    const auto day = command.arrival_date.value_or(context.today);
    if (day.ok() && day < context.today) doc.arrived_at = start_of_day(day);
  } else {
    if (doc.agency != command.agency) return refuse(ErrorCode::not_found);
    CHAUBAN_CHECK(need_stage(doc, {Stage::arrived}));
  }
  arrival.date = command.arrival_date.value_or(vietnam_date(doc.arrived_at));
  if (!arrival.date.ok()) return invalid("arrivalDate", "date_invalid");
  if (arrival.date > context.today) {
    return refuse(ErrorCode::date_in_future, "", {{"field", "arrivalDate"}, {"value", format_date(arrival.date)}});
  }
  return arrival;
}

std::string join(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : "; ") + part;
  return out;
}

/// A registration as history shows it: field of the API and text.
std::vector<std::pair<const char*, std::string>> as_texts(const Registration& r) {
  const auto day = [](std::optional<Date> d) { return d && d->ok() ? format_date(*d) : std::string(); };
  return {{"code", r.code},
          {"kind", r.kind},
          {"issueDate", day(r.issue_date)},
          {"issuer", r.issuer},
          {"subject", r.subject},
          {"language", r.language},
          {"pageAmount", std::to_string(r.page_amount)},
          {"description", r.description},
          {"signerName", r.signer_name},
          {"signerPosition", r.signer_position},
          {"signerAuthority", r.signer_authority},
          {"urgency", std::string(to_string(r.urgency))},
          {"toPlaces", join(r.to_places)},
          {"dueDate", day(r.due_date)},
          {"circulation", r.circulation},
          {"sensitivity", std::to_string(r.sensitivity)}};
}

/// Takes one field over, by its place in as_texts.
void take_field(Registration& to, const Registration& from, std::size_t field) {
  switch (field) {
    case 0: to.code = from.code; break;
    case 1: to.kind = from.kind; break;
    case 2: to.issue_date = from.issue_date; break;
    case 3: to.issuer = from.issuer; break;
    case 4: to.subject = from.subject; break;
    case 5: to.language = from.language; break;
    case 6: to.page_amount = from.page_amount; break;
    case 7: to.description = from.description; break;
    case 8: to.signer_name = from.signer_name; break;
    case 9: to.signer_position = from.signer_position; break;
    case 10: to.signer_authority = from.signer_authority; break;
    case 11: to.urgency = from.urgency; break;
    case 12: to.to_places = from.to_places; break;
    case 13: to.due_date = from.due_date; break;
    case 14: to.circulation = from.circulation; break;
    case 15: to.sensitivity = from.sensitivity; break;
    default: throw Bug("no such field of a registration");
  }
}

/// What reading the files counted: the number of pages is a field the system fills in (ND30 Phụ lục VI, no. 10).
Result<int> pages_of(const World& world, const std::vector<FileId>& files) {
  int pages = 0;
  for (const auto file : files) {
    CHAUBAN_TRY(const auto jobs, world.lookup(lookup_file_job(file)));
    if (jobs.empty()) continue;
    CHAUBAN_TRY(const auto job, world.job(JobId{jobs.back()}));
    pages += job.state.pages;
  }
  return pages;
}

}  // namespace

Decision decide(const World& world, const RegisterIncoming& command, const Context& context) {
  CHAUBAN_CHECK(vietnam_rules().check(RuleStep::arrival, RuleScope::incoming,
                                      {.secrecy = command.secrecy, .today = context.today}));
  CHAUBAN_CHECK(need_role(context, command.agency, {Role::clerk}));
  CHAUBAN_TRY(const auto arrival, arrival_of(world, command, context));
  CHAUBAN_TRY(const auto contents, check_files(world, command.agency, arrival.doc.files));
  CHAUBAN_CHECK(check_confirmed(command.provenance));
  CHAUBAN_CHECK(check_registration(command.registration, arrival.date, context.today));
  CHAUBAN_CHECK(limit_text("lateReason", command.late_reason, 500));
  CHAUBAN_CHECK(limit_text("overrideReason", command.override_reason, 500));
  CHAUBAN_TRY(auto warnings, check_rules(command, arrival.date, context));
  if (trim(command.override_reason).empty()) {
    CHAUBAN_TRY(const auto alike, registered_alike(world, command.agency, command.registration, command.document));
    CHAUBAN_CHECK(refuse_duplicates(world, alike));
    CHAUBAN_TRY(const auto holders, holders_of(world, command.agency, contents, command.document));
    CHAUBAN_CHECK(refuse_duplicates(world, holders));
  }

  // The year of the number is the year of registration in Viet Nam, whenever the paper came (domain 5).
  const int year = static_cast<int>(context.today.year());
  const auto series_id = number_series::series_id(command.agency, "in", year);
  CHAUBAN_TRY(const auto series, world.series(series_id));
  const int number = series.state.last + 1;
  std::vector<NewEvent> events;
  if (!series.state.open) {
    events.push_back(event_of(series_id, number_series::SeriesOpened{series_id, command.agency, "in", year, 1, ""}));
  }
  events.push_back(event_of(series_id, number_series::NumberAssigned{number, command.document}));
  if (arrival.is_new) {
    events.push_back(event_of(command.document, DocumentArrived{command.document, command.agency, command.files,
                                                                command.channel, arrival.doc.arrived_at, ""}));
  }
  auto registration = command.registration;
  if (registration.page_amount == 0) {
    CHAUBAN_TRY(registration.page_amount, pages_of(world, arrival.doc.files));
  }
  events.push_back(event_of(command.document,
                            IncomingRegistered{number, year, arrival.date, std::move(registration), command.provenance,
                                               command.late_reason, command.override_reason, std::move(warnings)}));
  return events;
}

Decision decide(const World& world, const CorrectRegistration& command, const Context& context) {
  using enum Stage;
  CHAUBAN_TRY(const auto doc, existing(world, command.document, context));
  CHAUBAN_CHECK(need_role(context, doc.agency, {Role::clerk}));
  CHAUBAN_CHECK(need_stage(doc, {registered, submitted, directed, in_handling, returned, completed, filed}));
  for (const auto id : doc.dossiers) {
    CHAUBAN_TRY(const auto dossier, world.dossier(id));
    if (dossier.state.stage == dossier::Stage::archived) return conflict("archived", "");
  }
  CHAUBAN_CHECK(need_text("reason", command.reason, 500));
  CHAUBAN_CHECK(need_text("subject", command.registration.subject, 500));
  CHAUBAN_CHECK(check_registration(command.registration, doc.arrival_date, context.today));

  const auto old_texts = as_texts(doc.registration);
  const auto new_texts = as_texts(command.registration);
  Registration present = doc.registration;
  std::vector<NewEvent> events;
  for (std::size_t i = 0; i < old_texts.size(); ++i) {
    if (old_texts[i].second == new_texts[i].second) continue;
    take_field(present, command.registration, i);
    events.push_back(event_of(command.document, RegistrationCorrected{old_texts[i].first, old_texts[i].second,
                                                                      new_texts[i].second, command.reason, present}));
  }
  return events;
}

}  // namespace chauban::incoming

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/subscriptions/event_data.h"

#include "projections/projection.h"
#include "schemas/base/text.h"

namespace chauban::server {
namespace {

using http::Json;

/// A day that is not known is absent.
Json with_day(Json object, std::string_view name, Date date) {
  if (date.ok()) object.set(name, format_date(date));
  return object;
}

Json assignee(const Assignee& who) {
  return who.is_unit() ? Json::object({{"unit", who.unit.str()}}) : Json::object({{"position", who.position.str()}});
}

Json assignees(const std::vector<Assignee>& all) {
  Json out = Json::array();
  for (const auto& who : all) out.push(assignee(who));
  return out;
}

Json texts(const std::vector<std::string>& all) {
  Json out = Json::array();
  for (const auto& text : all) out.push(text);
  return out;
}

template <class AnyId>
Json ids(const std::vector<AnyId>& all) {
  Json out = Json::array();
  for (const auto id : all) out.push(id.str());
  return out;
}

/// An opinion may be 20,000 characters long, an event on the stream 64 KiB: who wants the rest asks for the document.
std::string thin(const std::string& text) {
  constexpr std::size_t kShown = 4000;
  return count_characters(text) <= kShown ? text : first_characters(text, kShown - 1) + "…";
}

Json reason(const std::string& text) { return Json::object({{"reason", text}}); }
Json note(const std::string& text) { return Json::object({{"note", text}}); }

Json data(const account::AccountOpened& e) {
  return Json::object({{"userName", e.user_name}, {"fullName", e.full_name}});
}
Json data(const account::AccountClosed& e) { return reason(e.reason); }
Json data(const account::CredentialChanged& e) { return Json::object({{"kind", e.kind}}); }

Json data(const organisation::OrgUnitCreated& e) { return Json::object({{"agency", e.agency.str()}}); }
Json data(const organisation::OrgUnitNamed& e) {
  Json out = Json::object({{"name", e.name}, {"abbreviation", e.abbreviation}, {"organId", e.organ_id}});
  if (!e.parent.is_nil()) out.set("parent", e.parent.str());
  return with_day(std::move(out), "from", e.from);
}
Json data(const organisation::PositionCreated& e) {
  Json roles = Json::array();
  for (const auto role : e.roles) roles.push(to_string(role));
  return Json::object({{"unit", e.unit.str()}, {"title", e.title}, {"roles", std::move(roles)}});
}
Json data(const organisation::PositionHeld& e) {
  return with_day(Json::object({{"account", e.account.is_nil() ? Json() : Json(e.account.str())}}), "from", e.from);
}

Json data(const file::FileStored& e) {
  return Json::object(
      {{"sha256", e.content.hex()}, {"sizeBytes", e.size_bytes}, {"mediaType", e.media_type}, {"name", e.name}});
}
Json data(const file::QuarantineOpened&) { return Json::object(); }

Json data(const digitization::JobCreated& e) { return Json::object({{"file", e.file.str()}, {"pages", e.pages}}); }
Json data(const digitization::PageRecognised& e) {
  return Json::object({{"page", e.page},
                       {"words", e.word_count},
                       {"confidence", static_cast<double>(e.confidence)},
                       {"textLayer", e.from_text_layer},
                       {"blank", e.blank}});
}
Json data(const digitization::PageFailed& e) {
  return Json::object({{"page", e.page}, {"reason", e.reason}, {"attempts", e.attempts}});
}
Json data(const digitization::FieldSuggested& e) {
  return Json::object({{"field", e.field}, {"confidence", static_cast<double>(e.confidence)}, {"page", e.region.page}});
}
Json data(const digitization::JobCompleted& e) {
  return Json::object({{"pagesRead", e.pages_read}, {"pagesFailed", e.pages_failed}});
}
Json data(const digitization::JobCancelled& e) { return reason(e.reason); }
Json data(const digitization::JobRetried& e) {
  Json pages = Json::array();
  for (const int page : e.pages) pages.push(page);
  return Json::object({{"pages", std::move(pages)}});
}
Json data(const digitization::JobFailed& e) { return reason(e.reason); }

Json data(const number_series::SeriesOpened& e) {
  return Json::object({{"series", e.series}, {"year", e.year}, {"firstFree", e.first_free}});
}
Json numbered(int number, DocumentId document) {
  return Json::object({{"number", number}, {"document", document.str()}});
}
Json data(const number_series::NumberAssigned& e) { return numbered(e.number, e.document); }
Json data(const number_series::NumberVoidProposed& e) { return numbered(e.number, e.document).set("reason", e.reason); }
Json data(const number_series::NumberVoidRejected& e) { return numbered(e.number, e.document).set("reason", e.reason); }
Json data(const number_series::NumberVoided& e) {
  return numbered(e.number, e.document)
      .set("reason", e.reason)
      .set("proposedBy", e.proposed_by.str())
      .set("approvedBy", e.approved_by.str());
}

Json data(const incoming::DocumentArrived& e) {
  return Json::object({{"files", ids(e.files)}, {"channel", e.channel}, {"arrivedAt", format_time(e.arrived_at)}});
}
Json data(const incoming::ArrivalRefused& e) { return reason(e.reason); }
Json data(const incoming::SecretItemRefused&) { return Json::object(); }
Json data(const incoming::IncomingRegistered& e) {
  const auto& r = e.registration;
  Json out = Json::object({{"arrivalNumber", e.arrival_number},
                           {"registerYear", e.year},
                           {"code", r.code},
                           {"issuer", r.issuer},
                           {"kind", r.kind},
                           {"subject", r.subject},
                           {"urgency", to_string(r.urgency)}});
  out = with_day(with_day(std::move(out), "arrivalDate", e.arrival_date), "issueDate", r.issue_date);
  out = with_day(std::move(out), "dueDate", r.due_date.value_or(Date{}));
  if (!e.late_reason.empty()) out.set("lateReason", e.late_reason);
  return out.set("warnings", texts(e.warnings));
}
Json data(const incoming::RegistrationCorrected& e) {
  return Json::object({{"field", e.field}, {"old", e.old_value}, {"new", e.new_value}, {"reason", e.reason}});
}
Json data(const incoming::SubmittedToLeader& e) { return Json::object({{"leader", e.leader.str()}, {"note", e.note}}); }
Json data(const incoming::DirectionGiven& e) {
  Json out = Json::object({{"text", thin(e.text)},
                           {"lead", assignee(e.lead)},
                           {"coop", assignees(e.coop)},
                           {"dueProvisional", e.due_provisional}});
  return with_day(std::move(out), "dueDate", e.due_date);
}
Json data(const incoming::Distributed& e) { return Json::object({{"to", assignees(e.to)}, {"medium", e.medium}}); }
Json data(const incoming::DeliveryAcknowledged& e) { return Json::object({{"recipient", assignee(e.recipient)}}); }
Json data(const incoming::HandlerAssigned& e) { return Json::object({{"to", e.to.str()}, {"reason", e.reason}}); }
Json data(const incoming::ProgressRecorded& e) { return Json::object({{"text", thin(e.text)}}); }
Json data(const incoming::ReturnedForReassignment& e) { return reason(e.reason).set("toLeader", e.to_leader); }
Json data(const incoming::CoordinationDone& e) {
  return Json::object({{"coop", assignee(e.coop)}, {"text", thin(e.text)}});
}
Json data(const incoming::HandlingCompleted& e) {
  return Json::object({{"result", thin(e.result)}, {"replyCode", e.reply_code}, {"onTime", e.on_time}});
}
Json data(const incoming::HandlingReopened& e) { return reason(e.reason); }
Json data(const incoming::FiledIntoDossier& e) {
  return Json::object({{"dossier", e.dossier.str()}, {"ordinal", e.ordinal}});
}
Json data(const incoming::RemovedFromDossier& e) { return reason(e.reason).set("dossier", e.dossier.str()); }
Json data(const incoming::RegistrationVoided& e) { return reason(e.reason); }

Json data(const dossier::DossierOpened& e) {
  Json out = Json::object({{"plan", e.plan.str()},
                           {"notation", e.notation},
                           {"fileCode", e.file_code},
                           {"title", e.title},
                           {"retentionYears", e.retention.years},
                           {"unit", e.unit.str()},
                           {"creator", e.creator.str()}});
  return with_day(std::move(out), "startDate", e.start_date);
}
Json data(const dossier::DocumentAdded& e) {
  return Json::object({{"document", e.document.str()}, {"ordinal", e.ordinal}, {"pages", e.pages}});
}
Json data(const dossier::DocumentRemoved& e) {
  return reason(e.reason).set("document", e.document.str()).set("ordinal", e.ordinal);
}
Json data(const dossier::DossierClosed& e) {
  Json out = note(e.note).set("documents", e.doc_total).set("pages", e.page_total);
  return with_day(std::move(out), "endDate", e.end_date);
}
Json data(const dossier::DossierReopened& e) { return reason(e.reason); }
Json data(const dossier::TransferOffered& e) { return note(e.note); }
Json data(const dossier::TransferAccepted& e) { return note(e.note); }
Json data(const dossier::TransferReturned& e) { return Json::object({{"faults", texts(e.faults)}}); }

Json data(const file_plan::FilePlanIssued& e) {
  return Json::object({{"year", e.year}, {"entries", e.entries.size()}, {"decision", e.decision}});
}
Json data(const file_plan::FilePlanAmended& e) {
  return Json::object({{"added", e.added.size()}, {"decision", e.decision}});
}

}  // namespace

Json event_data(const Event& event) {
  Json out;
  projections::visit_event(event, [&](const auto& one) { out = data(one); });
  return out;
}

}  // namespace chauban::server

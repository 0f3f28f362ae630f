// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/timeline_entry.h"

#include <cmath>

namespace chauban::projections {
namespace {

using Parameters = std::map<std::string, std::string>;

/// Parameters that are empty are left out: the sentence leaves out what it would say of them.
TimelineEntry entry(std::string_view event, const EventFacts& facts, Parameters parameters = {}) {
  std::erase_if(parameters, [](const auto& parameter) { return parameter.second.empty(); });
  TimelineEntry made;
  made.position = facts.position;
  made.event = event;
  made.at = facts.occurred_at;
  made.actor = facts.actor;
  made.parameters = std::move(parameters);
  made.stream = facts.stream;
  return made;
}

TimelineEntry with(TimelineEntry made, const std::string& name, std::vector<Assignee> people) {
  if (!people.empty()) made.people[name] = std::move(people);
  return made;
}

std::string day(Date date) { return date.ok() ? format_date(date) : ""; }
std::string number(int value) { return std::to_string(value); }
Assignee position(PositionId id) { return {{}, id}; }

/// `0,91` or `0.91` is the language's matter: kept as hundredths.
std::string hundredths(double value) { return std::to_string(std::llround(value * 100)); }

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

}  // namespace

void ReadingSums::add(const digitization::PageRecognised& page) {
  ++pages;
  words += page.word_count;
  confidence_sum += std::llround(static_cast<double>(page.confidence) * 1e6) * page.word_count;
}

TimelineEntry entry_of(const incoming::DocumentArrived& e, const EventFacts& facts) {
  return entry("DocumentArrived", facts,
               {{"channel", e.channel}, {"files", std::to_string(e.files.size())}, {"note", e.note}});
}
TimelineEntry entry_of(const incoming::ArrivalRefused& e, const EventFacts& facts) {
  return entry("ArrivalRefused", facts, {{"reason", e.reason}});
}
TimelineEntry entry_of(const incoming::SecretItemRefused&, const EventFacts& facts) {
  return entry("SecretItemRefused", facts);
}
TimelineEntry entry_of(const incoming::IncomingRegistered& e, const EventFacts& facts) {
  return entry("IncomingRegistered", facts,
               {{"number", number(e.arrival_number)},
                {"year", number(e.year)},
                {"arrivalDate", day(e.arrival_date)},
                {"code", e.registration.code},
                {"lateReason", e.late_reason},
                {"overrideReason", e.override_reason}});
}
TimelineEntry entry_of(const incoming::RegistrationCorrected& e, const EventFacts& facts) {
  auto made = entry("RegistrationCorrected", facts,
                    {{"field", e.field}, {"old", e.old_value}, {"new", e.new_value}, {"reason", e.reason}});
  made.field = e.field;
  made.old_value = e.old_value;
  made.new_value = e.new_value;
  return made;
}
TimelineEntry entry_of(const incoming::SubmittedToLeader& e, const EventFacts& facts) {
  return with(entry("SubmittedToLeader", facts, {{"note", e.note}}), "leader", {position(e.leader)});
}
TimelineEntry entry_of(const incoming::DirectionGiven& e, const EventFacts& facts) {
  return with(with(entry("DirectionGiven", facts, {{"text", e.text}, {"dueDate", day(e.due_date)}}), "lead", {e.lead}),
              "coop", e.coop);
}
TimelineEntry entry_of(const incoming::Distributed& e, const EventFacts& facts) {
  return with(entry("Distributed", facts, {{"medium", e.medium}}), "to", e.to);
}
TimelineEntry entry_of(const incoming::DeliveryAcknowledged& e, const EventFacts& facts) {
  return with(entry("DeliveryAcknowledged", facts), "recipient", {e.recipient});
}
TimelineEntry entry_of(const incoming::HandlerAssigned& e, const EventFacts& facts) {
  return with(entry("HandlerAssigned", facts, {{"reason", e.reason}}), "to", {position(e.to)});
}
TimelineEntry entry_of(const incoming::ProgressRecorded& e, const EventFacts& facts) {
  return entry("ProgressRecorded", facts, {{"text", e.text}});
}
TimelineEntry entry_of(const incoming::ReturnedForReassignment& e, const EventFacts& facts) {
  return entry("ReturnedForReassignment", facts,
               {{"reason", e.reason}, {"backTo", e.to_leader ? "leader" : "unitHead"}});
}
TimelineEntry entry_of(const incoming::CoordinationDone& e, const EventFacts& facts) {
  return with(entry("CoordinationDone", facts, {{"text", e.text}}), "coop", {e.coop});
}
TimelineEntry entry_of(const incoming::HandlingCompleted& e, const EventFacts& facts) {
  return entry("HandlingCompleted", facts,
               {{"result", e.result}, {"replyCode", e.reply_code}, {"timeliness", e.on_time ? "onTime" : "late"}});
}
TimelineEntry entry_of(const incoming::HandlingReopened& e, const EventFacts& facts) {
  return entry("HandlingReopened", facts, {{"reason", e.reason}});
}
TimelineEntry entry_of(const incoming::FiledIntoDossier& e, const EventFacts& facts) {
  return entry("FiledIntoDossier", facts, {{"dossier", e.dossier.str()}, {"ordinal", number(e.ordinal)}});
}
TimelineEntry entry_of(const incoming::RemovedFromDossier& e, const EventFacts& facts) {
  return entry("RemovedFromDossier", facts, {{"dossier", e.dossier.str()}, {"reason", e.reason}});
}
TimelineEntry entry_of(const incoming::RegistrationVoided& e, const EventFacts& facts) {
  return entry("RegistrationVoided", facts, {{"reason", e.reason}});
}

TimelineEntry entry_of(const file::FileStored& e, const EventFacts& facts) {
  return entry("FileStored", facts,
               {{"file", e.file.str()},
                {"name", e.name},
                {"sizeBytes", std::to_string(e.size_bytes)},
                {"sha256", e.content.hex().substr(0, 12)}});
}
TimelineEntry entry_of(const file::QuarantineOpened& e, const EventFacts& facts) {
  return entry("QuarantineOpened", facts, {{"page", e.page > 0 ? number(e.page) : ""}});
}

TimelineEntry entry_of(const digitization::JobCreated& e, const EventFacts& facts) {
  return entry("JobCreated", facts, {{"pages", number(e.pages)}, {"file", e.file.str()}});
}
TimelineEntry entry_of(const digitization::PageFailed& e, const EventFacts& facts) {
  return entry("PageFailed", facts, {{"page", number(e.page)}, {"failure", e.reason}});
}
TimelineEntry entry_of(const digitization::JobCompleted& e, const ReadingSums& sums, const EventFacts& facts) {
  const double confidence = sums.words == 0 ? 0 : static_cast<double>(sums.confidence_sum) / 1e6 / sums.words;
  return entry("JobCompleted", facts,
               {{"pages", number(e.pages_read)},
                {"failedPages", e.pages_failed > 0 ? number(e.pages_failed) : ""},
                {"words", number(sums.words)},
                {"confidence", hundredths(confidence)}});
}
TimelineEntry entry_of(const digitization::JobCancelled& e, const EventFacts& facts) {
  return entry("JobCancelled", facts, {{"reason", e.reason}});
}
TimelineEntry entry_of(const digitization::JobRetried& e, const EventFacts& facts) {
  return entry("JobRetried", facts, {{"pages", std::to_string(e.pages.size())}});
}
TimelineEntry entry_of(const digitization::JobFailed& e, const EventFacts& facts) {
  return entry("JobFailed", facts, {{"failure", e.reason}});
}

TimelineEntry entry_of(const number_series::NumberVoidProposed& e, const EventFacts& facts) {
  return entry("NumberVoidProposed", facts, {{"number", number(e.number)}, {"reason", e.reason}});
}
TimelineEntry entry_of(const number_series::NumberVoidRejected& e, const EventFacts& facts) {
  return entry("NumberVoidRejected", facts, {{"number", number(e.number)}, {"reason", e.reason}});
}
TimelineEntry entry_of(const number_series::NumberVoided& e, const EventFacts& facts) {
  return entry("NumberVoided", facts, {{"number", number(e.number)}, {"reason", e.reason}});
}

TimelineEntry entry_of(const dossier::DossierOpened& e, const EventFacts& facts) {
  return with(entry("DossierOpened", facts, {{"fileCode", e.file_code}, {"title", e.title}}), "creator",
              {position(e.creator)});
}
TimelineEntry entry_of(const dossier::DocumentAdded& e, const EventFacts& facts) {
  return entry("DocumentAdded", facts,
               {{"document", e.document.str()}, {"ordinal", number(e.ordinal)}, {"pages", number(e.pages)}});
}
TimelineEntry entry_of(const dossier::DocumentRemoved& e, const EventFacts& facts) {
  return entry("DocumentRemoved", facts,
               {{"document", e.document.str()}, {"ordinal", number(e.ordinal)}, {"reason", e.reason}});
}
TimelineEntry entry_of(const dossier::DossierClosed& e, const EventFacts& facts) {
  return entry("DossierClosed", facts,
               {{"documents", number(e.doc_total)}, {"pages", number(e.page_total)}, {"note", e.note}});
}
TimelineEntry entry_of(const dossier::DossierReopened& e, const EventFacts& facts) {
  return entry("DossierReopened", facts, {{"reason", e.reason}});
}
TimelineEntry entry_of(const dossier::TransferOffered& e, const EventFacts& facts) {
  return entry("TransferOffered", facts, {{"note", e.note}});
}
TimelineEntry entry_of(const dossier::TransferAccepted& e, const EventFacts& facts) {
  return entry("TransferAccepted", facts, {{"note", e.note}});
}
TimelineEntry entry_of(const dossier::TransferReturned& e, const EventFacts& facts) {
  return entry("TransferReturned", facts, {{"faults", joined(e.faults)}});
}

}  // namespace chauban::projections

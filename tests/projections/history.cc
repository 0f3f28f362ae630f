// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/projections/history.h"

namespace chauban::projections {

using namespace std::chrono_literals;

History& History::add(StreamRef stream, Event event) {
  now_ += 1min;
  EventFacts facts;
  facts.position = {{1}, events_.size()};
  facts.id.value.bytes[0] = 0xEE;
  facts.id.value.bytes[14] = static_cast<std::uint8_t>(events_.size() >> 8U);
  facts.id.value.bytes[15] = static_cast<std::uint8_t>(events_.size());
  facts.stream = stream;
  facts.seq = ++versions_[stream];
  facts.occurred_at = now_;
  facts.business_date = vietnam_date(now_);
  facts.actor = actor_;
  facts.agency = kAgency;
  events_.push_back({facts, std::move(event)});
  return *this;
}

MemoryRows History::rows_of(const Projection& view) const {
  MemoryRows rows;
  for (const auto& event : events_) view.apply(event, rows);
  return rows;
}

History& History::arrives(DocumentId document, FileId file, std::string note) {
  this->file(file, stored(file));
  return this->document(document, incoming::DocumentArrived{document, kAgency, {file}, "paper", now_, std::move(note)});
}

History& History::registers(DocumentId document, int number, incoming::Registration registration) {
  series(number_series::NumberAssigned{number, document});
  incoming::IncomingRegistered event;
  event.arrival_number = number;
  event.year = 2026;
  event.arrival_date = vietnam_date(now_);
  event.registration = std::move(registration);
  return this->document(document, event);
}

History& History::directed_to_unit(DocumentId document) {
  by(kClerk).document(document, incoming::SubmittedToLeader{kLeader, ""});
  incoming::DirectionGiven direction;
  direction.text = "Phòng xử lý";
  direction.lead = Assignee{kUnit, {}};
  direction.due_date = vietnam_date(now_ + 24h * 5);
  by(kLeader).document(document, direction);
  return this->document(document, incoming::Distributed{{direction.lead}, "electronic"});
}

incoming::Registration letter(std::string code, std::string subject, Urgency urgency) {
  incoming::Registration registration;
  registration.code = std::move(code);
  registration.kind = "quyết định";
  registration.issue_date = Date{std::chrono::year(2026) / 2 / 27};
  registration.issuer = "Sở Nội vụ";
  registration.subject = std::move(subject);
  registration.page_amount = 2;
  registration.signer_name = "Trần Văn Minh";
  registration.urgency = urgency;
  return registration;
}

file::FileStored stored(FileId file) {
  file::FileStored event;
  event.file = file;
  event.agency = kAgency;
  event.content = sha256(file.value.view());
  event.size_bytes = 1234;
  event.media_type = "application/pdf";
  event.name = "scan.pdf";
  return event;
}

dossier::DossierOpened opened(DossierId dossier, std::string notation) {
  dossier::DossierOpened event;
  event.dossier = dossier;
  event.agency = kAgency;
  event.plan = kPlan;
  event.file_code = "H57.30." + notation;
  event.notation = std::move(notation);
  event.title = "Cải cách hành chính 2026";
  event.retention = {20};
  event.unit = kUnit;
  event.creator = kOfficer;
  event.start_date = Date{std::chrono::year(2026) / 3 / 2};
  return event;
}

}  // namespace chauban::projections

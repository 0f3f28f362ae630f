// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/incoming/flow.h"

#include "schemas/base/text.h"

#include <algorithm>

namespace chauban::incoming {
namespace {

/// The commands a stage allows to somebody.
std::string_view allowed(Stage stage) {
  switch (stage) {
    case Stage::absent:
    case Stage::refused:
    case Stage::voided: return "";
    case Stage::arrived: return "RegisterIncoming,RefuseArrival";
    case Stage::registered: return "SubmitToLeader,CorrectRegistration,ProposeVoid";
    case Stage::submitted: return "GiveDirection,SubmitToLeader,CorrectRegistration,ProposeVoid";
    case Stage::directed:
    case Stage::in_handling:
      return "AcknowledgeDelivery,AssignHandler,RecordProgress,FinishCoordination,CompleteHandling,"
             "ReturnForReassignment,"
             "CorrectRegistration,ProposeVoid";
    case Stage::returned: return "GiveDirection,SubmitToLeader,CorrectRegistration,ProposeVoid";
    case Stage::completed: return "FileIntoDossier,ReopenHandling,CorrectRegistration";
    case Stage::filed: return "FileIntoDossier,ReopenHandling,CorrectRegistration";
  }
  return "";
}

bool is_live(const State& doc) {
  return doc.stage != Stage::absent && doc.stage != Stage::refused && doc.stage != Stage::voided;
}

Status add_live(const World& world, Uuid id, AgencyId agency, DocumentId except, std::vector<DocumentId>& into) {
  const DocumentId document{id};
  if (document == except || std::find(into.begin(), into.end(), document) != into.end()) return {};
  CHAUBAN_TRY(const auto found, world.incoming(document));
  if (found.state.agency == agency && is_live(found.state)) into.push_back(document);
  return {};
}

Status check_date(const char* field, Date date, Date latest, const char* too_late) {
  if (!date.ok()) return invalid(field, "date_invalid");
  if (date > latest)
    return refuse(ErrorCode::invalid_field, too_late, {{"field", field}, {"value", format_date(date)}});
  return {};
}

}  // namespace

Result<State> existing(const World& world, DocumentId document, const Context& context) {
  CHAUBAN_TRY(auto found, world.incoming(document));
  if (found.state.stage == Stage::absent || !belongs(context, found.state.agency)) return refuse(ErrorCode::not_found);
  return std::move(found.state);
}

tl::unexpected<Error> wrong_stage(const State& doc) { return conflict(to_string(doc.stage), allowed(doc.stage)); }

Status need_stage(const State& doc, std::initializer_list<Stage> stages) {
  if (std::find(stages.begin(), stages.end(), doc.stage) != stages.end()) return {};
  return wrong_stage(doc);
}

PositionId handler_of(const State& doc) { return doc.handler.is_nil() ? doc.lead.position : doc.handler; }

UnitId lead_unit(const State& doc, const Context& context) {
  if (doc.lead.is_unit()) return doc.lead.unit;
  const auto* position = context.directory.position(doc.lead.position);
  return position == nullptr ? UnitId{} : position->unit;
}

bool is_handler(const State& doc, const Context& context) {
  const auto* position = acting(context);
  return position != nullptr && position->id == handler_of(doc);
}

bool is_lead_head(const State& doc, const Context& context) { return is_head_of(context, lead_unit(doc, context)); }

Status need_handler(const State& doc, const Context& context) {
  if (is_handler(doc, context)) return {};
  if (handler_of(doc).is_nil() && is_lead_head(doc, context)) return {};
  return forbidden(handler_of(doc).is_nil() ? "unitHead" : "handler");
}

Result<std::vector<Digest>> check_files(const World& world, AgencyId agency, const std::vector<FileId>& files) {
  std::vector<Digest> contents;
  for (const auto id : files) {
    CHAUBAN_TRY(const auto found, world.file(id));
    if (found.state.stage == file::Stage::absent || found.state.agency != agency) {
      return refuse(ErrorCode::not_found, "", {{"field", "files"}});
    }
    if (found.state.stage == file::Stage::quarantined) return refuse(ErrorCode::content_locked, "VT-R29");
    contents.push_back(found.state.content);
  }
  return contents;
}

Result<std::vector<DocumentId>> holders_of(const World& world, AgencyId agency, const std::vector<Digest>& contents,
                                           DocumentId except) {
  std::vector<DocumentId> holders;
  for (const auto& content : contents) {
    CHAUBAN_TRY(const auto files, world.lookup(lookup_content(agency, content)));
    for (const auto& file : files) {
      CHAUBAN_TRY(const auto documents, world.lookup(lookup_file_documents(FileId{file})));
      for (const auto& document : documents) CHAUBAN_CHECK(add_live(world, document, agency, except, holders));
    }
  }
  return holders;
}

Result<std::vector<DocumentId>> registered_alike(const World& world, AgencyId agency, const Registration& registration,
                                                 DocumentId except) {
  std::vector<DocumentId> alike;
  if (registration.code.empty()) return alike;
  CHAUBAN_TRY(const auto documents, world.lookup(lookup_duplicate(agency, registration)));
  for (const auto& document : documents) CHAUBAN_CHECK(add_live(world, document, agency, except, alike));
  return alike;
}

Result<void> refuse_duplicates(const World& world, const std::vector<DocumentId>& documents) {
  if (documents.empty()) return {};
  std::string ids;
  std::string numbers;
  for (const auto document : documents) {
    ids += (ids.empty() ? "" : ",") + document.str();
    CHAUBAN_TRY(const auto found, world.incoming(document));
    if (found.state.arrival_number == 0) continue;
    numbers += (numbers.empty() ? "" : ",") + std::to_string(found.state.arrival_number);
  }
  return refuse(ErrorCode::duplicate_suspected, numbers.empty() ? "duplicate_content" : "",
                {{"documents", ids}, {"numbers", numbers}});
}

Status check_registration(const Registration& r, Date arrival, Date today) {
  CHAUBAN_CHECK(need_text("issuer", r.issuer, 200));
  CHAUBAN_CHECK(limit_text("code", r.code, 60));
  CHAUBAN_CHECK(limit_text("kind", r.kind, 100));
  CHAUBAN_CHECK(limit_text("language", r.language, 30));
  CHAUBAN_CHECK(limit_text("description", r.description, 500));
  CHAUBAN_CHECK(limit_text("signerName", r.signer_name, 100));
  CHAUBAN_CHECK(limit_text("signerPosition", r.signer_position, 100));
  CHAUBAN_CHECK(limit_text("signerAuthority", r.signer_authority, 100));
  CHAUBAN_CHECK(limit_text("circulation", r.circulation, 100));
  std::size_t places = 0;
  for (const auto& place : r.to_places) places += count_characters(place);
  if (places > 1000 || r.to_places.size() > 200) return invalid("toPlaces", "text_too_long");
  if (!r.issue_date.ok()) return invalid("issueDate", "date_invalid");
  if (r.issue_date > today) {
    return refuse(ErrorCode::date_in_future, "", {{"field", "issueDate"}, {"value", format_date(r.issue_date)}});
  }
  CHAUBAN_CHECK(check_date("issueDate", r.issue_date, arrival, "date_after_arrival"));
  if (r.due_date && !r.due_date->ok()) return invalid("dueDate", "date_invalid");
  if (r.page_amount < 0 || r.page_amount > 100'000) return invalid("pageAmount", "number_unknown");
  if (r.sensitivity < 1 || r.sensitivity > 4) return invalid("sensitivity", "number_unknown");
  return {};
}

}  // namespace chauban::incoming

// SPDX-License-Identifier: GPL-3.0-or-later
// Bodies of requests become commands here and nowhere else: limits, pointers of faults, unknown members.
#pragma once

#include "domain/command.h"
#include "server/http/json.h"

namespace chauban::server {

/// All: errors of JsonReader::finish. What a value means in the domain is decide's to say.
Result<incoming::RecordArrival> parse_record_arrival(const http::Json& body);
Result<incoming::RegisterIncoming> parse_register_incoming(const http::Json& body);
/// A merge patch over what is registered now: absent keeps, null clears.
Result<incoming::CorrectRegistration> parse_correction(const http::Json& body, incoming::Registration present);
Result<incoming::SubmitToLeader> parse_submit_to_leader(const http::Json& body);
Result<incoming::GiveDirection> parse_give_direction(const http::Json& body);
Result<incoming::AssignHandler> parse_assign_handler(const http::Json& body);
Result<incoming::CompleteHandling> parse_complete_handling(const http::Json& body);
/// `{"reason"}`, `{"note"}`: one text under this name, at most 500 characters in one line.
Result<std::string> parse_one_text(const http::Json& body, std::string_view name, bool required = true);
/// `{"text"}`: an opinion, at most incoming::kMaxOpinion characters in as many lines as it takes.
Result<std::string> parse_opinion(const http::Json& body, bool required = true);
/// What people type in a box of several lines and what is kept as one line (reasons, notes, the subject): line breaks
/// and tabs become blanks, so that a title copied from a scan is taken. Empty where it is absent and not required.
/// Faults: those of JsonReader::text.
std::string one_line(http::JsonReader& in, std::string_view name, TextRules rules);
template <class AnyId>
Result<AnyId> parse_one_id(const http::Json& body, std::string_view name) {
  http::JsonReader in(body);
  const auto id = in.id<AnyId>(name);
  CHAUBAN_CHECK(in.finish());
  return id;
}
Result<dossier::OpenDossier> parse_open_dossier(const http::Json& body);
Result<dossier::RemoveDocument> parse_remove_document(const http::Json& body);
Result<dossier::ReturnTransfer> parse_return_transfer(const http::Json& body);
Result<file_plan::IssueFilePlan> parse_issue_plan(const http::Json& body);
Result<file_plan::AmendPlan> parse_amend_plan(const http::Json& body);

/// Faults of the domain name a field; in a RegisterIncoming request it stands under `fields`.
Error under_fields(Error error);

}  // namespace chauban::server

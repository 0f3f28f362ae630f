// SPDX-License-Identifier: GPL-3.0-or-later
// Bodies of requests become commands here and nowhere else: limits, pointers of faults, unknown members.
#pragma once

#include "domain/command.h"
#include "projections/archive.h"
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
/// `{"reason"}`, `{"note"}`, `{"text"}`: one text under this name.
Result<std::string> parse_one_text(const http::Json& body, std::string_view name, std::size_t max_characters,
                                   bool required = true);
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

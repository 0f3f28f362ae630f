// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of an incoming document: parsed, sent, answered with the document as it is then.
#include "server/routes/parse.h"
#include "server/routes/render.h"
#include "server/routes/route_sets.h"

namespace chauban::server {
namespace {

using auth::Permission;
using projections::DocumentCard;
/// Makes the command from the body; the document as it was is given for those that change a part of it.
using Make = Result<Command> (*)(const Json& body, const DocumentCard& card);

Json present_json(const Api& api, const Request& request, const ViewSnapshot& documents, const DocumentCard& card) {
  return incoming_json({api, request, api.directory(), documents, api.services.views.read("jobs")}, card);
}

Result<Response> answer(const Api& api, Request& request, DocumentId id, const Receipt& receipt, int status) {
  CHAUBAN_TRY(const auto documents, read_after(api, request, "documents", receipt));
  CHAUBAN_TRY(const auto card, find_document(documents, id));
  if (!card) return refuse(ErrorCode::not_found);
  auto response = tagged(request, card->version, present_json(api, request, documents, *card), status);
  if (status == 201) response.headers.set("Location", "/v1/incoming/" + id.str());
  return response;
}

/// What a client needs to go on after this refusal: the document as it is, those it looks like.
Error helped(const Api& api, const Request& request, Error error, std::optional<DocumentId> id) {
  const auto documents = api.services.views.read("documents");
  if (error.code == ErrorCode::version_conflict && id) {
    const auto card = readable_document(api, request, documents, *id);
    if (card) error.details["current"] = present_json(api, request, documents, *card).str();
  }
  if (error.code == ErrorCode::duplicate_suspected) {
    Json matches = Json::array();
    std::string_view ids = error.details["documents"];
    while (!ids.empty()) {
      const auto comma = ids.find(',');
      const auto other = DocumentId::parse(ids.substr(0, comma));
      ids.remove_prefix(comma == std::string_view::npos ? ids.size() : comma + 1);
      const auto card = other ? readable_document(api, request, documents, *other) : refuse(ErrorCode::not_found);
      const auto reason = error.key == "duplicate_content" ? "content" : "registration";
      if (card) matches.push(duplicate_json(*card, reason));
    }
    error.details["matches"] = matches.str();
  }
  return error;
}

Result<Response> command(const Api& api, Request& request, Make make) {
  CHAUBAN_TRY(const auto id, path_id<DocumentId>(request));
  CHAUBAN_TRY(const auto body, body_of(request, true));
  const auto documents = api.services.views.read("documents");
  CHAUBAN_TRY(const auto card, readable_document(api, request, documents, id));
  auto version = if_match_version(request);
  if (!version) return refuse(helped(api, request, version.error(), id));
  CHAUBAN_TRY(auto made, make(body, card));
  Submission how{.body = &body};
  if (*version) how.expected.push_back({{Aggregate::incoming, id.value}, **version});
  const auto receipt = submit(api, request, std::move(made), std::move(how));
  if (!receipt) return refuse(helped(api, request, receipt.error(), id));
  return answer(api, request, id, *receipt, 200);
}

/// A command that is its document and nothing else.
template <class C>
Result<Command> bare(const Json& body, const DocumentCard& card) {
  JsonReader in(body);
  CHAUBAN_CHECK(in.finish());
  C made;
  made.document = card.id;
  return made;
}

template <class C>
Result<Command> with_reason(const Json& body, const DocumentCard& card) {
  C made;
  made.document = card.id;
  CHAUBAN_TRY(made.reason, parse_one_text(body, "reason"));
  return made;
}

template <class C, Result<C> (*parse)(const Json&)>
Result<Command> parsed(const Json& body, const DocumentCard& card) {
  CHAUBAN_TRY(auto made, parse(body));
  made.document = card.id;
  return made;
}

Result<Command> make_progress(const Json& body, const DocumentCard& card) {
  CHAUBAN_TRY(auto text, parse_opinion(body));
  return incoming::RecordProgress{card.id, std::move(text)};
}

Result<Command> make_coordination(const Json& body, const DocumentCard& card) {
  CHAUBAN_TRY(auto text, parse_opinion(body, false));
  return incoming::FinishCoordination{card.id, std::move(text)};
}

Result<Command> make_filing(const Json& body, const DocumentCard& card) {
  CHAUBAN_TRY(const auto dossier, parse_one_id<DossierId>(body, "dossier"));
  return incoming::FileIntoDossier{card.id, dossier};
}

Result<Command> make_correction(const Json& body, const DocumentCard& card) {
  CHAUBAN_TRY(auto made, parse_correction(body, card.state.registration));
  made.document = card.id;
  return made;
}

Result<Response> record_arrival(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto body, body_of(request));
  CHAUBAN_TRY(auto made, parse_record_arrival(body));
  made.document = new_id<DocumentId>(api);
  made.agency = request.session->agency;
  const auto documents = api.services.views.read("documents");
  // A file one may not know of cannot be laid into a document of one's own, to be read there. One that is so new that
  // no view has it yet is the caller's to name: decide knows it.
  const auto rights = rights_of(api, request);
  for (const auto id : made.files) {
    CHAUBAN_TRY(const auto file, find_file(documents, id));
    if (file && !may_read_file(request, documents, rights, *file)) return refuse(ErrorCode::not_found);
  }
  const auto secrecy = made.secrecy;
  const auto receipt = submit(api, request, std::move(made), {.body = &body});
  if (!receipt && secrecy != Secrecy::none && receipt.error().code == ErrorCode::secrecy_not_accepted) {
    const incoming::RefuseSecretItem refusal{new_id<DocumentId>(api), request.session->agency};
    CHAUBAN_CHECK(submit(api, request, refusal, {.part = "refusal"}));
  }
  if (!receipt) return refuse(helped(api, request, receipt.error(), std::nullopt));
  const auto id = stream_in(*receipt, Aggregate::incoming);
  CHAUBAN_ASSERT(id.has_value());
  return answer(api, request, DocumentId{*id}, *receipt, 201);
}

Result<Response> register_incoming(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto body, body_of(request));
  CHAUBAN_TRY(auto made, parse_register_incoming(body));
  made.agency = request.session->agency;
  const auto documents = api.services.views.read("documents");
  const auto rights = rights_of(api, request);
  for (const auto id : made.files) {
    CHAUBAN_TRY(const auto file, find_file(documents, id));
    if (file && !may_read_file(request, documents, rights, *file)) return refuse(ErrorCode::not_found);
  }
  if (made.document.is_nil()) made.document = new_id<DocumentId>(api);
  const auto receipt = submit(api, request, std::move(made), {.body = &body});
  if (!receipt) return refuse(under_fields(helped(api, request, receipt.error(), std::nullopt)));
  const auto id = stream_in(*receipt, Aggregate::incoming);
  CHAUBAN_ASSERT(id.has_value());
  return answer(api, request, DocumentId{*id}, *receipt, 201);
}

}  // namespace

void add_incoming_commands(http::Router& router, const ApiPtr& api) {
  using namespace incoming;
  router.post("/v1/incoming", Permission::register_incoming, with(api, register_incoming));
  router.post("/v1/incoming/arrivals", Permission::arrivals, with(api, record_arrival));
  const auto handler = [&](Make make) -> http::Handler {
    return [api, make](Request& request) { return command(*api, request, make); };
  };
  router.patch("/v1/incoming/{id}", Permission::correct_registration, handler(make_correction));
  const auto add = [&](const char* name, Permission permission, Make make) {
    router.post(std::string("/v1/incoming/{id}/") + name, permission, handler(make));
  };
  add("refuseArrival", Permission::arrivals, with_reason<RefuseArrival>);
  add("submitToLeader", Permission::submit_to_leader, parsed<SubmitToLeader, parse_submit_to_leader>);
  add("giveDirection", Permission::give_direction, parsed<GiveDirection, parse_give_direction>);
  add("acknowledgeDelivery", Permission::acknowledge, bare<AcknowledgeDelivery>);
  add("assignHandler", Permission::assign_handler, parsed<AssignHandler, parse_assign_handler>);
  add("recordProgress", Permission::handle, make_progress);
  add("returnForReassignment", Permission::handle, with_reason<ReturnForReassignment>);
  add("finishCoordination", Permission::handle, make_coordination);
  add("completeHandling", Permission::handle, parsed<CompleteHandling, parse_complete_handling>);
  add("reopenHandling", Permission::handle, with_reason<ReopenHandling>);
  add("fileIntoDossier", Permission::file_into_dossier, make_filing);
  add("proposeVoid", Permission::propose_void, with_reason<number_series::ProposeVoid>);
  add("approveVoid", Permission::approve_void, bare<number_series::ApproveVoid>);
  add("rejectVoid", Permission::approve_void, with_reason<number_series::RejectVoid>);
}

}  // namespace chauban::server

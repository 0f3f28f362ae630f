// SPDX-License-Identifier: GPL-3.0-or-later
// Incoming documents: lists, one, its history, what is read from a scan, what it may be a duplicate of.
#include "domain/incoming/flow.h"
#include "server/command/loaded_world.h"
#include "server/routes/render.h"
#include "server/routes/route_sets.h"

namespace chauban::server {
namespace {

using auth::Permission;

std::optional<incoming::Stage> parse_stage(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(incoming::Stage::voided); ++i) {
    const auto stage = static_cast<incoming::Stage>(i);
    if (stage != incoming::Stage::absent && to_string(stage) == name) return stage;
  }
  return std::nullopt;
}

View view_of(const Api& api, const Request& request, const ViewSnapshot& documents) {
  return {api, request, api.directory(), documents, api.services.views.read("jobs")};
}

Json cards_json(const View& view, const std::vector<projections::DocumentCard>& cards) {
  Json items = Json::array();
  for (const auto& card : cards) items.push(incoming_json(view, card));
  return items;
}

Result<projections::DocumentFilter> filter_of(const Api& api, const Request& request) {
  projections::DocumentFilter filter;
  CHAUBAN_TRY(const auto stage, query_choice<incoming::Stage>(request, "state", parse_stage));
  if (stage) filter.stages.insert(*stage);
  CHAUBAN_TRY(const auto unit, query_id<UnitId>(request, "unit"));
  CHAUBAN_TRY(const auto holder, query_id<PositionId>(request, "holder"));
  if (unit && holder) return bad_filter("unit", unit->str());
  if (unit) filter.holder = Assignee{*unit, {}};
  if (holder) filter.holder = Assignee{{}, *holder};
  CHAUBAN_TRY(filter.urgency, query_choice<Urgency>(request, "urgency", parse_urgency));
  CHAUBAN_TRY(filter.due_before, query_date(request, "dueBefore"));
  CHAUBAN_TRY(filter.arrived_from, query_date(request, "arrivedFrom"));
  CHAUBAN_TRY(filter.arrived_to, query_date(request, "arrivedTo"));
  CHAUBAN_TRY(filter.code, query_text(request, "code", 100));
  CHAUBAN_TRY(filter.issuer, query_text(request, "issuer", 200));
  filter.reader = rights_of(api, request);
  return filter;
}

Result<Response> list_incoming(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_query(request, {"state", "unit", "holder", "urgency", "dueBefore", "arrivedFrom", "arrivedTo",
                                      "code", "issuer", "limit", "cursor"}));
  CHAUBAN_TRY(const auto filter, filter_of(api, request));
  CHAUBAN_TRY(const auto page, page_of(api, request));
  CHAUBAN_TRY(const auto documents, read_view(api, request, "documents"));
  CHAUBAN_TRY(const auto found, list_documents(documents, request.session->agency, filter, page));
  auto items = cards_json(view_of(api, request, documents), found.items);
  return Response::json(listed(api, request, std::move(items), found.next).str());
}

Result<Response> list_arrivals(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_query(request, {"limit", "cursor"}));
  CHAUBAN_TRY(const auto page, page_of(api, request));
  CHAUBAN_TRY(const auto documents, read_view(api, request, "documents"));
  CHAUBAN_TRY(auto found, projections::list_arrivals(documents, request.session->agency, page));
  const auto rights = rights_of(api, request);
  std::erase_if(found.items, [&](const auto& card) { return !may_read(rights, card.rights()); });
  auto items = cards_json(view_of(api, request, documents), found.items);
  return Response::json(listed(api, request, std::move(items), found.next).str());
}

Result<Response> get_incoming(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<DocumentId>(request));
  CHAUBAN_TRY(const auto documents, read_view(api, request, "documents"));
  CHAUBAN_TRY(const auto card, readable_document(api, request, documents, id));
  return tagged(request, card.version, incoming_json(view_of(api, request, documents), card));
}

Result<Response> get_history(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<DocumentId>(request));
  CHAUBAN_TRY(const auto documents, read_view(api, request, "documents"));
  CHAUBAN_CHECK(readable_document(api, request, documents, id));
  CHAUBAN_TRY(const auto timeline, read_view(api, request, "timeline"));
  std::vector<projections::TimelineEntry> entries;
  projections::Page page{.limit = 500, .after = ""};
  do {
    CHAUBAN_TRY(auto found, projections::document_timeline(timeline, id, page));
    std::move(found.items.begin(), found.items.end(), std::back_inserter(entries));
    page.after = found.next;
  } while (!page.after.empty() && entries.size() < 5000);
  return Response::json(Json::object({{"items", history_json(request, *api.directory(), entries)}}).str());
}

Json region_json(const digitization::Region& region) {
  const auto& box = region.box;
  return Json::object({{"page", region.page}, {"box", box_json(box[0], box[1], box[2], box[3])}});
}

Json suggestion_json(const digitization::FieldSuggested& field) {
  // These three are never confirmed by silence (domain 6.11).
  const bool must = field.field == "code" || field.field == "issueDate" || field.field == "issuer";
  Json out = Json::object({{"value", field.value}, {"confidence", rounded(field.confidence)}, {"mustConfirm", must}});
  if (field.region.page > 0) out.set("region", region_json(field.region));
  if (!field.raw.empty()) out.set("raw", field.raw);
  Json candidates = Json::array();
  for (const auto& candidate : field.candidates) {
    Json one = Json::object({{"value", candidate.value}, {"confidence", rounded(candidate.confidence)}});
    if (candidate.region.page > 0) one.set("region", region_json(candidate.region));
    candidates.push(std::move(one));
  }
  return out.set("candidates", std::move(candidates));
}

Result<Response> get_suggestions(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<FileId>(request, "fileId"));
  CHAUBAN_TRY(const auto documents, read_view(api, request, "documents"));
  CHAUBAN_CHECK(open_file(api, request, documents, id));
  CHAUBAN_TRY(const auto jobs, read_view(api, request, "jobs"));
  CHAUBAN_TRY(const auto job, projections::job_of_file(jobs, id));
  CHAUBAN_TRY(const auto found, projections::suggestions(jobs, id));
  Json fields = Json::object();
  for (const auto& [name, suggestion] : found) fields.set(name, suggestion_json(suggestion.field));
  Json out = Json::object({{"file", id.str()},
                           {"pages", job ? job->pages : 0},
                           {"pagesDone", job ? job->pages_done : 0},
                           {"fields", std::move(fields)}});
  if (job) out.set("job", job->job.str()).set("state", projections::to_string(job->state));
  return Response::json(out.str());
}

/// Documents the reader may know of; of others only decide will speak, when it refuses.
Json matches_json(const Api& api, const Request& request, const ViewSnapshot& documents,
                  const std::vector<DocumentId>& ids, std::string_view reason, Json items) {
  for (const auto id : ids) {
    const auto card = readable_document(api, request, documents, id);
    if (card) items.push(duplicate_json(*card, reason));
  }
  return items;
}

Result<Response> check_duplicate(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto body, body_of(request));
  JsonReader in(body);
  incoming::Registration registration;
  registration.code = in.optional_text("code", {.max_characters = 60}).value_or("");
  registration.issue_date = in.optional_date("issueDate").value_or(Date{});
  registration.issuer = in.optional_text("issuer", {.max_characters = 200}).value_or("");
  const auto file = in.optional_id<FileId>("file");
  const auto except = in.optional_id<DocumentId>("except").value_or(DocumentId{});
  CHAUBAN_CHECK(in.finish());
  CHAUBAN_TRY(const auto documents, read_view(api, request, "documents"));
  const auto agency = request.session->agency;
  const StateWorld world(api.services.state);
  Json items = Json::array();
  if (!registration.code.empty() && registration.issue_date.ok() && !registration.issuer.empty()) {
    CHAUBAN_TRY(const auto alike, incoming::registered_alike(world, agency, registration, except));
    items = matches_json(api, request, documents, alike, "registration", std::move(items));
  }
  if (file) {
    CHAUBAN_TRY(const auto card, open_file(api, request, documents, *file));
    CHAUBAN_TRY(auto holders, incoming::holders_of(world, agency, {card.content}, except));
    // The document that already holds this very file is not its own duplicate.
    std::erase_if(holders, [&](DocumentId id) {
      return std::find(card.documents.begin(), card.documents.end(), id) != card.documents.end();
    });
    items = matches_json(api, request, documents, holders, "content", std::move(items));
  }
  return Response::json(Json::object({{"items", std::move(items)}}).str());
}

}  // namespace

void add_incoming_routes(http::Router& router, const ApiPtr& api) {
  router.get("/v1/incoming", Permission::read_document, with(api, list_incoming));
  router.get("/v1/incoming/arrivals", Permission::arrivals, with(api, list_arrivals));
  router.get("/v1/incoming/suggestions/{fileId}", Permission::files_read, with(api, get_suggestions));
  router.post("/v1/incoming/checkDuplicate", Permission::register_incoming, with(api, check_duplicate));
  router.get("/v1/incoming/{id}", Permission::read_document, with(api, get_incoming));
  router.get("/v1/incoming/{id}/history", Permission::read_document, with(api, get_history));
}

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/routes/parse.h"
#include "server/routes/render.h"
#include "server/routes/route_sets.h"

namespace chauban::server {
namespace {

using auth::Permission;
using projections::PlanCard;

Result<Json> full_plan(const Api& api, const ViewSnapshot& archive, const PlanCard& plan) {
  CHAUBAN_TRY(const auto entries, projections::plan_entries(archive, plan.plan));
  return plan_json(*api.directory(), plan, entries);
}

Result<Response> list_plans(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto archive, read_view(api, request, "archive"));
  CHAUBAN_TRY(const auto plans, projections::file_plans(archive, request.session->agency));
  Json items = Json::array();
  for (const auto& plan : plans) {
    CHAUBAN_TRY(auto json, full_plan(api, archive, plan));
    items.push(std::move(json));
  }
  return Response::json(Json::object({{"items", std::move(items)}}).str());
}

Result<Response> plan_answer(const Api& api, const Request& request, const ViewSnapshot& archive, FilePlanId id,
                             int status) {
  CHAUBAN_TRY(const auto plan, projections::find_plan(archive, id));
  if (!plan || plan->agency != request.session->agency) return refuse(ErrorCode::not_found);
  CHAUBAN_TRY(const auto json, full_plan(api, archive, *plan));
  auto response = tagged(request, plan->version, json, status);
  if (status == 201) response.headers.set("Location", "/v1/file-plans/" + id.str());
  return response;
}

Result<Response> get_plan(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<FilePlanId>(request));
  CHAUBAN_TRY(const auto archive, read_view(api, request, "archive"));
  return plan_answer(api, request, archive, id, 200);
}

Result<Response> issue_plan(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto body, body_of(request));
  CHAUBAN_TRY(auto made, parse_issue_plan(body));
  made.agency = request.session->agency;
  const auto id = file_plan::plan_id(made.agency, made.year);
  CHAUBAN_TRY(const auto receipt, submit(api, request, std::move(made), {.body = &body}));
  CHAUBAN_TRY(const auto archive, read_after(api, request, "archive", receipt));
  return plan_answer(api, request, archive, id, 201);
}

Result<Response> amend_plan(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<FilePlanId>(request));
  CHAUBAN_TRY(const auto body, body_of(request));
  CHAUBAN_TRY(const auto version, if_match_version(request));
  CHAUBAN_TRY(auto made, parse_amend_plan(body));
  made.plan = id;
  Submission how{.body = &body};
  if (version) how.expected.push_back({{Aggregate::file_plan, id.value}, *version});
  CHAUBAN_TRY(const auto receipt, submit(api, request, std::move(made), std::move(how)));
  CHAUBAN_TRY(const auto archive, read_after(api, request, "archive", receipt));
  return plan_answer(api, request, archive, id, 200);
}

}  // namespace

void add_file_plan_routes(http::Router& router, const ApiPtr& api) {
  router.get("/v1/file-plans", Permission::read_archive, with(api, list_plans));
  router.post("/v1/file-plans", Permission::file_plan_write, with(api, issue_plan));
  router.get("/v1/file-plans/{id}", Permission::read_archive, with(api, get_plan));
  router.post("/v1/file-plans/{id}/amendPlan", Permission::file_plan_write, with(api, amend_plan));
}

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
// Units and positions, as whoever administers makes and changes them.
#include "server/routes/render.h"
#include "server/routes/route_sets.h"

namespace chauban::server {
namespace {

using auth::Permission;

Result<Response> list_units(const Api& api, Request&) {
  const auto directory = api.directory();
  Json items = Json::array();
  for (const auto& [id, unit] : directory->units()) items.push(unit_json(unit, true));
  return Response::json(Json::object({{"items", std::move(items)}}).str());
}

Result<Response> unit_answer(const Api& api, UnitId id, int status) {
  const auto directory = api.directory();
  const auto* unit = directory->unit(id);
  if (unit == nullptr) return refuse(ErrorCode::not_found);
  auto response = Response::json(unit_json(*unit, true).str(), status);
  if (status == 201) response.headers.set("Location", "/v1/admin/units/" + id.str());
  return response;
}

Result<Response> create_unit(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto body, body_of(request));
  JsonReader in(body);
  organisation::CreateUnit made;
  made.unit = new_id<UnitId>(api);
  made.agency = request.session->agency;
  made.name = in.text("name", {.max_characters = 200, .required = true});
  made.abbreviation = in.optional_text("abbreviation", {.max_characters = 40}).value_or("");
  made.organ_id = in.optional_text("organId", {.max_characters = 40}).value_or("");
  made.parent = in.optional_id<UnitId>("parent").value_or(UnitId{});
  CHAUBAN_CHECK(in.finish());
  CHAUBAN_TRY(const auto receipt, submit(api, request, std::move(made), {.body = &body}));
  const auto id = stream_in(receipt, Aggregate::organisation);
  CHAUBAN_ASSERT(id.has_value());
  return unit_answer(api, UnitId{*id}, 201);
}

Result<Response> name_unit(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<UnitId>(request));
  const auto directory = api.directory();
  const auto* unit = directory->unit(id);
  if (unit == nullptr) return refuse(ErrorCode::not_found);
  CHAUBAN_TRY(const auto body, body_of(request));
  JsonReader in(body);
  // What is not said stays as it is.
  const auto& now = unit->now();
  organisation::NameUnit made;
  made.unit = id;
  made.from = in.date("from");
  made.name = in.text("name", {.max_characters = 200, .required = true});
  made.abbreviation = in.optional_text("abbreviation", {.max_characters = 40}).value_or(now.abbreviation);
  made.organ_id = in.optional_text("organId", {.max_characters = 40}).value_or(now.organ_id);
  made.parent = in.optional_id<UnitId>("parent").value_or(now.parent);
  CHAUBAN_CHECK(in.finish());
  CHAUBAN_CHECK(submit(api, request, std::move(made), {.body = &body}));
  return unit_answer(api, id, 200);
}

Result<Response> list_positions(const Api& api, Request&) {
  const auto directory = api.directory();
  Json items = Json::array();
  for (const auto& [id, position] : directory->positions()) items.push(position_json(*directory, position));
  return Response::json(Json::object({{"items", std::move(items)}}).str());
}

Result<Response> position_answer(const Api& api, PositionId id, int status) {
  const auto directory = api.directory();
  const auto* position = directory->position(id);
  if (position == nullptr) return refuse(ErrorCode::not_found);
  auto response = Response::json(position_json(*directory, *position).str(), status);
  if (status == 201) response.headers.set("Location", "/v1/admin/positions/" + id.str());
  return response;
}

Result<Response> create_position(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto body, body_of(request));
  JsonReader in(body);
  organisation::CreatePosition made;
  made.position = new_id<PositionId>(api);
  made.unit = in.id<UnitId>("unit");
  made.title = in.text("title", {.max_characters = 200, .required = true});
  for (const auto& name : in.texts("roles", 8, {.max_characters = 40})) {
    const auto role = parse_role(name);
    if (!role) in.fault("roles", ErrorCode::invalid_field, "choice_unknown");
    if (role) made.roles.push_back(*role);
  }
  CHAUBAN_CHECK(in.finish());
  CHAUBAN_TRY(const auto receipt, submit(api, request, std::move(made), {.body = &body}));
  const auto id = stream_in(receipt, Aggregate::organisation);
  CHAUBAN_ASSERT(id.has_value());
  return position_answer(api, PositionId{*id}, 201);
}

Result<Response> hold_position(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<PositionId>(request));
  CHAUBAN_TRY(const auto body, body_of(request));
  JsonReader in(body);
  if (!in.has("account")) in.fault("account", ErrorCode::invalid_field, "field_missing");
  const auto account = in.is_null("account") ? AccountId{} : in.optional_id<AccountId>("account").value_or(AccountId{});
  CHAUBAN_CHECK(in.finish());
  CHAUBAN_CHECK(submit(api, request, organisation::HoldPosition{id, account}, {.body = &body}));
  return position_answer(api, id, 200);
}

}  // namespace

void add_organisation_routes(http::Router& router, const ApiPtr& api) {
  router.get("/v1/admin/units", Permission::admin_users, with(api, list_units));
  router.post("/v1/admin/units", Permission::admin_users, with(api, create_unit));
  router.post("/v1/admin/units/{id}/nameUnit", Permission::admin_users, with(api, name_unit));
  router.get("/v1/admin/positions", Permission::admin_users, with(api, list_positions));
  router.post("/v1/admin/positions", Permission::admin_users, with(api, create_position));
  router.post("/v1/admin/positions/{id}/holdPosition", Permission::admin_users, with(api, hold_position));
}

}  // namespace chauban::server

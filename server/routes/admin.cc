// SPDX-License-Identifier: GPL-3.0-or-later
// Accounts, views and health, for whoever administers.
#include "server/routes/parse.h"
#include "server/routes/render.h"
#include "server/routes/route_sets.h"
#include "server/subscriptions/hub.h"

#include <algorithm>

namespace chauban::server {
namespace {

using auth::Permission;

Result<const DirectoryAccount*> known_account(const Directory& directory, const Request& request) {
  CHAUBAN_TRY(const auto id, path_id<AccountId>(request));
  const auto* account = directory.account(id);
  if (account == nullptr) return refuse(ErrorCode::not_found);
  return account;
}

Result<Response> list_users(const Api& api, Request&) {
  const auto directory = api.directory();
  std::vector<const DirectoryAccount*> all;
  for (const auto& [id, account] : directory->accounts()) all.push_back(&account);
  std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) {
    const int order = compare_vietnamese(a->full_name, b->full_name);
    return order != 0 ? order < 0 : a->id < b->id;
  });
  Json items = Json::array();
  for (const auto* account : all) items.push(account_json(*directory, *account));
  return Response::json(Json::object({{"items", std::move(items)}}).str());
}

Result<Response> get_user(const Api& api, Request& request) {
  const auto directory = api.directory();
  CHAUBAN_TRY(const auto* account, known_account(*directory, request));
  return Response::json(account_json(*directory, *account).str());
}

/// Passwords are taken as typed: trimming or folding one would let another word in.
std::string read_password(JsonReader& in) {
  const auto* value = in.optional_value("password");
  if (value == nullptr || value->as_string() == nullptr) {
    in.fault("password", ErrorCode::invalid_field, value == nullptr ? "field_missing" : "field_type");
    return "";
  }
  const auto& password = *value->as_string();
  const auto length = is_utf8(password) ? count_characters(password) : 0;
  if (length < 10) in.fault("password", ErrorCode::invalid_field, "password_too_short");
  if (length > 256) in.fault("password", ErrorCode::invalid_field, "password_too_long");
  return password;
}

/// The first password of a new account. A request that is repeated finds the account made: then the password it was
/// made with stands, unless we went down before that was kept, or the account was closed since.
Status set_first_password(const Api& api, AccountId account, std::string_view password) {
  const auto directory = api.directory();
  const auto* made = directory->account(account);
  CHAUBAN_ASSERT(made != nullptr);
  CHAUBAN_TRY(const bool has_one, api.services.passwords.has(account));
  return has_one || !made->open ? Status() : api.services.passwords.set(account, password);
}

Result<Response> create_user(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto body, body_of(request));
  JsonReader in(body);
  account::OpenAccount open;
  open.account = new_id<AccountId>(api);
  open.user_name = in.text("userName", {.max_characters = 64, .required = true});
  open.full_name = in.text("fullName", {.max_characters = 100, .required = true});
  const auto password = read_password(in);
  const auto positions = in.ids<PositionId>("positions", 20);
  CHAUBAN_CHECK(in.finish());
  // The password stays out of what a repeated request is compared by, as it stays out of the log.
  Json about = Json::object();
  for (const auto& [name, value] : *body.as_object()) {
    if (name != "password") about.set(name, value);
  }
  CHAUBAN_TRY(const auto receipt, submit(api, request, std::move(open), {.body = &about}));
  const auto stream = stream_in(receipt, Aggregate::account);
  CHAUBAN_ASSERT(stream.has_value());
  const AccountId account{*stream};
  CHAUBAN_CHECK(set_first_password(api, account, password));
  for (const auto position : positions) {
    CHAUBAN_CHECK(
        submit(api, request, organisation::HoldPosition{position, account}, {.body = &about, .part = position.str()}));
  }
  const auto directory = api.directory();
  const auto* made = directory->account(account);
  CHAUBAN_ASSERT(made != nullptr);
  auto response = Response::json(account_json(*directory, *made).str(), 201);
  response.headers.set("Location", "/v1/admin/users/" + account.str());
  return response;
}

Result<Response> close_account(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<AccountId>(request));
  CHAUBAN_TRY(const auto body, body_of(request));
  CHAUBAN_TRY(auto reason, parse_one_text(body, "reason"));
  CHAUBAN_CHECK(submit(api, request, account::CloseAccount{id, std::move(reason)}, {.body = &body}));
  auto& services = api.services;
  CHAUBAN_CHECK(services.sessions.revoke_all(id));
  CHAUBAN_CHECK(services.personal_keys.revoke_all(id));
  CHAUBAN_CHECK(services.passwords.erase(id));
  services.hub.close(id);
  if (services.account_ends) services.account_ends(id);
  return get_user(api, request);
}

Result<Response> set_password(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto body, body_of(request));
  JsonReader in(body);
  const auto password = read_password(in);
  CHAUBAN_CHECK(in.finish());
  const auto directory = api.directory();
  CHAUBAN_TRY(const auto* account, known_account(*directory, request));
  if (!account->open) return refuse(ErrorCode::state_conflict, "", {{"state", "closed"}, {"allowed", ""}});
  CHAUBAN_CHECK(submit(api, request, account::RecordCredentialChange{account->id, "password"}));
  CHAUBAN_CHECK(api.services.passwords.set(account->id, password));
  // Whoever knew the old one is out.
  CHAUBAN_CHECK(api.services.sessions.revoke_all(account->id));
  api.services.hub.close(account->id);
  return Response::empty();
}

Json view_json(const projections::ViewStatus& view, const storage::State& state) {
  Json out = Json::object({{"name", view.name},
                           {"version", view.version},
                           {"lag", view.lag},
                           {"rebuilding", view.rebuilding},
                           {"rebuildLag", view.rebuild_lag},
                           {"position", to_string(Heads(view.next_pos), state)}});
  return out.set_if("failure", view.failure);
}

Json search_json(const projections::SearchStatus& status, const storage::State& state) {
  Json out = Json::object({{"name", "search"},
                           {"version", status.generation},
                           {"lag", status.lag},
                           {"rebuilding", status.rebuilding},
                           {"position", to_string(Heads(status.next_pos), state)}});
  return out.set_if("failure", status.failure);
}

Json views_json(const Api& api) {
  Json items = Json::array();
  const auto all = api.services.views.status();
  for (const auto& view : all) items.push(view_json(view, api.services.state));
  return items.push(search_json(api.services.search.status(), api.services.state));
}

Result<Response> list_projections(const Api& api, Request&) {
  return Response::json(Json::object({{"items", views_json(api)}}).str());
}

Result<Response> rebuild_projection(const Api& api, Request& request) {
  const auto& name = request.param("name");
  auto& services = api.services;
  Json out;
  if (name == "search") {
    CHAUBAN_CHECK(services.search.rebuild());
    out = search_json(services.search.status(), services.state);
  } else {
    if (!services.views.has(name)) return refuse(ErrorCode::not_found);
    CHAUBAN_CHECK(services.views.runner(name).rebuild());
    out = view_json(services.views.runner(name).status(), services.state);
  }
  auto response = Response::json(out.str(), 202);
  response.headers.set("Location", "/v1/admin/projections");  // there one sees how far it is and how it ended
  return response;
}

Result<Response> get_health(const Api& api, Request&) {
  const auto& services = api.services;
  return Response::json(Json::object({{"version", services.config.version},
                                      {"position", to_string(heads_of(services.state), services.state)},
                                      {"pagesWaiting", services.reader.pages_open()},
                                      {"documents", services.search.status().documents},
                                      {"streams", services.hub.open_streams()},
                                      {"projections", views_json(api)}})
                            .str());
}

}  // namespace

void add_admin_routes(http::Router& router, const ApiPtr& api) {
  router.get("/v1/admin/users", Permission::admin_users, with(api, list_users));
  router.post("/v1/admin/users", Permission::admin_users, with(api, create_user));
  router.get("/v1/admin/users/{id}", Permission::admin_users, with(api, get_user));
  router.post("/v1/admin/users/{id}/closeAccount", Permission::admin_users, with(api, close_account));
  router.put("/v1/admin/users/{id}/password", Permission::admin_users, with(api, set_password));
  router.get("/v1/admin/projections", Permission::admin_system, with(api, list_projections));
  router.post("/v1/admin/projections/{name}/rebuild", Permission::admin_system, with(api, rebuild_projection));
  router.get("/v1/admin/health", Permission::admin_system, with(api, get_health));
}

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
// Sign-in, one's own account, personal keys.
#include "server/routes/render.h"
#include "server/routes/route_sets.h"

namespace chauban::server {
namespace {

using auth::Permission;

Result<Response> get_methods(const Api&, Request&) {
  return Response::json(Json::object({{"methods", Json::array({"password"})}}).str());
}

/// Who signed in, as the guard will see them at the next request.
auth::Session session_of(const Directory& directory, const DirectoryAccount& account) {
  auth::Session session;
  session.account = account.id;
  session.user_name = account.user_name;
  session.display_name = account.full_name;
  for (const auto* position : directory.positions_of(account.id)) {
    for (const auto role : position->roles) {
      if (std::find(session.roles.begin(), session.roles.end(), role) == session.roles.end()) {
        session.roles.push_back(role);
      }
    }
    if (!session.position.is_nil()) continue;
    session.position = position->id;
    session.unit = position->unit;
    session.agency = directory.agency_of(position->id).value_or(AgencyId{});
  }
  return session;
}

Result<Response> sign_in(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto body, body_of(request));
  JsonReader in(body);
  const auto user = in.text("user", {.max_characters = 100, .required = true});
  const auto* password = in.optional_value("password");
  if (password == nullptr || password->as_string() == nullptr) {
    in.fault("password", ErrorCode::invalid_field, password == nullptr ? "field_missing" : "field_type");
  }
  CHAUBAN_CHECK(in.finish());
  const auto name = lower(user);
  auto& services = api.services;
  CHAUBAN_CHECK(services.sign_ins.attempt(name, request.remote_address));
  const auto directory = api.directory();
  const auto* account = directory->account_named(name);
  const auto id = account == nullptr ? std::optional<AccountId>() : account->id;
  const auto right = services.passwords.check(id, *password->as_string());
  if (!right) {
    services.sign_ins.take_back(name, request.remote_address);
    return refuse(right.error());
  }
  if (!*right || account == nullptr) {
    services.sign_ins.failed();
    return refuse(ErrorCode::auth_required, "sign_in_failed");
  }
  services.sign_ins.succeeded(name, request.remote_address);
  CHAUBAN_TRY(const auto opened, services.sessions.open(account->id, request.remote_address,
                                                        first_characters(request.headers["User-Agent"], 200)));
  auto response = Response::json(me_json(*directory, session_of(*directory, *account), opened.entry.csrf).str());
  const auto& config = services.config;
  response.headers.set("Set-Cookie",
                       auth::session_cookie(opened.secret, config.secure_cookies, config.session_lifetime));
  response.headers.set("Log-Position", to_string(heads_of(services.state), services.state));
  return response;
}

Result<Response> sign_out(const Api& api, Request& request) {
  // A program's key is not ended by signing out: it is revoked under /v1/me/keys.
  if (!request.session->scopes) {
    CHAUBAN_CHECK(api.services.sessions.revoke(request.session->account, request.session->id));
  }
  auto response = Response::empty();
  response.headers.set("Set-Cookie", auth::cleared_cookie(api.services.config.secure_cookies));
  return response;
}

Result<Response> get_me(const Api& api, Request& request) {
  auto response = Response::json(me_json(*api.directory(), *request.session, request.session->csrf).str());
  response.headers.set("Log-Position", to_string(heads_of(api.services.state), api.services.state));
  return response;
}

Json key_json(const auth::KeyEntry& key) {
  Json scopes = Json::array();
  for (const auto scope : key.scopes) scopes.push(auth::to_string(scope));
  Json out = Json::object({{"id", key.id},
                           {"name", key.name},
                           {"scopes", std::move(scopes)},
                           {"createdAt", format_time(key.created)},
                           {"expiresAt", format_time(key.expires)}});
  if (key.last_used) out.set("lastUsedAt", format_time(*key.last_used)).set("lastAddress", key.last_address);
  return out;
}

Result<Response> list_keys(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto keys, api.services.personal_keys.list(request.session->account));
  Json items = Json::array();
  for (const auto& key : keys) items.push(key_json(key));
  return Response::json(Json::object({{"items", std::move(items)}}).str());
}

Result<Response> create_key(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto body, body_of(request));
  JsonReader in(body);
  const auto name = in.text("name", {.max_characters = 100, .required = true});
  const auto expires = in.optional_time("expiresAt");
  if (!in.has("expiresAt")) in.fault("expiresAt", ErrorCode::invalid_field, "field_missing");
  std::set<auth::Scope> scopes;
  for (const auto& word : in.texts("scopes", 20, {.max_characters = 40})) {
    const auto scope = auth::parse_scope(word);
    if (!scope) in.fault("scopes", ErrorCode::invalid_field, "choice_unknown");
    if (scope) scopes.insert(*scope);
  }
  CHAUBAN_CHECK(in.finish());
  const auto until = expires.value_or(Timestamp{});
  CHAUBAN_TRY(const auto created,
              api.services.personal_keys.create(request.session->account, name, std::move(scopes), until));
  // That there is a key is a fact of the log; what it is, is not.
  CHAUBAN_CHECK(submit(api, request, account::RecordCredentialChange{request.session->account, "personalKey"},
                       {.body = &body, .part = created.entry.id}));
  const auto json = Json::object({{"key", created.secret}, {"entry", key_json(created.entry)}});
  auto response = Response::json(json.str(), 201);
  response.headers.set("Location", "/v1/me/keys/" + created.entry.id);
  return response;
}

Result<Response> get_key(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto keys, api.services.personal_keys.list(request.session->account));
  for (const auto& key : keys) {
    if (key.id == request.param("id")) return Response::json(key_json(key).str());
  }
  return refuse(ErrorCode::not_found);
}

Result<Response> revoke_key(const Api& api, Request& request) {
  CHAUBAN_CHECK(api.services.personal_keys.revoke(request.session->account, request.param("id")));
  CHAUBAN_CHECK(submit(api, request, account::RecordCredentialChange{request.session->account, "personalKey"}));
  return Response::empty();
}

}  // namespace

void add_auth_routes(http::Router& router, const ApiPtr& api) {
  router.get("/v1/auth/methods", Permission::open, with(api, get_methods));
  router.post("/v1/auth/sign-in", Permission::open, with(api, sign_in));
  router.post("/v1/auth/sign-out", Permission::write_self, with(api, sign_out));
  router.get("/v1/me", Permission::read_self, with(api, get_me));
  router.get("/v1/me/keys", Permission::write_self, with(api, list_keys));
  router.post("/v1/me/keys", Permission::write_self, with(api, create_key));
  router.get("/v1/me/keys/{id}", Permission::write_self, with(api, get_key));
  router.del("/v1/me/keys/{id}", Permission::write_self, with(api, revoke_key));
}

}  // namespace chauban::server

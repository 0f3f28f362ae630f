// SPDX-License-Identifier: GPL-3.0-or-later
// What `chauban backup` asks of a running server.
#include "server/backup/backups.h"

#include "server/routes/parse.h"
#include "server/routes/route_sets.h"

namespace chauban::server {
namespace {

using auth::Permission;

Result<Response> begin_backup(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto body, body_of(request));
  JsonReader in(body);
  const bool with_keys = in.optional_boolean("keys").value_or(false);
  CHAUBAN_CHECK(in.finish());
  auto& backups = api.services.backups;
  CHAUBAN_TRY(const auto frozen, backups.begin(with_keys));
  auto response = Response::json(Json::object({{"id", frozen.id.str()},
                                               {"at", format_time_utc(frozen.at)},
                                               {"log", backups.log().str()},
                                               {"key", backups.key().str()}})
                                     .str(),
                                 201);
  response.headers.set("Location", "/v1/admin/backups/" + frozen.id.str());
  return response;
}

Result<Response> sign_backup(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<BackupId>(request));
  CHAUBAN_TRY(const auto body, body_of(request));
  JsonReader in(body);
  const auto text = in.text("manifest", {.max_characters = 64, .required = true});
  const auto manifest = Digest::from_hex(text);
  if (!text.empty() && !manifest) in.fault("manifest", ErrorCode::invalid_field, "digest_malformed");
  CHAUBAN_CHECK(in.finish());
  CHAUBAN_TRY(const auto note, api.services.backups.sign(id, *manifest));
  return Response::json(Json::object({{"note", note}}).str());
}

Result<Response> end_backup(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<BackupId>(request));
  CHAUBAN_CHECK(api.services.backups.end(id));
  return Response::empty();
}

}  // namespace

void add_backup_routes(http::Router& router, const ApiPtr& api) {
  router.post("/v1/admin/backups", Permission::admin_system, with(api, begin_backup));
  router.post("/v1/admin/backups/{id}/sign", Permission::admin_system, with(api, sign_backup));
  router.del("/v1/admin/backups/{id}", Permission::admin_system, with(api, end_backup));
}

}  // namespace chauban::server

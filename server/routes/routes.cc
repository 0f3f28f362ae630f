// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/routes/routes.h"

#include "server/routes/route_sets.h"

namespace chauban::server {
namespace {

/// Made at the first start, kept with the other secrets: cursors outlive a restart.
Result<Bytes> cursor_secret(storage::KeyStore& keys) {
  CHAUBAN_TRY(auto known, keys.get("cursor", "secret"));
  if (known) return *std::move(known);
  auto secret = keys.random(32);
  CHAUBAN_CHECK(keys.put("cursor", "secret", secret));
  return secret;
}

}  // namespace

Status add_all_routes(http::Router& router, Services& services) {
  CHAUBAN_TRY(auto secret, cursor_secret(services.keys));
  const ApiPtr api = std::make_shared<const Api>(Api{services, std::move(secret)});
  for (const auto add :
       {add_auth_routes, add_upload_routes, add_file_routes, add_page_routes, add_job_routes, add_incoming_routes,
        add_incoming_commands, add_inbox_routes, add_dossier_routes, add_file_plan_routes, add_register_routes,
        add_search_routes, add_directory_routes, add_event_routes, add_event_schema_routes, add_admin_routes,
        add_backup_routes, add_organisation_routes, add_system_routes}) {
    add(router, api);
  }
  return {};
}

}  // namespace chauban::server

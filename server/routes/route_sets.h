// SPDX-License-Identifier: GPL-3.0-or-later
// Each file of routes adds its own; routes.cc calls them all.
#pragma once

#include "server/routes/api.h"

namespace chauban::server {

void add_auth_routes(http::Router& router, const ApiPtr& api);
void add_upload_routes(http::Router& router, const ApiPtr& api);
void add_file_routes(http::Router& router, const ApiPtr& api);
void add_page_routes(http::Router& router, const ApiPtr& api);
void add_job_routes(http::Router& router, const ApiPtr& api);
void add_incoming_routes(http::Router& router, const ApiPtr& api);
void add_incoming_commands(http::Router& router, const ApiPtr& api);
void add_inbox_routes(http::Router& router, const ApiPtr& api);
void add_dossier_routes(http::Router& router, const ApiPtr& api);
void add_file_plan_routes(http::Router& router, const ApiPtr& api);
void add_register_routes(http::Router& router, const ApiPtr& api);
void add_search_routes(http::Router& router, const ApiPtr& api);
void add_directory_routes(http::Router& router, const ApiPtr& api);
void add_event_routes(http::Router& router, const ApiPtr& api);
void add_event_schema_routes(http::Router& router, const ApiPtr& api);
void add_admin_routes(http::Router& router, const ApiPtr& api);
void add_backup_routes(http::Router& router, const ApiPtr& api);
void add_organisation_routes(http::Router& router, const ApiPtr& api);
void add_system_routes(http::Router& router, const ApiPtr& api);

}  // namespace chauban::server

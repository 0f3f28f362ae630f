// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/router.h"
#include "server/services.h"

namespace chauban::server {

/// Every operation of schemas/openapi.yaml, and nothing else. `services` outlives the router.
/// Errors: those of reading or making the secret that cursors are signed with.
Status add_all_routes(http::Router& router, Services& services);

}  // namespace chauban::server

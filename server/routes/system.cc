// SPDX-License-Identifier: GPL-3.0-or-later
// Probes, limits, the API's own description.
#include "server/routes/embedded.h"
#include "server/routes/route_sets.h"

namespace chauban::server {
namespace {

using auth::Permission;

Response probe(const Api& api, bool well) {
  const auto json = Json::object({{"status", well ? "ok" : "unavailable"}, {"version", api.services.config.version}});
  return Response::json(json.str(), well ? 200 : 503);
}

/// A process that answers at all is well; whether it may be given work is /ready.
Result<Response> get_health(const Api& api, Request&) { return probe(api, true); }

Result<Response> get_ready(const Api& api, Request&) { return probe(api, api.services.is_ready()); }

Result<Response> get_limits(const Api& api, Request&) {
  const auto& limits = api.services.config.limits;
  return Response::json(Json::object({{"maxFileBytes", limits.max_file_bytes},
                                      {"maxFilePages", limits.max_file_pages},
                                      {"maxJsonBytes", limits.max_json_bytes},
                                      {"uploadsAtOnce", limits.uploads_at_once},
                                      {"uploadsUnfinished", limits.uploads_unfinished},
                                      {"unfinishedKeptHours", limits.unfinished_kept.count()},
                                      {"streamsPerAccount", limits.streams_per_account}})
                            .str());
}

Result<Response> get_openapi(const Api&, Request& request) {
  static const std::string text = [] {
    std::string all;
    for (const auto piece : openapi_pieces()) all += piece;
    return all;
  }();
  return http::json_with_etag(request, text);
}

}  // namespace

void add_system_routes(http::Router& router, const ApiPtr& api) {
  router.get("/health", Permission::open, with(api, get_health));
  router.get("/ready", Permission::open, with(api, get_ready));
  router.get("/v1/limits", Permission::open, with(api, get_limits));
  router.get("/v1/openapi.json", Permission::open, with(api, get_openapi));
}

}  // namespace chauban::server

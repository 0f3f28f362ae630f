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

/// A process that answers at all is well: 200, also when the disk takes nothing and people can only read. Whether it
/// may be given work is /ready.
Result<Response> get_health(const Api& api, Request&) {
  Json parts = Json::array();
  std::optional<std::string> code;  // of the first, in the order in which a change passes them
  bool writable = true;
  for (const auto& part : api.services.disk()) {
    auto item = Json::object({{"name", part.name}, {"writable", !part.refused}});
    if (part.refused) {
      const std::string refused(to_string(part.refused->code));
      item.set("code", refused);
      code = code.value_or(refused);
      // Without these two nothing can be changed; without another, what needs it.
      if (part.name == "log" || part.name == "state") writable = false;
    }
    parts.push(std::move(item));
  }
  auto json = Json::object({{"status", !writable ? "read_only"
                                       : code    ? "degraded"
                                                 : "ok"},
                            {"version", api.services.config.version},
                            {"writable", writable}});
  json.set_if("code", code);
  auto response = Response::json(json.set("parts", std::move(parts)).str());
  response.headers.set("Cache-Control", "no-store");
  return response;
}

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

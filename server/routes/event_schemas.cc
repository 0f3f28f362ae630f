// SPDX-License-Identifier: GPL-3.0-or-later
// The pages that an event's dataschema points to: JSON Schema of its data, made from schemas/event_data.yaml.
#include "server/routes/embedded.h"
#include "server/routes/route_sets.h"

namespace chauban::server {
namespace {

using auth::Permission;

const Json& described() {
  static const Json all = [] {
    std::string text;
    for (const auto piece : event_data_pieces()) text += piece;
    auto json = http::parse_json(text);
    CHAUBAN_ASSERT(json.has_value());
    return *std::move(json);
  }();
  return all;
}

Json ref(std::string_view name) { return Json::object({{"$ref", "#/$defs/" + std::string(name)}}); }

Json schema_of(std::string_view type, const Json& members, std::string id) {
  constexpr std::string_view kMaybe = "maybe ";
  Json properties = Json::object();
  Json required = Json::array();
  for (const auto& [name, value] : *members.as_object()) {
    std::string_view kind = *value.as_string();
    const bool optional = kind.starts_with(kMaybe);
    if (optional) kind.remove_prefix(kMaybe.size());
    properties.set(name, ref(kind));
    if (!optional) required.push(name);
  }
  properties.set("links", ref("Links"));
  required.push("links");
  return Json::object({{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                       {"$id", std::move(id)},
                       {"title", "chauban." + std::string(type)},
                       {"type", "object"},
                       {"properties", std::move(properties)},
                       {"required", std::move(required)},
                       {"$defs", *described().find("defs")}});
}

Result<Response> get_event_schema(const Api& api, Request& request) {
  const auto& event = request.param("event");
  for (const auto& [type, versions] : *described().find("events")->as_object()) {
    if (type.substr(type.find('.') + 1) != event) continue;
    const auto* members = versions.find(request.param("version"));
    if (members == nullptr) break;
    const auto schema = schema_of(type, *members, api.services.config.base_url + request.path);
    return http::json_with_etag(request, schema.str());
  }
  return refuse(ErrorCode::not_found);
}

}  // namespace

void add_event_schema_routes(http::Router& router, const ApiPtr& api) {
  router.get("/v1/schemas/events/{event}/{version}", Permission::open, with(api, get_event_schema));
}

}  // namespace chauban::server

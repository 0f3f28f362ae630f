// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/routed_server.h"

#include <set>

namespace chauban::server {
namespace {

using Operation = std::pair<std::string, std::string>;

TEST(RoutesAndOpenApi, name_the_same_operations) {
  RoutedServer server;
  std::set<Operation> described;
  const auto document = json_of(server.get({}, "/v1/openapi.json"));
  ASSERT_NE(document.find("paths"), nullptr);
  for (const auto& [path, item] : *document.find("paths")->as_object()) {
    for (const auto& [method, operation] : *item.as_object()) {
      const auto verb = http::parse_method(method == "delete" ? "DELETE" : upper(method));
      // HEAD finds GET's route: where only HEAD is described, GET answers alike.
      if (verb) described.emplace(*verb == http::Method::head ? "GET" : std::string(to_string(*verb)), path);
    }
  }
  std::set<Operation> routed;
  for (const auto* route : server.router().routes()) routed.emplace(std::string(to_string(route->method)), route->path);
  EXPECT_EQ(described, routed);
}

TEST(RoutesAndOpenApi, each_operation_refuses_a_stranger_unless_it_says_security_none) {
  RoutedServer server;
  const auto document = json_of(server.get({}, "/v1/openapi.json"));
  std::set<std::string> open;
  for (const auto& [path, item] : *document.find("paths")->as_object()) {
    for (const auto& [method, operation] : *item.as_object()) {
      const auto* security = operation.find("security");
      if (security != nullptr && security->as_array() != nullptr && security->as_array()->empty()) open.insert(path);
    }
  }
  for (const auto* route : server.router().routes()) {
    EXPECT_EQ(route->permission == auth::Permission::open,
              open.contains(route->path) &&
                  (route->method == http::Method::options || route->path.find("uploads") == std::string::npos))
        << route->path;
  }
}

}  // namespace
}  // namespace chauban::server

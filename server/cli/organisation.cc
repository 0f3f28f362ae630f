// SPDX-License-Identifier: GPL-3.0-or-later
// Units and positions: without them no account has a role, so a new server is begun here.
#include "server/cli/cli.h"
#include "server/cli/session.h"

#include <iostream>

namespace chauban::cli {
namespace {

/// What `list` shows of one item besides its id.
std::string line_of(const http::Json& item) {
  const auto code = member(item, "code");
  return member(item, "title") + member(item, "name") + (code.empty() ? "" : "  (" + code + ")");
}

int list(Remote& remote, const std::string& path, bool as_json) {
  const auto answer = remote.call("GET", path);
  if (!answer) return report(answer.error());
  const auto all = http::parse_json(answer->body);
  if (!all) return report(all.error());
  const auto* items = all->find("items");
  if (items == nullptr || items->as_array() == nullptr) return kDone;
  for (const auto& item : *items->as_array()) {
    std::cout << (as_json ? item.str() : member(item, "id") + "  " + line_of(item)) << "\n";
  }
  return kDone;
}

/// Prints the id alone: the next command wants it.
int add(Remote& remote, const std::string& path, const http::Json& body, bool as_json) {
  const auto answer = remote.call("POST", path, body);
  if (!answer) return report(answer.error());
  const auto made = http::parse_json(answer->body);
  if (!made) return report(made.error());
  std::cout << (as_json ? answer->body : member(*made, "id")) << "\n";
  return kDone;
}

}  // namespace

int run_unit(const UnitOptions& options) {
  const auto session = Session::open(options.common);
  if (!session) return report(session.error());
  constexpr auto kPath = "/v1/admin/units";
  if (options.action == "list") return list((*session)->remote(), kPath, options.common.json);
  auto body = http::Json::object({{"name", options.name}});
  if (!options.abbreviation.empty()) body.set("abbreviation", options.abbreviation);
  if (!options.organ_id.empty()) body.set("organId", options.organ_id);
  if (!options.parent.empty()) body.set("parent", options.parent);
  return add((*session)->remote(), kPath, body, options.common.json);
}

int run_position(const PositionOptions& options) {
  const auto session = Session::open(options.common);
  if (!session) return report(session.error());
  constexpr auto kPath = "/v1/admin/positions";
  if (options.action == "list") return list((*session)->remote(), kPath, options.common.json);
  auto roles = http::Json::array();
  for (const auto& role : options.roles) roles.push(role);
  const auto body = http::Json::object({{"unit", options.unit}, {"title", options.title}, {"roles", std::move(roles)}});
  return add((*session)->remote(), kPath, body, options.common.json);
}

}  // namespace chauban::cli

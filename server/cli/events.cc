// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/cli/cli.h"
#include "server/cli/session.h"

#include <iostream>

namespace chauban::cli {
namespace {

int print(Remote& remote, const EventsOptions& options) {
  std::string after = options.after;
  while (true) {
    std::string path = "/v1/events?limit=" + std::to_string(options.limit);
    if (!after.empty()) path += "&after=" + percent_encode(after);
    if (!options.types.empty()) path += "&types=" + percent_encode(options.types);
    std::map<std::string, std::string> headers;
    if (options.follow) headers["Prefer"] = "wait=25";
    const auto page = remote.call("GET", path, {}, headers);
    if (!page) return report(page.error());
    const auto json = http::parse_json(page->body, {.max_bytes = std::size_t{64} << 20U});
    if (!json) return report(json.error());
    if (const auto* items = json->find("items"); items != nullptr && items->as_array() != nullptr) {
      for (const auto& item : *items->as_array()) std::cout << item.str() << std::endl;
    }
    const auto* next = json->find("position");
    if (!options.follow || next == nullptr || next->as_string() == nullptr) return kDone;
    after = *next->as_string();
  }
}

}  // namespace

int run_events(const EventsOptions& options) {
  const auto session = Session::open(options.common);
  if (!session) return report(session.error());
  return print((*session)->remote(), options);
}

}  // namespace chauban::cli

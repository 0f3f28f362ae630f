// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/catalogue.h"
#include "server/cli/cli.h"
#include "server/cli/remote.h"
#include "server/store.h"

#include <iostream>

namespace chauban::cli {
namespace {

int rebuild_running(Remote& remote, const RebuildOptions& options) {
  if (options.state) {
    std::cerr << "state/ is rebuilt while the server is stopped; a view can be rebuilt now with --view NAME.\n";
    return kRefused;
  }
  std::vector<std::string> names;
  if (!options.view.empty()) {
    names.push_back(options.view);
  } else {
    const auto listed = remote.call("GET", "/v1/admin/projections");
    if (!listed) return report(listed.error());
    const auto json = http::parse_json(listed->body);
    if (!json) return report(json.error());
    if (const auto* items = json->find("items"); items != nullptr && items->as_array() != nullptr) {
      for (const auto& item : *items->as_array()) names.push_back(*item.find("name")->as_string());
    }
  }
  for (const auto& name : names) {
    const auto begun = remote.call("POST", "/v1/admin/projections/" + name + "/rebuild");
    if (!begun) return report(begun.error());
    std::cout << name << ": begun; the live one answers until the new one is level\n";
  }
  return kDone;
}

/// Every view, or one, beside the present one; blocks until it is swapped.
int rebuild_views(const RebuildOptions& options, Clock& clock, IdSource& ids) {
  const auto store = server::Store::open({std::filesystem::absolute(options.common.data)}, clock, ids);
  if (!store) return report(store.error());
  auto views = projections::Views::open({.state = (*store)->state(), .views = (*store)->views(), .clock = clock});
  if (!views) return report(views.error());
  (*views)->start();
  std::vector<std::string> names;
  for (const auto& status : (*views)->status()) {
    if (options.view.empty() || status.name == options.view) names.push_back(status.name);
  }
  // All at once: they read the log together.
  int result = kDone;
  for (const auto& name : names) {
    if (const auto begun = (*views)->runner(name).rebuild(); !begun) result = report(begun.error());
  }
  for (const auto& name : names) {
    const auto& runner = (*views)->runner(name);
    if (!runner.wait_for_rebuild(std::chrono::hours(24)) || runner.status().failure) {
      result = kRefused;
      std::cerr << name << ": " << runner.status().failure.value_or("not rebuilt in a day") << "\n";
    } else {
      std::cout << name << ": rebuilt\n";
    }
  }
  (*views)->stop();
  return result;
}

}  // namespace

int run_rebuild(const RebuildOptions& options) {
  SystemClock clock;
  SystemIds ids;
  if (!options.view.empty() && options.view != "search") {
    bool known = false;
    for (const auto& projection : projections::all_projections()) known = known || projection->name() == options.view;
    if (!known) return report({ErrorCode::usage, "view_unknown", {{"view", options.view}}}), kUsage;
  }
  if (const auto remote = Remote::find(options.common.data)) return rebuild_running(*remote, options);
  if (options.view == "search") {
    // The index is a function of the documents view; without it the next start builds it anew.
    std::error_code failed;
    std::filesystem::remove_all(options.common.data / "search", failed);
    std::cout << "search: will be built at the next start\n";
    return kDone;
  }
  if (!options.state) return rebuild_views(options, clock, ids);
  const auto records =
      server::rebuild_from_log(std::filesystem::absolute(options.common.data), clock, ids,
                               [](std::uint64_t done, std::uint64_t all) { show_progress("rebuild", done, all); });
  if (!records) return report(records.error());
  if (options.common.json) {
    std::cout << http::Json::object({{"records", *records}}).str() << "\n";
  } else {
    std::cout << "state: rebuilt from " << *records << " records; views follow at the next start\n";
  }
  return kDone;
}

}  // namespace chauban::cli

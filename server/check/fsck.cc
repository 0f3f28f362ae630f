// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/check/fsck.h"

#include "projections/search_view.h"
#include "storage/check/state_check.h"

namespace chauban::server {

using storage::Finding;
using storage::Place;

Result<TruthFacts> fsck(const std::filesystem::path& data, storage::FileSystem& files, const storage::Report& report,
                        const Shown& shown) {
  if (!files.exists(data / "log")) return refuse(ErrorCode::not_found, "no_log_here");
  CHAUBAN_TRY(const auto lock, files.lock(data / "LOCK"));
  storage::StateCheck state(data / "state", report);
  CHAUBAN_TRY(auto facts, check_truth({.data = data,
                                       .trust = {},
                                       .kept = {},
                                       .onlooker = [&state](const storage::Judged& one) { state.follow(one); }},
                                      files, report, shown));
  state.finish([&shown](std::uint64_t done, std::uint64_t all) {
    if (shown) shown("state", done, all);
  });
  for (const auto& index : projections::damaged_indexes(data / "search")) {
    report({Place::search,
            index.file.empty() ? "found_index_unreadable" : "found_index_damaged",
            {{"generation", index.generation}, {"file", index.file}}});
  }
  storage::check_files_of(data / "keys", Place::keys, report);
  return facts;
}

bool can_be_rebuilt(const Finding& finding) {
  return finding.place == Place::state || finding.place == Place::search || finding.what == "found_head_slot_bad";
}

std::string mended_by(const Finding& finding) {
  if (finding.what == "found_head_slot_bad") return "chauban serve";
  if (finding.place == Place::state) return "chauban rebuild --state";
  if (finding.place == Place::search) return "chauban rebuild --view search";
  return "chauban restore";
}

}  // namespace chauban::server

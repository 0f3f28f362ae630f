// SPDX-License-Identifier: GPL-3.0-or-later
// chauban verify: offline, on a copy; no server, no network, no secrets.
#include "schemas/base/log.h"
#include "server/check/truth_check.h"
#include "server/cli/cli.h"
#include "server/cli/found.h"

#include <iostream>

namespace chauban::cli {
namespace {

http::Json to_json(const server::TruthFacts& facts, std::uint64_t found) {
  auto checkpoints = http::Json::array();
  for (const auto& [partition, seen] : facts.checkpoints) {
    checkpoints.push(http::Json::object({{"partition", partition.value},
                                         {"matched", seen.matched},
                                         {"coveredEvents", seen.covered},
                                         {"ofLostEvents", seen.outlived}}));
  }
  return http::Json::object({{"found", found},
                             {"partitions", partitions_json(facts.partitions)},
                             {"checkpoints", std::move(checkpoints)},
                             {"blobs", facts.blobs.checked}});
}

void print(const server::TruthFacts& facts, bool own_key) {
  for (const auto& [partition, part] : facts.partitions) {
    const auto seen = facts.checkpoints.find(partition);
    const auto checkpoints = seen == facts.checkpoints.end() ? server::CheckpointFacts{} : seen->second;
    std::cout << "partition " << partition.value << ": " << part.records << " records, " << part.state.next_pos()
              << " events, root " << part.state.tree.root().hex() << "\n  matches " << checkpoints.matched
              << " signed checkpoints up to " << partition.value << ":" << checkpoints.covered << "; "
              << part.state.next_pos() - std::min(checkpoints.covered, part.state.next_pos())
              << " events are not covered yet\n";
    if (checkpoints.outlived > 0) {
      std::cout << "  " << checkpoints.outlived << " checkpoints tell of events that were lost in a restore\n";
    }
  }
  std::cout << "blobs: " << facts.blobs.checked << "\n";
  if (own_key) {
    std::cout << "The key was taken from the folder itself; one that is kept elsewhere proves more (--trust FILE).\n";
  }
}

bool is_covered(const server::TruthFacts& facts) {
  return std::all_of(facts.checkpoints.begin(), facts.checkpoints.end(), [&](const auto& one) {
    return one.second.matched > 0 || facts.partitions.at(one.first).state.next_pos() == 0;
  });
}

}  // namespace

int run_verify(const VerifyOptions& options) {
  set_log_level(LogLevel::off);
  storage::PosixFileSystem files;
  server::TruthOptions checked;
  checked.data = std::filesystem::absolute(options.common.data);
  if (!options.trust.empty()) {
    auto trust = read_trust(options.trust);
    if (!trust) return report(trust.error());
    checked.trust = std::move(*trust);
  }
  auto kept = read_kept(options.checkpoints);
  if (!kept) return report(kept.error());
  checked.kept = std::move(*kept);
  std::uint64_t found = 0;
  bool broken = false;
  const auto facts = server::check_truth(
      checked, files,
      [&](const storage::Finding& finding) {
        ++found;
        broken = broken || finding.what != "found_blob_missing";
        tell(finding, options.common.json);
      },
      show_progress);
  if (!facts) return report(facts.error());
  if (options.common.json) {
    std::cout << to_json(*facts, found).str() << "\n";
  } else {
    print(*facts, checked.trust.empty());
  }
  if (broken) return kRefused;
  return found == 0 && is_covered(*facts) ? kDone : kPartly;
}

}  // namespace chauban::cli

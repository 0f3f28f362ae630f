// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/check/fsck.h"

#include "schemas/base/log.h"
#include "server/cli/cli.h"
#include "server/cli/found.h"

#include <iostream>

namespace chauban::cli {
namespace {

void print(const server::TruthFacts& facts, std::uint64_t found) {
  for (const auto& [partition, part] : facts.partitions) {
    std::cout << "partition " << partition.value << ": " << part.records << " records, " << part.state.next_pos()
              << " events, root " << part.state.tree.root().hex() << "\n";
    for (const auto& [reason, count] : part.voided) std::cout << "  void, " << reason << ": " << count << "\n";
  }
  const auto& blobs = facts.blobs;
  std::cout << "blobs: " << blobs.checked << " (" << blobs.bytes << " bytes); " << blobs.orphans
            << " that no event names (" << blobs.orphan_bytes << " bytes), " << blobs.remains.broken_off
            << " broken off, " << blobs.remains.unknown << " files that are no blobs\n"
            << (found == 0 ? "Nothing is damaged.\n" : std::to_string(found) + " findings.\n");
}

http::Json to_json(const server::TruthFacts& facts, std::uint64_t found) {
  const auto& blobs = facts.blobs;
  return http::Json::object({{"found", found},
                             {"partitions", partitions_json(facts.partitions)},
                             {"blobs", http::Json::object({{"checked", blobs.checked},
                                                           {"bytes", blobs.bytes},
                                                           {"orphans", blobs.orphans},
                                                           {"orphanBytes", blobs.orphan_bytes},
                                                           {"brokenOff", blobs.remains.broken_off},
                                                           {"unknownFiles", blobs.remains.unknown}})}});
}

}  // namespace

int run_fsck(const FsckOptions& options) {
  set_log_level(LogLevel::off);  // what the stores say of their damage is said better here
  storage::PosixFileSystem files;
  std::uint64_t found = 0;
  bool lost = false;
  const auto facts = server::fsck(
      std::filesystem::absolute(options.common.data), files,
      [&](const storage::Finding& finding) {
        ++found;
        lost = lost || !server::can_be_rebuilt(finding);
        tell(finding, options.common.json);
      },
      show_progress);
  if (!facts) return report(facts.error());
  if (options.common.json) {
    std::cout << to_json(*facts, found).str() << "\n";
  } else {
    print(*facts, found);
  }
  if (lost) return kRefused;
  return found == 0 ? kDone : kPartly;
}

}  // namespace chauban::cli

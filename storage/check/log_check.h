// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a log from its first record on and finds what is not as it was written: bytes that cannot be read, holes,
// records that no correct writer can have left there, a tree that is not the one HEAD tells of. Whoever needs the
// records besides (states, blobs that are named, checkpoints) looks on while they are judged.
// Memory: 32 bytes an event, and the keys of the last 30 days.
#pragma once

#include "storage/check/finding.h"
#include "storage/embedded/stopped_log.h"
#include "storage/fold.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace chauban::storage {

/// A record that was read and judged.
struct Judged {
  const LogRecord& record;
  const Record* decoded = nullptr;  ///< null: cannot be decoded
  const Verdict& verdict;
  const MemoryFold& fold;  ///< after it
};
using Onlooker = std::function<void(const Judged&)>;

/// What a partition turned out to hold, as far as it could be followed.
struct PartitionFacts {
  LogState state;
  std::uint64_t records = 0;
  std::map<std::string, std::uint64_t> voided;  ///< by reason
  bool whole = false;                           ///< followed to its end
};

/// Files of the log whose checksums are wrong, with the records that lie in them; a damaged end; HEAD's slots.
void check_log_files(const StoppedLog& log, const Report& report, const Progress& progress = {});

/// Follows one partition. Stops at the first record that cannot be read: what comes after it cannot be judged.
/// `progress` is told records.
PartitionFacts check_partition(Log& log, PartitionId partition, const Report& report, const Onlooker& onlooker = {},
                               const Progress& progress = {});

}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
// The part of a data folder that cannot be built anew: log, HEAD, signed checkpoints, blobs. Needs no server, no keys
// but the one that checkpoints are signed with, and changes nothing: also for a copy on a read-only medium.
#pragma once

#include "schemas/base/result.h"
#include "storage/check/blob_check.h"
#include "storage/check/finding.h"
#include "storage/check/log_check.h"
#include "storage/checkpoint.h"
#include "storage/file_system.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace chauban::server {

/// (what is being read, done, of all), for a bar.
using Shown = std::function<void(const std::string&, std::uint64_t, std::uint64_t)>;

struct TruthOptions {
  std::filesystem::path data;
  /// Keys that may have signed; empty: the one that lies beside the checkpoints, which says nothing about who put both
  /// there.
  std::vector<storage::VerifierKey> trust;
  /// Kept elsewhere: those are worth more than the folder's own.
  std::vector<storage::SignedCheckpoint> kept;
  storage::Onlooker onlooker = {};
};

struct CheckpointFacts {
  std::uint64_t matched = 0;
  std::uint64_t covered = 0;   ///< events before the newest that matched
  std::uint64_t outlived = 0;  ///< of an earlier generation, beyond what it handed on: told of what was lost
};

struct TruthFacts {
  std::map<storage::PartitionId, storage::PartitionFacts> partitions;
  std::map<storage::PartitionId, CheckpointFacts> checkpoints;
  storage::BlobFacts blobs;
};

/// Errors: not_found (no log there), storage errors; what is damaged is reported, not returned.
Result<TruthFacts> check_truth(const TruthOptions& options, storage::FileSystem& files, const storage::Report& report,
                               const Shown& shown = {});

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
// What fsck and verify found, told to people and to programs.
#pragma once

#include "schemas/base/result.h"
#include "server/http/json.h"
#include "storage/check/log_check.h"
#include "storage/checkpoint.h"

#include <filesystem>
#include <map>
#include <string_view>
#include <vector>

namespace chauban::cli {

/// `log`, `head`, `blobs`, …
std::string_view to_string(storage::Place place);
/// In both languages, or as one line of JSON; on standard output.
void tell(const storage::Finding& finding, bool as_json);
http::Json partitions_json(const std::map<storage::PartitionId, storage::PartitionFacts>& partitions);

/// A file of keys, one a line. Errors: usage `trust_unreadable` (no key in it), not_found `file_not_found`.
Result<std::vector<storage::VerifierKey>> read_trust(const std::filesystem::path& file);
/// Files of signed checkpoints that were kept. Errors: usage `checkpoint_unreadable`, not_found `file_not_found`.
Result<std::vector<storage::SignedCheckpoint>> read_kept(const std::vector<std::filesystem::path>& files);

}  // namespace chauban::cli

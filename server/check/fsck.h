// SPDX-License-Identifier: GPL-3.0-or-later
// Is everything in a data folder as it was written? Reads all of it, changes nothing.
#pragma once

#include "server/check/truth_check.h"

#include <filesystem>
#include <string>

namespace chauban::server {

/// check_truth, and besides it the state with its views, the search index and the keys. The folder is locked for its
/// length. Errors: data_folder_locked (with `pid`) and those of check_truth.
Result<TruthFacts> fsck(const std::filesystem::path& data, storage::FileSystem& files, const storage::Report& report,
                        const Shown& shown = {});

/// True: it is built anew from the log, or by the next start, and nothing is lost with it.
bool can_be_rebuilt(const storage::Finding& finding);
/// The command that mends it.
std::string mended_by(const storage::Finding& finding);

}  // namespace chauban::server

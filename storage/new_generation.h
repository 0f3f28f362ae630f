// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/ids.h"
#include "schemas/base/time.h"
#include "storage/log.h"
#include "storage/valid.h"

#include <string>

namespace chauban::storage {

/// Ends a partition's generation where it stands and begins the next in place (Seal, then Genesis): how a restored log
/// goes on, so that nobody who knew more of the old one is taken for one who knows this one, and an old node cannot
/// write here. Neither record is an event: size and root stay. `state` is the fold up to the log's end, and afterwards
/// that after both. Nobody else writes. Errors: partition_halted (not live), those of Log::append.
Status begin_generation(Log& log, LogState& state, const std::string& reason, Clock& clock, IdSource& ids);

}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/log.h"
#include "storage/valid.h"

namespace chauban::storage {

/// Whoever folds a partition must find the root that was recorded beside the log at that very place: else this is not
/// the log that was acknowledged. Says nothing at other places. Internal to storage/.
/// Errors: log_shorter_than_head with key `log_root_differs` (`partition`, `offset` in the details).
Status check_head(Log& log, const LogState& state);

}  // namespace chauban::storage

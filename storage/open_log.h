// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/embedded/embedded_log.h"
#include "storage/log.h"

#include <memory>
#include <string_view>

namespace chauban::storage {

/// Opens the log that `url` names: `embedded:` for the one in the data folder `options.data` (a scheme a backend).
/// Errors: usage (unknown scheme) and those of EmbeddedLog::open.
Result<std::unique_ptr<Log>> open_log(std::string_view url, EmbeddedLog::Options options);

}  // namespace chauban::storage

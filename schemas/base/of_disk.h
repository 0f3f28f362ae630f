// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/error.h"

#include <chrono>

namespace chauban {

/// True if a disk did not take what was written: it is full, read-only or fails. Nothing is wrong with what was asked,
/// and whoever wrote may try again.
constexpr bool is_of_disk(ErrorCode code) {
  return code == ErrorCode::storage_full || code == ErrorCode::log_read_only;
}

/// How long whoever goes on by itself waits before it asks again whether the disk takes what it writes.
inline constexpr std::chrono::milliseconds kDiskPause{500};

}  // namespace chauban

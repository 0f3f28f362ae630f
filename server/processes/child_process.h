// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace chauban::server {

/// What a short-lived child said.
struct ChildOutput {
  int exit_code = -1;  ///< -1: killed by a signal, or by us when its time was over
  Bytes out;
  std::string err;  ///< first 4 KiB
};

/// Runs `executable arguments…` with `stdin_fd` as standard input, a clean environment and no other descriptor, kills
/// it after `patience`, and refuses more than `max_out` bytes of output. Blocks. Errors: internal (cannot start).
Result<ChildOutput> run_child(const std::filesystem::path& executable, const std::vector<std::string>& arguments,
                              int stdin_fd, std::chrono::milliseconds patience, std::size_t max_out);

}  // namespace chauban::server

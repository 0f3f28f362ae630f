// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <filesystem>
#include <vector>

namespace chauban::ocr {

/// Which walls this kernel could raise.
struct Walls {
  bool seccomp = false;
  bool landlock = false;
};

/// Shuts the calling process in, for ever: no new program, process, socket or written file, no core dump; files may be
/// opened for reading only, with Landlock only below `readable`. Dies with its parent. What the kernel lacks is left
/// out and told by the result. Thread: the process has no other.
Walls enter_sandbox(const std::vector<std::filesystem::path>& readable);

/// From now on the process may use so much more processor time before the kernel ends it.
void allow_cpu_time(std::chrono::seconds more);
/// Processor time of this process so far, seconds.
double cpu_seconds_used();

}  // namespace chauban::ocr

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace chauban::ocr {

/// The socket a worker is started with.
inline constexpr int kWorkerSocket = 3;

/// The life of a worker: what `chauban ocr-worker` runs. Shuts itself into the sandbox, then answers requests on the
/// socket until it closes. Returns the exit code. Thread: the process has no other.
int run_worker(int socket_fd);

}  // namespace chauban::ocr

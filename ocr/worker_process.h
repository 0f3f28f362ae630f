// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/worker_protocol.h"
#include "schemas/base/result.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

namespace chauban::ocr {

/// The server's end of one worker: a child process with a clean environment, killed when this is destroyed.
/// Thread: one, except kill() and pid().
class WorkerProcess {
 public:
  /// Errors: internal with key worker_start_failed.
  static Result<std::unique_ptr<WorkerProcess>> start(const std::filesystem::path& executable, const Limits& limits);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  /// Asks and waits. Errors: ocr_page_failed with key page_timeout or worker_died: this worker is of no more use.
  Result<Reply> ask(const Request& request, const std::vector<int>& descriptors, std::chrono::seconds limit);
  /// SIGKILL; whoever waits in ask() is told worker_died. Any thread.
  void kill();
  /// -1 once it has been reaped. Any thread.
  [[nodiscard]] int pid() const;
  [[nodiscard]] int asked() const { return asked_; }

 private:
  WorkerProcess(int pid, Descriptor socket) : pid_(pid), socket_(std::move(socket)) {}

  mutable std::mutex mutex_;  // guards pid_: a reaped id may already belong to another process
  int pid_;
  Descriptor socket_;
  int asked_ = 0;
};

}  // namespace chauban::ocr

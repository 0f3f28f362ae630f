// SPDX-License-Identifier: GPL-3.0-or-later
// What must be thrown away in time although nobody asks: unfinished uploads, ended sessions, month keys.
#pragma once

#include "schemas/base/result.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace chauban::server {

/// Does each chore at once and then every so often, on a thread of its own. A chore that fails is told in the log and
/// tried again the next time; it keeps no other from its turn.
class Housekeeping {
 public:
  struct Chore {
    std::string name;
    std::function<Status()> work;
  };
  explicit Housekeeping(std::vector<Chore> chores, std::chrono::milliseconds every = std::chrono::hours(1));
  ~Housekeeping();
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

  /// Waits for the chore under way. Idempotent.
  void stop();

 private:
  void run();

  const std::vector<Chore> chores_;
  const std::chrono::milliseconds every_;
  std::mutex mutex_;  // guards stopping_
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace chauban::server

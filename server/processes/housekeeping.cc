// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/processes/housekeeping.h"

#include "schemas/base/log.h"
#include "schemas/base/thread.h"

#include <utility>

namespace chauban::server {

Housekeeping::Housekeeping(std::vector<Chore> chores, std::chrono::milliseconds every)
    : chores_(std::move(chores)), every_(every), thread_(named_thread("housekeeping", [this] { run(); })) {}

Housekeeping::~Housekeeping() { stop(); }

void Housekeeping::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Housekeeping::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    for (const auto& chore : chores_) {
      if (const auto done = chore.work(); !done) {
        log_warning("housekeeping.failed",
                    {{"chore", chore.name}, {"code", std::string(to_string(done.error().code))}});
      }
    }
    lock.lock();
    wake_.wait_for(lock, every_, [this] { return stopping_; });
  }
}

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/worker_pool.h"

#include "schemas/base/log.h"
#include "schemas/base/thread.h"

#include <exception>
#include <limits>
#include <utility>

namespace chauban::http {

WorkerPool::WorkerPool(unsigned threads, std::size_t max_queued) : max_queued_(max_queued) {
  for (unsigned i = 0; i < threads; ++i) threads_.push_back(named_thread("worker", [this] { run(); }));
}

bool WorkerPool::submit(Task task) { return add(std::move(task), max_queued_); }
bool WorkerPool::resume(Task task) { return add(std::move(task), std::numeric_limits<std::size_t>::max()); }

bool WorkerPool::add(Task task, std::size_t limit) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || tasks_.size() >= limit) return false;
    tasks_.push_back(std::move(task));
  }
  changed_.notify_one();
  return true;
}

std::size_t WorkerPool::queued() const {
  const std::lock_guard lock(mutex_);
  return tasks_.size();
}

void WorkerPool::run() {
  for (;;) {
    Task task;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopped_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    try {
      task();
    } catch (const std::exception& error) {
      log_error("worker_task_threw", {{"what", error.what()}});
    }
  }
}

void WorkerPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace chauban::http

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace chauban::http {

/// The threads on which handlers run and may block. The queue of new work is bounded: more is refused, never kept.
/// Thread-safe.
class WorkerPool {
 public:
  using Task = std::function<void()>;

  WorkerPool(unsigned threads, std::size_t max_queued);
  ~WorkerPool() { stop(); }
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// New work. False: the queue is full, or the pool has stopped; the task is not taken.
  bool submit(Task task);
  /// The next step of work once admitted (a part of an answer's body): one a connection at most, so bounded by those.
  /// False only after stop().
  bool resume(Task task);
  [[nodiscard]] std::size_t queued() const;
  /// Runs what is queued, then ends the threads. Idempotent. Not from a task.
  void stop();

 private:
  bool add(Task task, std::size_t limit);
  void run();

  const std::size_t max_queued_;
  mutable std::mutex mutex_;  // guards tasks_ and stopped_
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace chauban::http

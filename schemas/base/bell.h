// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace chauban {

/// By which one thread waits for work that others bring. After each round it rests a little, and what is rung for
/// meanwhile is done in one go: under load a round of much costs hardly more than a round of little, and whoever rings
/// need not wake it each time. When all was quiet it is awake at once. Thread-safe.
class Bell {
 public:
  /// There is something to do.
  void ring() {
    const std::scoped_lock lock(mutex_);
    rung_ = true;
    if (!resting_ || hurried_ > 0) changed_.notify_one();
  }
  /// For good: every wait ends.
  void stop() {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    changed_.notify_one();
  }

  /// As long as it lives somebody waits for what is being done: there is no rest.
  class Hurry {
   public:
    explicit Hurry(Bell& bell) : bell_(bell) { bell_.hurry(+1); }
    ~Hurry() { bell_.hurry(-1); }
    Hurry(const Hurry&) = delete;
    Hurry& operator=(const Hurry&) = delete;

   private:
    Bell& bell_;
  };

  /// Rests, unless somebody is in a hurry, and waits until it was rung since this last returned. False: stopped.
  bool wait(std::chrono::nanoseconds rest) {
    std::unique_lock lock(mutex_);
    resting_ = true;
    changed_.wait_for(lock, rest, [this] { return stopped_ || (rung_ && hurried_ > 0); });
    resting_ = false;
    changed_.wait(lock, [this] { return stopped_ || rung_; });
    rung_ = false;
    return !stopped_;
  }
  /// Nothing but time or the end. False: stopped.
  bool pause(std::chrono::nanoseconds time) {
    std::unique_lock lock(mutex_);
    resting_ = true;
    changed_.wait_for(lock, time, [this] { return stopped_; });
    resting_ = false;
    return !stopped_;
  }

 private:
  void hurry(int change) {
    const std::scoped_lock lock(mutex_);
    hurried_ += change;
    if (hurried_ > 0 && rung_) changed_.notify_one();
  }

  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  bool rung_ = false;
  bool resting_ = false;
  bool stopped_ = false;
  int hurried_ = 0;
};

}  // namespace chauban

// SPDX-License-Identifier: GPL-3.0-or-later
#include "schemas/base/bell.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace chauban {
namespace {

using namespace std::chrono_literals;

/// Far longer than any test takes: whoever rests so long is seen to rest.
constexpr auto kForever = 1h;

/// Counts its rounds.
class Worker {
 public:
  explicit Worker(Bell& bell, std::chrono::milliseconds rest)
      : thread_([this, &bell, rest] {
          while (bell.wait(rest)) ++rounds_;
        }) {}
  ~Worker() { thread_.join(); }
  void has_done(int rounds) const {
    while (rounds_ < rounds) std::this_thread::yield();
  }
  [[nodiscard]] int rounds() const { return rounds_; }

 private:
  std::atomic<int> rounds_ = 0;
  std::thread thread_;
};

TEST(Bell, wakes_whoever_waits_once_for_each_ring) {
  Bell bell;
  Worker worker(bell, 0ms);
  for (int n = 1; n <= 100; ++n) {
    bell.ring();
    worker.has_done(n);
  }
  EXPECT_EQ(worker.rounds(), 100);
  bell.stop();
}

TEST(Bell, hears_what_was_rung_before_anybody_waited) {
  Bell bell;
  bell.ring();
  EXPECT_TRUE(bell.wait(0ms));
}

TEST(Bell, whoever_rests_is_woken_by_nobody_but_who_is_in_a_hurry) {
  Bell bell;
  Worker worker(bell, kForever);
  bell.ring();
  EXPECT_EQ(worker.rounds(), 0);
  {
    const Bell::Hurry hurry(bell);
    worker.has_done(1);
    bell.ring();
    worker.has_done(2);
  }
  bell.ring();
  EXPECT_EQ(worker.rounds(), 2);
  bell.stop();
}

TEST(Bell, stops_who_rests_who_waits_and_who_pauses) {
  Bell bell;
  {
    Worker resting(bell, kForever);
    bell.stop();
  }
  EXPECT_FALSE(bell.wait(kForever));
  EXPECT_FALSE(bell.pause(kForever));
}

TEST(Bell, pauses_whatever_is_rung) {
  Bell bell;
  bell.ring();
  EXPECT_TRUE(bell.pause(1ms));
  EXPECT_TRUE(bell.wait(0ms)) << "what was rung during the pause is still to be done";
  bell.stop();
}

}  // namespace
}  // namespace chauban

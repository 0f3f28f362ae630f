// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/event_window.h"

#include "projections/documents.h"
#include "tests/projections/history.h"
#include "tests/projections/state_feed.h"
#include "tests/support/matchers.h"

#include <future>

namespace chauban::projections {
namespace {

using namespace std::chrono_literals;
constexpr storage::PartitionId kPartition{1};
constexpr std::uint64_t kFirst = 0;

std::vector<StoredEvent> some(std::size_t count) {
  History history;
  for (std::size_t i = 0; i < count; ++i) history.document(kDocument, incoming::ProgressRecorded{std::to_string(i)});
  return history.events();
}

class EventWindowTest : public testing::Test {
 protected:
  static EventWindow::Stretch read(EventWindow::Follower& follower, std::uint64_t from, std::size_t limit = 1000) {
    return follower.read(kPartition, from, limit).value();
  }
  StateFeed feed;
};

TEST_F(EventWindowTest, what_one_has_read_the_other_finds) {
  feed.add(some(30));
  EventWindow window(feed.state(), 4);
  EventWindow::Follower one(window);
  EventWindow::Follower other(window);
  const auto first = read(one, kFirst);
  EXPECT_EQ(first.events.size(), 30U);
  const auto part = read(other, kFirst + 10, 5);
  EXPECT_EQ(part.owner, first.owner);
  ASSERT_EQ(part.events.size(), 5U);
  EXPECT_EQ(part.events.front().facts.position.pos, kFirst + 10);
  EXPECT_TRUE(read(other, kFirst + 30).events.empty());
}

TEST_F(EventWindowTest, what_came_later_is_read_when_it_is_asked_for) {
  feed.add(some(3));
  EventWindow window(feed.state(), 4);
  EventWindow::Follower follower(window);
  EXPECT_EQ(read(follower, kFirst).events.size(), 3U);
  feed.add(some(2));
  EXPECT_EQ(read(follower, kFirst + 3).events.size(), 2U);
}

TEST_F(EventWindowTest, the_one_ahead_waits_for_the_one_that_is_close_behind) {
  feed.add(some(12'000), 500);
  EventWindow window(feed.state(), 16, true);
  EventWindow::Follower slow(window);
  EventWindow::Follower fast(window);
  read(slow, kFirst);
  auto ahead = std::async(std::launch::async, [&] { return read(fast, kFirst + 9'000).events.size(); });
  EXPECT_EQ(ahead.wait_for(50ms), std::future_status::timeout);
  read(slow, kFirst + 1'000);
  EXPECT_EQ(ahead.get(), 1'000U);
}

TEST_F(EventWindowTest, one_in_a_hurry_waits_for_nobody) {
  feed.add(some(12'000), 500);
  EventWindow window(feed.state(), 16, true);
  EventWindow::Follower slow(window);
  EventWindow::Follower fast(window);
  read(slow, kFirst);
  fast.hurry();
  EXPECT_EQ(read(fast, kFirst + 9'000).events.size(), 1'000U);
}

TEST_F(EventWindowTest, nobody_waits_for_one_far_behind_or_gone) {
  feed.add(some(40'000), 500);
  EventWindow window(feed.state(), 16, true);
  EventWindow::Follower fast(window);
  {
    EventWindow::Follower far(window);
    read(far, kFirst);
    EXPECT_FALSE(read(fast, kFirst + 33'000).events.empty());
  }
  auto gone = std::make_unique<EventWindow::Follower>(window);
  read(*gone, kFirst + 24'000);
  auto ahead = std::async(std::launch::async, [&] { return read(fast, kFirst + 34'000).events.size(); });
  gone.reset();
  EXPECT_EQ(ahead.get(), 1'000U);
  EventWindow::Follower close(window);
  read(close, kFirst + 24'000);
  window.let_go();
  EXPECT_EQ(read(fast, kFirst + 35'000).events.size(), 1'000U);
}

}  // namespace
}  // namespace chauban::projections

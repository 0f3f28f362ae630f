// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/runner.h"

#include "projections/catalogue.h"
#include "projections/documents.h"
#include "storage/key_value.h"
#include "tests/projections/history.h"
#include "tests/projections/state_feed.h"
#include "tests/support/failing_store_files.h"
#include "tests/support/matchers.h"

#include <atomic>
#include <thread>

namespace chauban::projections {
namespace {

using namespace std::chrono_literals;
constexpr auto kLong = 60s;

/// Keeps each event's position; stops at one if it is told to.
class Numbers final : public Projection {
 public:
  explicit Numbers(std::uint16_t version = 1, std::optional<std::uint64_t> stops_at = std::nullopt)
      : version_(version), stops_at_(stops_at) {}
  [[nodiscard]] std::string_view name() const override { return "numbers"; }
  [[nodiscard]] std::uint16_t version() const override { return version_; }
  void apply(const StoredEvent& stored, Rows& rows) const override {
    CHAUBAN_ASSERT(stored.facts.position.pos != stops_at_);
    rows.put(key('e', stored.facts.position), std::to_string(version_));
    const auto count = rows.get("count");
    rows.put("count", std::to_string(count ? std::stoull(*count) + 1 : 1));
  }

 private:
  std::uint16_t version_;
  std::optional<std::uint64_t> stops_at_;
};

class SetClock final : public Clock {
 public:
  Timestamp now() override { return Timestamp{std::chrono::microseconds(at.load())}; }
  std::atomic<std::int64_t> at{0};
};

std::vector<StoredEvent> some(std::size_t count) {
  History history;
  for (std::size_t i = 0; i < count; ++i) history.document(kDocument, incoming::ProgressRecorded{std::to_string(i)});
  return history.events();
}

class RunnerTest : public testing::Test {
 protected:
  std::unique_ptr<Runner> open(std::shared_ptr<const Projection> view, std::size_t batch = 1000) {
    Runner::Options options{.state = feed.state(), .views = feed.views(), .clock = clock};
    options.batch_events = batch;
    options.swap_within = 10;
    return Runner::open(options, std::move(view)).value();
  }
  static std::string count(const Runner& runner) { return runner.read().get("count").value_or("0"); }
  static storage::Position at(std::uint64_t pos) { return {{1}, pos}; }

  StateFeed feed;
  SetClock clock;
};

TEST_F(RunnerTest, follows_the_state_on_its_own_thread_and_wakes_whoever_waits_for_a_position) {
  const auto runner = open(std::make_shared<Numbers>());
  runner->start();
  const std::vector wanted{at(29)};
  EXPECT_FALSE(runner->has_reached(wanted));
  std::thread later([&] {
    feed.add(some(30));
    runner->notify();
  });
  EXPECT_TRUE(runner->wait_for(wanted, kLong));
  later.join();
  EXPECT_EQ(count(*runner), "30");
  EXPECT_EQ(runner->read().next_pos({1}), 30U);
  EXPECT_EQ(runner->status().lag, 0U);
  EXPECT_FALSE(runner->wait_for(std::vector{at(30)}, 1ms));
  runner->stop();
  runner->stop();
}

TEST_F(RunnerTest, goes_on_where_it_was_after_any_batch_without_missing_or_doubling) {
  feed.add(some(100));
  for (std::size_t life = 0; life < 20; ++life) {
    auto runner = open(std::make_shared<Numbers>(), 3 + life % 4);
    ASSERT_TRUE(runner->step());
    runner.reset();
    if (life % 3 == 0) feed.reopen();
  }
  const auto runner = open(std::make_shared<Numbers>());
  while (runner->step().value() > 0) {
  }
  EXPECT_EQ(count(*runner), "100");
}

TEST_F(RunnerTest, stops_at_a_bug_says_so_and_answers_what_it_had) {
  feed.add(some(10));
  const auto runner = open(std::make_shared<Numbers>(1, 7), 4);
  ASSERT_TRUE(runner->step());
  EXPECT_THAT(runner->step(), FailsWith(ErrorCode::internal, "view_stopped"));
  EXPECT_EQ(count(*runner), "4");
  EXPECT_TRUE(runner->status().failure.has_value());
  EXPECT_FALSE(runner->wait_for(std::vector{at(9)}, kLong)) << "does not wait for what will not come";
}

TEST_F(RunnerTest, waits_for_a_disk_that_takes_nothing_and_goes_on_by_itself) {
  using Fault = FailingStoreFiles::Fault;
  for (const auto fault : {Fault::fails, Fault::fails_when_full}) {
    FailingStoreFiles files;
    StateFeed breakable(files.env());
    breakable.add(some(10));
    const auto runner = Runner::open({.state = breakable.state(), .views = breakable.views(), .clock = clock},
                                     std::make_shared<Numbers>())
                            .value();
    runner->start();
    runner->notify();
    ASSERT_TRUE(runner->wait_for(std::vector{at(9)}, kLong));
    breakable.add(some(20));

    files.break_writes(fault);
    runner->notify();
    EXPECT_FALSE(runner->wait_for(std::vector{at(29)}, kLong)) << "says so at once";
    EXPECT_TRUE(runner->status().waits_for_disk);
    EXPECT_EQ(count(*runner), "10") << "and is read as it was";

    files.mend();
    ASSERT_THAT(breakable.state().store().tend(), Succeeds());
    const auto deadline = std::chrono::steady_clock::now() + kLong;
    while (!runner->has_reached(std::vector{at(29)}) && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
    }
    EXPECT_EQ(count(*runner), "30");
    EXPECT_FALSE(runner->status().failure);
  }
}

TEST_F(RunnerTest, rebuilds_beside_and_swaps_while_it_is_read_and_fed) {
  feed.add(some(500));
  const auto runner = open(std::make_shared<Numbers>(), 50);
  runner->start();
  runner->notify();
  ASSERT_TRUE(runner->wait_for(std::vector{at(499)}, kLong));
  const auto before = runner->status().version;

  std::atomic<bool> done{false};
  std::atomic<std::uint64_t> went_back{0};
  std::thread reader([&] {
    std::uint64_t seen = 0;
    while (!done) {
      const auto now = std::stoull(count(*runner));
      if (now < seen) ++went_back;
      seen = now;
    }
  });
  ASSERT_TRUE(runner->rebuild());
  ASSERT_TRUE(runner->rebuild()) << "the second joins the first";
  auto more = some(560);
  more.erase(more.begin(), more.begin() + 500);
  feed.add(more);
  runner->notify();
  ASSERT_TRUE(runner->wait_for_rebuild(kLong));
  ASSERT_TRUE(runner->wait_for(std::vector{at(559)}, kLong));
  done = true;
  reader.join();

  EXPECT_EQ(went_back, 0U);
  EXPECT_GT(runner->status().version, before);
  EXPECT_EQ(count(*runner), "560");
  EXPECT_FALSE(runner->status().failure);
}

TEST_F(RunnerTest, drops_a_replaced_version_only_after_a_while) {
  feed.add(some(5));
  const auto runner = open(std::make_shared<Numbers>());
  ASSERT_TRUE(runner->step());
  ASSERT_TRUE(runner->rebuild());
  ASSERT_TRUE(runner->wait_for_rebuild(kLong));
  ASSERT_TRUE(runner->step());
  EXPECT_EQ(feed.views().versions("numbers").size(), 2U);
  clock.at = std::chrono::microseconds(601s).count();
  ASSERT_TRUE(runner->step());
  EXPECT_EQ(feed.views().versions("numbers"), std::vector{runner->status().version});
}

TEST_F(RunnerTest, builds_another_version_of_the_view_beside_and_then_answers_from_it) {
  feed.add(some(40));
  {
    const auto runner = open(std::make_shared<Numbers>(1));
    ASSERT_TRUE(runner->step());
    EXPECT_EQ(runner->read().get(key('e', at(3))), "1");
  }
  const auto runner = open(std::make_shared<Numbers>(2), 5);
  ASSERT_TRUE(runner->wait_for_rebuild(kLong));
  EXPECT_EQ(runner->read().get(key('e', at(3))), "2");
  EXPECT_EQ(count(*runner), "40");
}

TEST_F(RunnerTest, heals_a_stopped_view_by_a_rebuild_with_a_mended_program) {
  feed.add(some(20));
  {
    const auto broken = open(std::make_shared<Numbers>(1, 12), 5);
    while (broken->step()) {
    }
  }
  const auto mended = open(std::make_shared<Numbers>(2));
  ASSERT_TRUE(mended->wait_for_rebuild(kLong));
  EXPECT_EQ(count(*mended), "20");
  EXPECT_FALSE(mended->status().failure);
}

TEST_F(RunnerTest, runs_all_views_together) {
  std::mutex mutex;
  std::set<std::string> advanced;
  const auto views =
      Views::open({.state = feed.state(), .views = feed.views(), .clock = clock}, [&](std::string_view name) {
        const std::scoped_lock lock(mutex);
        advanced.emplace(name);
      }).value();
  views->start();
  History history;
  history.arrives(kDocument, kFile).registers(kDocument, 1, letter("1/A", "a"));
  feed.add(history.events());
  views->notify();
  for (const auto& view : all_projections()) {
    EXPECT_TRUE(views->runner(view->name()).wait_for(std::vector{at(3)}, kLong)) << view->name();
  }
  views->stop();
  EXPECT_EQ(advanced.size(), all_projections().size());
  EXPECT_TRUE(find_document(views->read("documents"), kDocument).value().has_value());
  EXPECT_FALSE(views->has("nothing"));
  EXPECT_EQ(views->status().size(), all_projections().size());
}

}  // namespace
}  // namespace chauban::projections

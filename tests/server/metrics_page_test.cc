// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/telemetry/metrics_page.h"

#include "server/demo/play.h"
#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_clock.h"

namespace chauban::telemetry {
namespace {

using namespace std::chrono_literals;

/// A folder with some letters in it.
class LagTest : public ::testing::Test {
 protected:
  LagTest() {
    server::PlayOptions options;
    options.data = folder_ / "data";
    options.documents = 3;
    options.until = 2026y / 11 / 20;
    EXPECT_THAT(server::play(options, [](auto&&...) {}), Succeeds());
    store_ = server::Store::open({.data = folder_ / "data"}, clock_, ids_).value();
  }
  [[nodiscard]] const storage::State& state() const { return store_->state(); }
  [[nodiscard]] std::uint64_t head(std::uint16_t partition) const { return state().next_pos({partition}); }
  [[nodiscard]] Timestamp recorded(storage::Position position) const {
    const auto event = state().event_at(position).value().value();
    return from_micros(static_cast<std::int64_t>(event.hlc >> 16U) * 1000);
  }

  TemporaryFolder folder_;
  TestClock clock_;
  SeededIds ids_{4};
  std::unique_ptr<server::Store> store_;
};

TEST_F(LagTest, is_nothing_for_who_has_seen_every_event) {
  const auto lag = lag_of(state(), {{{0}, head(0)}, {{1}, head(1)}}, recorded({{1}, 0}) + 24h);

  EXPECT_EQ(lag.events, 0U);
  EXPECT_EQ(lag.seconds, 0.0);
}

TEST_F(LagTest, counts_events_of_all_partitions_and_time_from_the_oldest_of_them) {
  const auto oldest = recorded({{1}, head(1) - 3});

  const auto lag = lag_of(state(), {{{0}, head(0)}, {{1}, head(1) - 3}}, oldest + 90s);

  EXPECT_EQ(lag.events, 3U);
  EXPECT_DOUBLE_EQ(lag.seconds, 90.0);
}

TEST_F(LagTest, is_the_whole_log_for_who_has_seen_nothing) {
  EXPECT_EQ(lag_of(state(), {}, clock_.now()).events, head(0) + head(1));
}

}  // namespace
}  // namespace chauban::telemetry

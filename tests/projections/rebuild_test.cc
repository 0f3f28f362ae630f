// SPDX-License-Identifier: GPL-3.0-or-later
// Every view, rebuilt, equals the live one byte for byte; and the live one equals a plain fold, whatever the batches.
#include "projections/catalogue.h"
#include "projections/inbox.h"
#include "tests/projections/random_history.h"
#include "tests/projections/state_feed.h"

#include <random>

namespace chauban::projections {
namespace {

using namespace std::chrono_literals;
constexpr auto kLong = 60s;

std::map<Bytes, Bytes> all_rows(const RowSource& rows) {
  std::map<Bytes, Bytes> all;
  for (auto& row : rows.scan({.prefix = "", .from = "", .limit = 1'000'000})) all.emplace(row.key, row.value);
  return all;
}

class EveryView : public testing::TestWithParam<std::shared_ptr<const Projection>> {};

TEST_P(EveryView, is_the_same_fold_in_memory_in_the_store_after_restarts_and_rebuilt) {
  SystemClock clock;
  const auto history = random_history(20261125, 3000);
  const auto& view = *GetParam();
  StateFeed feed;
  std::mt19937 chance(7);
  std::size_t fed = 0;
  const auto options = [&] {
    Runner::Options made{.state = feed.state(), .views = feed.views(), .clock = clock};
    made.batch_events = 1 + chance() % 200;
    return made;
  };
  while (fed < history.events().size()) {  // each round is a life of the process that ends somewhere
    auto runner = Runner::open(options(), GetParam()).value();
    const auto next = std::min(history.events().size(), fed + 1 + chance() % 700);
    feed.add({history.events().begin() + static_cast<std::ptrdiff_t>(fed),
              history.events().begin() + static_cast<std::ptrdiff_t>(next)});
    fed = next;
    for (auto steps = chance() % 8; steps > 0; --steps) ASSERT_TRUE(runner->step());
    runner.reset();
    if (chance() % 2 == 0) feed.reopen();
  }
  auto runner = Runner::open(options(), GetParam()).value();
  while (runner->step().value() > 0) {
  }

  const auto plain = history.rows_of(view);
  EXPECT_EQ(all_rows(runner->read()), plain.all);

  const auto before = runner->status().version;
  const auto live = feed.views().open_view(view.name(), before).value();
  ASSERT_TRUE(runner->rebuild());
  ASSERT_TRUE(runner->wait_for_rebuild(kLong));
  ASSERT_GT(runner->status().version, before);
  const auto rebuilt = feed.views().open_view(view.name(), runner->status().version).value();
  EXPECT_FALSE(compare_views(live, rebuilt).value().has_value());
  EXPECT_EQ(live.read().digest(), rebuilt.read().digest());
  EXPECT_FALSE(runner->status().failure);
}

INSTANTIATE_TEST_SUITE_P(All, EveryView, testing::ValuesIn(all_projections()),
                         [](const auto& param) { return std::string(param.param->name()); });

TEST(CompareViews, names_the_first_row_that_differs) {
  StateFeed feed;
  const auto left = feed.views().open_view("x", 1).value();
  const auto right = feed.views().open_view("x", 2).value();
  const auto write = [](const storage::View& view, std::vector<storage::Row> rows) {
    auto batch = view.batch();
    for (const auto& row : rows) batch.put(row.key, row.value);
    ASSERT_TRUE(batch.commit({{1}, 1}));
  };
  write(left, {{"a", "1"}, {"b", "2"}, {"d", "4"}});
  write(right, {{"a", "1"}, {"c", "3"}, {"d", "4"}});
  const auto difference = compare_views(left, right).value();
  ASSERT_TRUE(difference);
  EXPECT_EQ(difference->key, "b");
  EXPECT_EQ(difference->left, "2");
  EXPECT_FALSE(difference->right);
}

/// A count is a variable-length number.
std::uint64_t count_of(BytesView value) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < value.size(); ++i) count |= static_cast<std::uint64_t>(value[i] & 0x7F) << (7 * i);
  return count;
}

TEST(InboxView, keeps_counts_equal_to_lists_after_any_history) {
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    const auto rows = random_history(seed, 1500).rows_of(InboxView());
    std::map<Bytes, std::uint64_t> listed;
    for (const auto& [at, value] : rows.all) {
      if (at.starts_with("i")) ++listed["n" + at.substr(1, 18) + at.back()];
    }
    std::map<Bytes, std::uint64_t> counted;
    for (const auto& [at, value] : rows.all) {
      if (at.starts_with("n")) counted[at] = count_of(value);
    }
    EXPECT_EQ(counted, listed);
    EXPECT_GT(listed.size(), 10U);
  }
}

}  // namespace
}  // namespace chauban::projections

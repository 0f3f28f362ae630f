// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/view_store.h"

#include "storage/state.h"
#include "tests/support/matchers.h"
#include "tests/support/sim_log.h"
#include "tests/support/temporary_folder.h"

namespace chauban::storage {
namespace {

using testing::ElementsAre;

constexpr PartitionId kOne{1};

class ViewStoreTest : public testing::Test {
 protected:
  ViewStoreTest() {
    disk.id = LogId{Uuid::from_words(1, 1)};
    open();
  }
  void open() {
    state.reset();
    state = State::open({.folder = folder / "state"}, log).value();
    views.emplace(*state);
  }
  static void fill(const View& view, const std::vector<Row>& rows, std::uint64_t next_pos) {
    auto batch = view.batch();
    for (const auto& row : rows) batch.put(row.key, row.value);
    EXPECT_THAT(batch.commit({kOne, next_pos}), Succeeds());
  }
  static std::vector<Bytes> keys(const Result<std::vector<Row>>& rows) {
    std::vector<Bytes> found;
    for (const auto& row : rows.value()) found.push_back(row.key);
    return found;
  }

  SimDisk disk;
  SimLog log{disk};
  TemporaryFolder folder;
  std::unique_ptr<State> state;
  std::optional<ViewStore> views;
};

TEST_F(ViewStoreTest, RowsAndPositionAppearTogetherAndLast) {
  {
    const auto view = views->open_view("inbox", 1).value();
    auto batch = view.batch();
    batch.put("a", "1");
    EXPECT_EQ(view.read().get("a").value(), std::nullopt);
    EXPECT_EQ(view.read().next_pos(kOne), 0U);
    ASSERT_THAT(batch.commit({kOne, 7}), Succeeds());
  }
  open();

  const auto reader = views->open_view("inbox", 1).value().read();
  EXPECT_EQ(reader.get("a").value(), "1");
  EXPECT_EQ(reader.next_pos(kOne), 7U);
  EXPECT_EQ(reader.next_pos({2}), 0U);
}

TEST_F(ViewStoreTest, ABatchThatIsDroppedDidNotHappen) {
  const auto view = views->open_view("inbox", 1).value();
  {
    auto batch = view.batch();
    batch.put("a", "1");
  }
  EXPECT_EQ(view.read().get("a").value(), std::nullopt);
}

TEST_F(ViewStoreTest, ABatchReadsItsOwnWrites) {
  const auto view = views->open_view("inbox", 1).value();
  fill(view, {{"u/1", "old"}, {"u/2", "gone"}, {"v/1", "other"}}, 1);

  auto batch = view.batch();
  batch.put("u/1", "new");
  batch.erase("u/2");
  batch.put("u/3", "added");

  EXPECT_EQ(batch.get("u/1").value(), "new");
  EXPECT_EQ(batch.get("u/2").value(), std::nullopt);
  EXPECT_THAT(batch.rows("u/").value(), ElementsAre(Row{"u/1", "new"}, Row{"u/3", "added"}));
  EXPECT_EQ(view.read().get("u/1").value(), "old");
}

TEST_F(ViewStoreTest, AReaderSeesOneMoment) {
  const auto view = views->open_view("inbox", 1).value();
  fill(view, {{"a", "1"}}, 1);
  const auto before = view.read();

  fill(view, {{"a", "2"}}, 2);

  EXPECT_EQ(before.get("a").value(), "1");
  EXPECT_EQ(before.next_pos(kOne), 1U);
  EXPECT_EQ(view.read().next_pos(kOne), 2U);
}

TEST_F(ViewStoreTest, PagesFollowOneAnotherInBothDirections) {
  const auto view = views->open_view("register", 1).value();
  fill(view, {{"a/0", ""}, {"b/1", ""}, {"b/2", ""}, {"b/3", ""}, {"b/\xff", ""}, {"c/0", ""}}, 1);
  const auto reader = view.read();

  EXPECT_THAT(keys(reader.scan({.prefix = "b/", .from = {}, .limit = 2})), ElementsAre("b/1", "b/2"));
  EXPECT_THAT(keys(reader.scan({.prefix = "b/", .from = "b/2", .limit = 2, .after_from = true})),
              ElementsAre("b/3", "b/\xff"));
  EXPECT_THAT(keys(reader.scan({.prefix = "b/", .from = "b/2"})), ElementsAre("b/2", "b/3", "b/\xff"));
  EXPECT_THAT(keys(reader.scan({.prefix = "b/", .from = {}, .limit = 2, .reverse = true})),
              ElementsAre("b/\xff", "b/3"));
  EXPECT_THAT(keys(reader.scan({.prefix = "b/", .from = "b/3", .reverse = true, .after_from = true})),
              ElementsAre("b/2", "b/1"));
  EXPECT_THAT(keys(reader.scan({.prefix = "", .from = {}, .limit = 1, .reverse = true})), ElementsAre("c/0"));
}

TEST_F(ViewStoreTest, ARowThatIsAddedCountsAsOneThatIsPut) {
  const auto put = views->open_view("inbox", 1).value();
  fill(put, {{"a", "1"}, {"b", "2"}, {"d", "4"}}, 1);

  const auto added = views->open_view("inbox", 2).value();
  fill(added, {{"d", "3"}}, 1);
  auto batch = added.batch();
  batch.add("a", "0");
  batch.add("a", "1");
  batch.add("b", "2");
  batch.add("c", "3");
  EXPECT_EQ(batch.get("c").value(), "3");
  batch.erase("c");
  batch.erase("d");
  batch.add("d", "4");
  ASSERT_THAT(batch.commit({kOne, 2}), Succeeds());

  EXPECT_EQ(added.read().digest(), put.read().digest());
  EXPECT_EQ(added.read().scan({.prefix = "", .from = ""}).value(), put.read().scan({.prefix = "", .from = ""}).value());
}

TEST_F(ViewStoreTest, EqualRowsHaveEqualDigestsHoweverTheyCameToBe) {
  const auto live = views->open_view("inbox", 1).value();
  fill(live, {{"a", "1"}, {"b", "2"}}, 1);
  const auto then = live.read().digest();
  fill(live, {{"a", "3"}, {"c", "4"}}, 2);
  EXPECT_NE(live.read().digest(), then);
  auto batch = live.batch();
  batch.erase("b");
  batch.erase("never there");
  ASSERT_THAT(batch.commit({kOne, 3}), Succeeds());

  const auto rebuilt = views->open_view("inbox", 2).value();
  fill(rebuilt, {{"a", "3"}, {"c", "4"}}, 3);

  EXPECT_EQ(live.read().digest(), rebuilt.read().digest());
}

TEST_F(ViewStoreTest, ARequestEndsOnTheVersionItBeganOn) {
  const auto old = views->open_view("inbox", 1).value();
  fill(old, {{"a", "1"}}, 1);
  const auto pinned = old.read();

  ASSERT_THAT(views->drop("inbox", 1), Succeeds());

  EXPECT_EQ(pinned.get("a").value(), "1");
  EXPECT_TRUE(views->versions("inbox").empty());
}

TEST_F(ViewStoreTest, VersionsStandSideBySideUntilOneIsDropped) {
  for (const std::uint32_t version : {1U, 2U}) ASSERT_THAT(views->open_view("inbox", version), Succeeds());
  ASSERT_THAT(views->open_view("inbox_archive", 9), Succeeds());
  EXPECT_EQ(views->current_version("inbox").value(), std::nullopt);
  EXPECT_THAT(views->versions("inbox"), ElementsAre(1U, 2U));

  ASSERT_THAT(views->set_current("inbox", 2, 6), Succeeds());
  ASSERT_THAT(views->drop("inbox", 1), Succeeds());
  open();

  EXPECT_THAT(views->versions("inbox"), ElementsAre(2U));
  EXPECT_EQ(views->current_version("inbox").value(), 2U);
}

}  // namespace
}  // namespace chauban::storage

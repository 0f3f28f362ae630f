// SPDX-License-Identifier: GPL-3.0-or-later
// A store goes on after its disk was full or failed: reads never stop, and nothing that was acknowledged is lost.
#include "storage/key_value.h"

#include "tests/support/failing_store_files.h"
#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"

namespace chauban::storage {
namespace {

using Fault = FailingStoreFiles::Fault;

class KeyValueHealTest : public testing::TestWithParam<Fault> {
 protected:
  std::unique_ptr<KeyValueStore> open(bool sync) {
    KeyValueOptions options;
    options.sync = sync;
    options.env = files_.env();
    return KeyValueStore::open(folder_ / "store", options).value();
  }
  static Status put(KeyValueStore& store, const Bytes& key) {
    KeyValueBatch batch;
    batch.put(store.family("default"), key, "value of " + key);
    return store.write(std::move(batch));
  }
  static bool has(const KeyValueStore& store, const Bytes& key) {
    return store.get(store.family("default"), key).value() == "value of " + key;
  }
  [[nodiscard]] ErrorCode said() const {
    return GetParam() == Fault::fails_when_full ? ErrorCode::storage_full : ErrorCode::log_read_only;
  }

  TemporaryFolder folder_;
  FailingStoreFiles files_;
};

/// Files whose rows need no memory.
std::size_t tables_in(const std::filesystem::path& folder) {
  std::size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) count += file.path().extension() == ".sst";
  return count;
}

TEST(KeyValueTest, MemoryIsGivenBackWhenNothingWasWrittenForAWhile) {
  const TemporaryFolder folder;
  const auto store = KeyValueStore::open(folder / "store", {}).value();
  const auto put = [&](const Bytes& key) {
    KeyValueBatch batch;
    batch.put(store->family("default"), key, Bytes(5U << 20U, 'x'));
    ASSERT_THAT(store->write(std::move(batch)), Succeeds());
  };
  for (int n = 0; n < 20; ++n) {
    if (n < 10) put("row " + std::to_string(n % 3));
    ASSERT_THAT(store->tend(), Succeeds());
    if (n < 19) {
      EXPECT_EQ(tables_in(folder / "store"), 0U) << "written out after " << n << " calls";
    }
  }
  EXPECT_EQ(tables_in(folder / "store"), 1U);
  EXPECT_TRUE(store->get(store->family("default"), "row 0").value().has_value());
  EXPECT_LT(store->memory().unwritten, 2U << 20U);
  EXPECT_GT(store->memory().cached, 5U << 20U);
  for (int n = 0; n < 40; ++n) ASSERT_THAT(store->tend(), Succeeds());
  EXPECT_EQ(tables_in(folder / "store"), 1U) << "nothing is written out again";
  EXPECT_LT(store->memory().cached, 1U << 20U);
}

TEST_P(KeyValueHealTest, WritesAgainOnceTheDiskDoesAndHasAllThatWasAcknowledged) {
  auto store = open(true);
  for (const Bytes before : {"", "one", "two"}) {  // the first: nothing stands in memory when the disk fails
    if (!before.empty()) {
      ASSERT_THAT(put(*store, before), Succeeds());
    }
    EXPECT_THAT(store->check(), Succeeds());

    files_.break_writes(GetParam());
    EXPECT_THAT(put(*store, "refused after " + before), FailsWith(said()));
    EXPECT_THAT(store->check(), FailsWith(said()));
    EXPECT_THAT(store->tend(), FailsWith(said()));
    EXPECT_THAT(put(*store, "refused again after " + before), FailsWith(said()));
    EXPECT_TRUE(before.empty() || has(*store, before)) << "reading goes on";

    files_.mend();
    EXPECT_THAT(store->check(), FailsWith(said())) << "until somebody looked";
    ASSERT_THAT(store->tend(), Succeeds());
    EXPECT_THAT(store->check(), Succeeds());
    ASSERT_THAT(put(*store, "after " + before), Succeeds());
  }
  store.reset();
  store = open(true);
  for (const Bytes key : {"one", "two", "after ", "after one", "after two"}) EXPECT_TRUE(has(*store, key)) << key;
}

TEST_P(KeyValueHealTest, IsNotStoppedByHealingWhatIsWell) {
  auto store = open(true);
  ASSERT_THAT(put(*store, "one"), Succeeds());
  ASSERT_THAT(store->tend(), Succeeds());
  ASSERT_THAT(put(*store, "two"), Succeeds());
  EXPECT_TRUE(has(*store, "one"));
}

TEST_P(KeyValueHealTest, AFlushInTheBackgroundThatFailsIsSaidAndMended) {
  auto store = open(false);
  ASSERT_THAT(put(*store, "one"), Succeeds());
  files_.break_writes(GetParam());
  EXPECT_FALSE(store->flush());
  EXPECT_THAT(store->check(), FailsWith(said()));
  files_.mend();
  ASSERT_THAT(store->tend(), Succeeds());
  ASSERT_THAT(put(*store, "two"), Succeeds());
  ASSERT_THAT(store->flush(), Succeeds());
  EXPECT_TRUE(has(*store, "one") && has(*store, "two"));
}

INSTANTIATE_TEST_SUITE_P(Faults, KeyValueHealTest,
                         testing::Values(Fault::fails, Fault::fails_when_full, Fault::fails_to_sync));

}  // namespace
}  // namespace chauban::storage

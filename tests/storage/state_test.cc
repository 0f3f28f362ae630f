// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/state.h"

#include "storage/key_value.h"
#include "tests/support/matchers.h"
#include "tests/support/record_script.h"
#include "tests/support/sim_log.h"
#include "tests/support/temporary_folder.h"

#include <filesystem>
#include <fstream>

namespace chauban::storage {
namespace {

constexpr PartitionId kOne{1};

/// What the test's domain makes of a record: an entity for each stream, its bytes the payload of its last event.
Result<std::vector<EntityWrite>> evolve(const Record& record) {
  std::vector<EntityWrite> writes;
  for (const auto& bytes : std::get<Events>(record.body).envelopes) {
    CHAUBAN_TRY(const auto envelope, decode_envelope(bytes));
    writes.push_back({envelope.aggregate, envelope.stream, envelope.seq, 1, envelope.payload});
  }
  return writes;
}

class StateTest : public testing::Test {
 protected:
  StateTest() {
    script.begin();
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(script.put(script.data(7)).is_valid());
    disk.id = script.state().log;
    disk.records[kOne] = script.records();
    options.folder = folder / "state";
  }
  /// Opens and applies the rest of the log.
  Result<std::unique_ptr<State>> caught_up(std::size_t up_to = SIZE_MAX) {
    CHAUBAN_TRY(auto state, State::open(options, log));
    const auto& records = disk.records[kOne];
    for (auto at = state->log_state(kOne).next_offset.value; at < std::min(records.size(), up_to); ++at) {
      CHAUBAN_TRY(const auto verdict, state->apply(kOne, Offset{at}, records[at], evolve));
      if (!verdict.is_valid()) return refuse(ErrorCode::internal, "void");
    }
    return state;
  }

  RecordScript script;
  SimDisk disk;
  SimLog log{disk};
  TemporaryFolder folder;
  State::Options options;
};

TEST_F(StateTest, WhereverItStoppedItEqualsTheFold) {
  Digest whole;
  {
    const auto state = caught_up().value();
    EXPECT_EQ(state->log_state(kOne), script.state());
    whole = state->digest().value();
  }
  options.folder = folder / "other";
  for (const std::size_t stop : {1U, 2U, 3U, 40U, 101U}) std::ignore = caught_up(stop).value();
  EXPECT_EQ(caught_up().value()->digest().value(), whole);
}

TEST_F(StateTest, RowsThatContradictEachOtherGoAsideAndComeBackFromTheLog) {
  const auto whole = caught_up().value()->digest().value();
  {
    const auto store = KeyValueStore::open(options.folder, {.must_exist = true, .families = {}}).value();
    const auto tiles = store->family("tiles");
    auto cursor = store->walk(tiles);
    cursor.seek_last();  // of the right edge: the present root rests on it
    ASSERT_TRUE(cursor.valid());
    KeyValueBatch batch;
    batch.erase(tiles, cursor.key());
    ASSERT_THAT(store->write(std::move(batch)), Succeeds());
  }

  const auto state = caught_up();

  ASSERT_THAT(state, Succeeds());
  EXPECT_EQ((*state)->digest().value(), whole);
  EXPECT_TRUE(std::filesystem::exists(folder / "state.damaged-1"));
}

TEST_F(StateTest, AStoreThatWillNotOpenGoesAsideAndComesBackFromTheLog) {
  const auto whole = caught_up().value()->digest().value();
  std::filesystem::remove(options.folder / "CURRENT");
  for (const auto& entry : std::filesystem::directory_iterator(options.folder)) {
    if (entry.path().filename().string().starts_with("MANIFEST")) std::filesystem::resize_file(entry.path(), 3);
  }
  std::ofstream(options.folder / "CURRENT") << "MANIFEST-000000\n";

  const auto state = caught_up();

  ASSERT_THAT(state, Succeeds());
  EXPECT_EQ((*state)->digest().value(), whole);
  EXPECT_TRUE(std::filesystem::exists(folder / "state.damaged-1"));
}

/// Many keys become old at once and leave four a record; whoever remembered which is oldest must still agree with the
/// rule after a restart in the middle.
TEST_F(StateTest, ForgetsOldKeysExactlyAsTheFoldDoes) {
  constexpr int kOld = 1300;  // of 1,024 events: some 270 of them are more than 2^20 events old in the end
  constexpr std::uint64_t kMonthAndADay = (31ULL * 24 * 60 * 60 * 1000) << 16U;
  RecordScript long_script;
  long_script.begin();
  std::vector<IdemKey> keys;
  const auto put = [&](Record record) {
    keys.push_back(record.idem_key);
    ASSERT_TRUE(long_script.put(record).is_valid());
  };
  for (int i = 0; i < kOld; ++i) put(long_script.data(kMaxEventsPerRecord));
  for (int i = 0; i < 100; ++i) {
    auto record = long_script.data();
    if (i == 0) record.hlc += kMonthAndADay;
    put(record);
  }
  disk.id = long_script.state().log;
  disk.records[kOne] = long_script.records();
  options.folder = folder / "long";
  const auto apply = [&](std::size_t up_to) {
    const auto state = State::open(options, log).value();
    for (auto at = state->log_state(kOne).next_offset.value; at < up_to; ++at) {
      ASSERT_THAT(state->apply(kOne, Offset{at}, disk.records[kOne][at], std::span<const EntityWrite>{}), Succeeds());
    }
    if (up_to < disk.records[kOne].size()) return;
    std::size_t left = 0;
    for (const auto& key : keys) {
      EXPECT_EQ(state->find_key(kOne, key).value(), long_script.fold().find_key(key).value());
      left += state->find_key(kOne, key).value() ? 1U : 0U;
    }
    EXPECT_LT(left, keys.size() - 256) << "too few left to prove anything";
  };
  apply(disk.records[kOne].size() - 60);
  apply(disk.records[kOne].size());
}

TEST_F(StateTest, EventsAndHistoryAreReadByPosition) {
  const auto state = caught_up().value();
  const auto events = state->events(kOne, 5, 10).value();  // from the middle of a record over its end
  ASSERT_EQ(events.size(), 10U);
  for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(events[i].position.pos, 5 + i);
  EXPECT_EQ(state->event_at({kOne, 700}).value(), std::nullopt);
  EXPECT_EQ(state->record_events(kOne, 14).value().size(), 7U);
  const auto stream = events[1].envelope.stream;
  const auto history = state->history(4, stream).value();
  ASSERT_FALSE(history.empty());
  EXPECT_EQ(state->version(4, stream).value(), state->event_at(history.back()).value()->envelope.seq);
  EXPECT_EQ(state->entity(4, stream).value()->seq, state->version(4, stream).value());
  EXPECT_EQ(state->version(4, Uuid::from_words(9, 9)).value(), 0U);
}

TEST_F(StateTest, EarlierRootsComeFromTheTiles) {
  const auto state = caught_up().value();
  for (const std::uint64_t size : {1U, 7U, 255U, 256U, 257U, 512U, 699U}) {
    const auto tree = tree_at(size, [&](unsigned level, std::uint64_t i) { return state->tree_node(kOne, level, i); });
    ASSERT_THAT(tree, Succeeds()) << size;
    EXPECT_EQ(tree->root(), script.fold().root_at(size).value()) << size;
  }
}

TEST_F(StateTest, AStateOfAnotherLogIsNeverGoneOnWith) {
  std::ignore = caught_up().value();
  auto& records = disk.records[kOne];
  const auto last = records.back();
  records.pop_back();
  EXPECT_THAT(State::open(options, log), FailsWith(ErrorCode::state_from_other_log));  // ahead of the log
  records.push_back(last + Bytes(8, '\0'));
  EXPECT_THAT(State::open(options, log), FailsWith(ErrorCode::state_from_other_log));  // another last record
  records.back() = last;
  EXPECT_THAT(State::open(options, log), Succeeds());
  options.discard = true;
  EXPECT_EQ(State::open(options, log).value()->log_state(kOne).next_offset, Offset{0});
}

TEST_F(StateTest, ARebuiltStateHasEqualRows) {
  const auto whole = caught_up().value()->digest().value();
  const std::vector<PartitionId> partitions{kOne};
  const auto rebuilt = rebuild_state(options, log, partitions, [](const State&, const Record& r) { return evolve(r); });
  ASSERT_THAT(rebuilt, Succeeds());
  EXPECT_EQ(*rebuilt, script.records().size());
  EXPECT_EQ(caught_up().value()->digest().value(), whole);
}

TEST_F(StateTest, ARefusedEvolveChangesNothing) {
  const auto state = caught_up(50).value();
  const auto before = state->log_state(kOne);
  const auto refusing = [](const Record&) -> Result<std::vector<EntityWrite>> {
    return refuse(ErrorCode::rule_broken);
  };
  EXPECT_THAT(state->apply(kOne, Offset{50}, disk.records[kOne][50], refusing), FailsWith(ErrorCode::rule_broken));
  EXPECT_EQ(state->log_state(kOne), before);
  EXPECT_THAT(state->apply(kOne, Offset{50}, disk.records[kOne][50], evolve), Succeeds());
}

}  // namespace
}  // namespace chauban::storage

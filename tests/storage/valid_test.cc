// SPDX-License-Identifier: GPL-3.0-or-later
// One test a reason of event-log.md 3.1: what makes a record void, and that a void one changes nothing.
#include "storage/valid.h"

#include "tests/support/matchers.h"
#include "tests/support/record_script.h"

namespace chauban::storage {
namespace {

class ValidTest : public testing::Test {
 protected:
  /// Void for this reason, and the fold is the same as before but for the offset.
  void expect_void(const Record& record, VoidReason reason) {
    auto before = script.state();
    EXPECT_EQ(script.put(record), Verdict::void_for(reason)) << to_string(reason);
    ++before.next_offset.value;
    EXPECT_EQ(script.state(), before);
  }
  void expect_valid(const Record& record) { EXPECT_EQ(script.put(record), Verdict::valid()); }

  RecordScript script;
};

TEST_F(ValidTest, ALogBeginsWithGenesisThenAClaimThenData) {
  expect_valid(script.genesis());
  expect_void(script.data(), VoidReason::released);
  expect_valid(script.claim(1));
  expect_valid(script.data(3));
  expect_valid(script.data(1));
  EXPECT_EQ(script.state().next_pos(), 4U);
  EXPECT_EQ(script.state().owner, RecordScript::writer(1));
  EXPECT_EQ(script.state().epoch, 1U);
}

TEST_F(ValidTest, SomethingElseThanALogStopsTheReader) {
  EXPECT_EQ(script.put_bytes("hello, world: no"), Verdict::stop_for(StopReason::not_a_chauban_log));
  EXPECT_EQ(script.put(script.claim(1)), Verdict::stop_for(StopReason::not_a_chauban_log));
  EXPECT_EQ(script.state().next_offset.value, 0U);
}

TEST_F(ValidTest, DamageIsVoidOnceTheLogIsKnown) {
  script.begin();
  EXPECT_EQ(script.put_bytes("not a record"), Verdict::void_for(VoidReason::malformed));
  auto record = script.data();
  std::get<Events>(record.body).envelopes[0] = Bytes(kMaxEventBytes + 1, 'x');
  expect_void(record, VoidReason::malformed);
  record = script.data(2);
  record.n_events = 1;
  expect_void(record, VoidReason::malformed);
  record.n_events = 0;
  expect_void(record, VoidReason::malformed);
}

TEST_F(ValidTest, NewerFormatsAndLevelsStopAndAreNeverVoid) {
  script.begin();
  auto record = script.data();
  record.format = 2;
  EXPECT_EQ(script.put(record), Verdict::stop_for(StopReason::upgrade_needed));
  record = script.data();
  record.level = kSoftwareLevel + 1;
  EXPECT_EQ(script.put(record), Verdict::stop_for(StopReason::upgrade_needed));
  record.first_pos = 5;  // void for every program, so nobody has to stop
  expect_void(record, VoidReason::position);
}

TEST_F(ValidTest, AnotherPartitionsRecordIsForeign) {
  script.begin();
  auto record = script.data();
  record.partition = {2};
  expect_void(record, VoidReason::foreign_partition);
}

TEST_F(ValidTest, GenesisComesOnce) {
  script.begin();
  expect_void(script.genesis(), VoidReason::genesis_late);
}

TEST_F(ValidTest, ANewLogBeginsFromNothing) {
  auto record = script.genesis();
  std::get<Genesis>(record.body).base_pos = 1;
  expect_void(record, VoidReason::genesis_late);
  expect_void(script.genesis(), VoidReason::genesis_late);  // not at offset 0 any more
}

TEST_F(ValidTest, ClaimsRiseByOneAndNameATruePrefix) {
  script.begin();
  expect_valid(script.data(3));
  auto second = script.claim(2);
  second.epoch = 1;
  expect_void(second, VoidReason::claim_second);
  auto skipping = script.claim(2);
  skipping.epoch = 3;
  expect_void(skipping, VoidReason::epoch_skipped);
  auto other_past = script.claim(2);
  other_past.prev_root = sha256("another past");
  expect_void(other_past, VoidReason::other_past);
  auto ahead = script.claim(2);
  ahead.first_pos = 4;
  expect_void(ahead, VoidReason::other_past);
  auto older = script.claim(2);
  older.first_pos = 0;
  older.prev_root = IntegrityTree().root();
  expect_valid(older);
  EXPECT_EQ(script.state().owner, RecordScript::writer(2));
}

TEST_F(ValidTest, OnlyTheOwnerWrites) {
  script.begin(1);
  auto stranger = script.data();
  stranger.writer = RecordScript::writer(2);
  expect_void(stranger, VoidReason::not_owner);
  const auto of_first = script.data();
  expect_valid(script.claim(2));
  expect_void(of_first, VoidReason::stale_epoch);
  auto early = script.data();
  early.epoch = 3;
  expect_void(early, VoidReason::epoch_unclaimed);
}

TEST_F(ValidTest, AReleasedPartitionTakesNothingUntilItIsClaimed) {
  script.begin();
  auto stale = script.release();
  stale.writer = RecordScript::writer(2);
  expect_void(stale, VoidReason::stale_release);
  auto behind = script.release();
  expect_valid(script.data());
  expect_void(behind, VoidReason::stale_release);
  const auto late = script.data();
  expect_valid(script.release());
  expect_void(late, VoidReason::released);
  expect_valid(script.claim(2));
  expect_valid(script.data());
}

TEST_F(ValidTest, PositionsAreDenseAndChained) {
  script.begin();
  expect_valid(script.data(2));
  auto record = script.data();
  record.first_pos = 3;
  expect_void(record, VoidReason::position);
  record.first_pos = 1;
  expect_void(record, VoidReason::position);
  record = script.data();
  record.prev_root = sha256("another past");
  expect_void(record, VoidReason::chain);
}

TEST_F(ValidTest, TimeRises) {
  script.begin();
  expect_valid(script.data());
  auto record = script.data();
  record.hlc = script.state().hlc;
  expect_void(record, VoidReason::clock);
}

TEST_F(ValidTest, AKeyTakesEffectOnce) {
  script.begin();
  const auto first = script.data();
  expect_valid(first);
  auto again = script.data();
  again.idem_key = first.idem_key;
  expect_void(again, VoidReason::key_used);
  expect_valid(script.claim(2));
  again = script.data();
  again.idem_key = first.idem_key;
  expect_void(again, VoidReason::key_used);
}

TEST_F(ValidTest, ASealedPartitionGoesOnInANewGenerationOnly) {
  script.begin();
  expect_valid(script.data(2));
  auto second = script.seal(2);
  second.epoch = 1;
  expect_void(second, VoidReason::seal_second);
  expect_valid(script.seal(3));
  expect_void(script.data(), VoidReason::sealed);
  expect_void(script.claim(2), VoidReason::sealed);
  auto too_low = script.genesis();
  too_low.generation = 2;
  expect_void(too_low, VoidReason::genesis_late);
  auto other_base = script.genesis();
  other_base.generation = 3;
  std::get<Genesis>(other_base.body).base_pos = 1;
  expect_void(other_base, VoidReason::genesis_late);
  auto genesis = script.genesis();
  genesis.generation = 3;
  expect_valid(genesis);
  EXPECT_EQ(script.state().generation, 3U);
  auto old_generation = script.claim(3);
  old_generation.generation = 1;
  expect_void(old_generation, VoidReason::other_generation);
  expect_valid(script.claim(3));
  expect_valid(script.data());
  EXPECT_EQ(script.state().next_pos(), 3U);
}

TEST_F(ValidTest, ACopyHasTheSameEventsAndOpensOnce) {
  RecordScript source;
  source.begin();
  const auto first = source.data(2);
  EXPECT_TRUE(source.put(first).is_valid());
  const auto second = source.data(1);
  EXPECT_TRUE(source.put(second).is_valid());

  expect_valid(script.genesis(true));
  expect_void(script.claim(1), VoidReason::copying);
  expect_void(second, VoidReason::not_the_copy);
  expect_valid(first);
  expect_valid(second);
  auto elsewhere = script.opened(4);
  elsewhere.first_pos = 1;
  expect_void(elsewhere, VoidReason::not_the_copy);
  expect_valid(script.opened(4));
  EXPECT_EQ(script.state().tree, source.state().tree);
  EXPECT_EQ(script.state().epoch, 4U);
  expect_void(script.opened(4), VoidReason::not_the_copy);
  expect_valid(script.claim(2));
}

TEST_F(ValidTest, VoidRecordsLeaveNoTraceInWhatFollows) {
  RecordScript clean;
  clean.begin();
  script.begin();
  for (int i = 0; i < 5; ++i) {
    auto noise = script.data();
    noise.prev_root = sha256("noise");
    expect_void(noise, VoidReason::chain);
    const auto record = clean.data(2);
    EXPECT_TRUE(clean.put(record).is_valid());
    expect_valid(record);
  }
  EXPECT_EQ(script.state().tree, clean.state().tree);
}

TEST(KeysToForgetTest, NeedsBothTimeAndEvents) {
  LogState state;
  state.tree = IntegrityTree(std::uint64_t{1} << 21U, {Digest{}});
  const std::uint64_t month = 30ULL * 24 * 3600 * 1000;
  state.hlc = (month + 1'000) << 16U;
  const auto key = [](std::uint64_t pos, std::uint64_t ms) {
    return KeyEntry{idem_key("k", std::to_string(pos)), pos, 1, 0, {}, ms << 16U};
  };
  EXPECT_EQ(keys_to_forget(state, {key(0, 1'000)}).size(), 1U);
  EXPECT_TRUE(keys_to_forget(state, {key(0, 1'001)}).empty());
  EXPECT_TRUE(keys_to_forget(state, {key(1U << 20U, 0)}).empty());
  EXPECT_EQ(keys_to_forget(state, {key(0, 0), key(1, 0), key(2, 0), key(3, 0), key(4, 0)}).size(), kForgetAtOnce);
}

}  // namespace
}  // namespace chauban::storage

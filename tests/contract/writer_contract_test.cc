// SPDX-License-Identifier: GPL-3.0-or-later
// What storage/partition_writer.h promises, over every backend.
#include "storage/partition_writer.h"
#include "tests/contract/backends.h"
#include "tests/support/append.h"
#include "tests/support/matchers.h"
#include "tests/support/record_script.h"
#include "tests/support/sim_log.h"
#include "tests/support/test_clock.h"

namespace chauban::storage {
namespace {

constexpr PartitionId kOne{1};

Outcome outcome(std::uint64_t n, std::size_t events = 1) {
  Outcome one;
  for (std::size_t i = 0; i < events; ++i) one.envelopes.push_back(sample_envelope(n * 10 + i));
  one.idem_key = idem_key("test", std::to_string(n));
  return one;
}

/// A node: its fold of the partition, and its writer.
struct Node {
  Node(Log& shared, Clock& clock, IdSource& ids, std::uint64_t n, std::size_t in_flight = 64)
      : log(shared),
        writer({.partition = kOne, .node = NodeId{Uuid::from_words(n, 1)}, .max_in_flight = in_flight}, log, fold,
               clock, ids) {}

  /// Sends, waits until it is durable, follows it and tells the writer: the verdict.
  Result<Verdict> write(const Outcome& what) {
    const auto promise = std::make_shared<std::promise<Result<Offset>>>();
    const auto done = [promise](Result<Offset> at) { promise->set_value(std::move(at)); };
    CHAUBAN_TRY(const auto sent, writer.append(what, done));
    CHAUBAN_TRY(const auto offset, promise->get_future().get());
    std::optional<Verdict> last;
    while (fold.log_state().next_offset <= offset) {
      const auto at = fold.log_state().next_offset;
      CHAUBAN_TRY(const auto record, log.read(kOne, at)->next());
      CHAUBAN_TRY(const auto verdict, fold.follow(at, record->bytes));
      writer.followed(at, verdict);
      if (at == offset && record->bytes != sent.bytes) return refuse(ErrorCode::internal, "other_bytes");
      last = verdict;
    }
    return *last;
  }

  Log& log;
  MemoryFold fold{kOne};
  PartitionWriter writer;
};

class WriterContractTest : public testing::TestWithParam<BackendKind> {
 protected:
  std::unique_ptr<Node> node(std::uint64_t n) { return std::make_unique<Node>(*log, clock, ids, n); }
  /// What a reader who comes later makes of the log.
  LogState folded() {
    MemoryFold fold(kOne);
    const auto records = read_all(*log, kOne).value();
    for (const auto& bytes : records) EXPECT_THAT(fold.follow(fold.log_state().next_offset, bytes), Succeeds());
    return fold.log_state();
  }

  TestClock clock;
  SeededIds ids{5};
  std::unique_ptr<Backend> backend = GetParam().make();
  std::unique_ptr<Log> log = backend->open().value();
};

TEST_P(WriterContractTest, ANewPartitionIsBegunAndOwned) {
  const auto a = node(1);
  EXPECT_FALSE(a->writer.is_owner());
  EXPECT_THAT(a->writer.append(outcome(1), [](Result<Offset>) {}), FailsWith(ErrorCode::log_unavailable));
  ASSERT_THAT(a->writer.start(), Succeeds());
  EXPECT_TRUE(a->writer.is_owner());
  EXPECT_EQ(a->fold.log_state().phase, Phase::live);
  EXPECT_EQ(a->fold.log_state().log, log->id());
  EXPECT_EQ(a->fold.log_state().epoch, 1U);
  EXPECT_EQ(a->write(outcome(1, 3)).value(), Verdict::valid());
  EXPECT_EQ(a->writer.next_pos(), 3U);
}

TEST_P(WriterContractTest, RecordsInFlightStandOnEachOther) {
  const auto a = node(1);
  ASSERT_THAT(a->writer.start(), Succeeds());
  std::vector<Sent> sent;
  std::vector<std::future<Result<Offset>>> offsets;
  for (std::uint64_t n = 0; n < 60; ++n) {
    const auto promise = std::make_shared<std::promise<Result<Offset>>>();
    offsets.push_back(promise->get_future());
    auto one = a->writer.append(outcome(n, 2), [promise](Result<Offset> at) { promise->set_value(std::move(at)); });
    ASSERT_THAT(one, Succeeds());
    EXPECT_EQ(one->first_pos, n * 2);
    sent.push_back(std::move(*one));
  }
  for (std::size_t n = 0; n < sent.size(); ++n) {
    const auto offset = offsets[n].get().value();
    const auto verdict = a->fold.follow(offset, sent[n].bytes).value();
    ASSERT_EQ(verdict, Verdict::valid()) << n;
    a->writer.followed(offset, verdict);
  }
  EXPECT_TRUE(a->writer.is_owner());
  EXPECT_EQ(folded(), a->fold.log_state());
}

TEST_P(WriterContractTest, WhatWasWrittenIsThereForTheNextProcess) {
  auto a = node(1);
  ASSERT_THAT(a->writer.start(), Succeeds());
  for (std::uint64_t n = 0; n < 20; ++n) ASSERT_EQ(a->write(outcome(n)).value(), Verdict::valid());
  const auto before = a->fold.log_state();
  a.reset();
  ASSERT_THAT(log->close(), Succeeds());
  log.reset();
  log = backend->open().value();
  const auto b = node(2);
  ASSERT_THAT(b->writer.start(), Succeeds());
  EXPECT_EQ(b->fold.log_state().tree, before.tree);
  EXPECT_EQ(b->fold.log_state().epoch, before.epoch + 1);
  EXPECT_EQ(b->fold.find_key(outcome(7).idem_key).value()->first_pos, 7U);
  EXPECT_EQ(b->write(outcome(20)).value(), Verdict::valid());
}

TEST_P(WriterContractTest, AWriterThatWasOvertakenWritesVoidRecordsAndNotices) {
  const auto a = node(1);
  const auto b = node(2);
  ASSERT_THAT(a->writer.start(), Succeeds());
  ASSERT_EQ(a->write(outcome(1)).value(), Verdict::valid());
  ASSERT_THAT(b->writer.start(Claim::Reason::failover), Succeeds());
  ASSERT_EQ(b->write(outcome(2)).value(), Verdict::valid());
  EXPECT_EQ(a->write(outcome(3)).value(), Verdict::void_for(VoidReason::stale_epoch));
  EXPECT_FALSE(a->writer.is_owner());
  EXPECT_THAT(a->writer.append(outcome(4), [](Result<Offset>) {}), FailsWith(ErrorCode::log_unavailable));
  EXPECT_EQ(b->write(outcome(5)).value(), Verdict::valid());
  EXPECT_TRUE(b->writer.is_owner());  // a's void record on the way means nothing to b
  ASSERT_THAT(a->writer.start(Claim::Reason::own_record_void), Succeeds());
  EXPECT_EQ(a->write(outcome(3)).value(), Verdict::valid());
  EXPECT_EQ(folded(), a->fold.log_state());
  EXPECT_EQ(folded().next_pos(), 4U);
}

TEST_P(WriterContractTest, AReleasedPartitionIsTakenByAnother) {
  const auto a = node(1);
  ASSERT_THAT(a->writer.start(), Succeeds());
  ASSERT_EQ(a->write(outcome(1)).value(), Verdict::valid());
  ASSERT_THAT(a->writer.release(), Succeeds());
  EXPECT_FALSE(a->writer.is_owner());
  EXPECT_EQ(folded().owner, std::nullopt);
  const auto end = log->end(kOne);
  ASSERT_THAT(a->writer.release(), Succeeds());  // once is enough
  EXPECT_EQ(log->end(kOne), end);
  const auto b = node(2);
  ASSERT_THAT(b->writer.start(Claim::Reason::hand_over), Succeeds());
  EXPECT_EQ(b->write(outcome(2)).value(), Verdict::valid());
}

TEST_P(WriterContractTest, AnOvertakenWriterHasNothingToRelease) {
  const auto a = node(1);
  const auto b = node(2);
  ASSERT_THAT(a->writer.start(), Succeeds());
  ASSERT_THAT(b->writer.start(), Succeeds());
  ASSERT_THAT(a->writer.release(), Succeeds());
  EXPECT_EQ(folded().owner, b->fold.log_state().owner);
}

TEST_P(WriterContractTest, AfterAnUnknownOutcomeNothingIsSentUntilItClaimedAnew) {
  const auto a = node(1);
  ASSERT_THAT(a->writer.start(), Succeeds());
  backend->break_disk();
  EXPECT_THAT(a->write(outcome(1)), FailsWith(ErrorCode::outcome_unknown));
  EXPECT_FALSE(a->writer.is_owner());
  backend->mend_disk();
  ASSERT_TRUE(eventually([&] { return log->check().has_value(); }));
  EXPECT_THAT(a->write(outcome(2)), FailsWith(ErrorCode::log_unavailable));
  ASSERT_THAT(a->writer.start(Claim::Reason::producer_lost), Succeeds());
  EXPECT_EQ(a->fold.log_state().epoch, 2U);
  // The same key tells what became of it: there, and then never a second time.
  const auto known = a->fold.find_key(outcome(1).idem_key).value();
  const auto again = a->write(outcome(1)).value();
  EXPECT_EQ(again, known ? Verdict::void_for(VoidReason::key_used) : Verdict::valid());
  if (!a->writer.is_owner()) {
    ASSERT_TRUE(known.has_value());
    ASSERT_THAT(a->writer.start(Claim::Reason::own_record_void), Succeeds());
  }
  EXPECT_EQ(a->write(outcome(2)).value(), Verdict::valid());
  EXPECT_EQ(folded().next_pos(), 2U);
}

TEST_P(WriterContractTest, AFullDiskLeavesThePositionFree) {
  const auto a = node(1);
  ASSERT_THAT(a->writer.start(), Succeeds());
  backend->fill_disk();
  EXPECT_THAT(a->write(outcome(1)), FailsWith(ErrorCode::storage_full));
  EXPECT_TRUE(a->writer.is_owner());
  backend->empty_disk();
  EXPECT_EQ(a->write(outcome(1)).value(), Verdict::valid());
  EXPECT_EQ(folded().next_pos(), 1U);
}

TEST_P(WriterContractTest, WhatNoReaderWouldTakeIsNotSent) {
  const auto a = node(1);
  ASSERT_THAT(a->writer.start(), Succeeds());
  const auto end = log->end(kOne);
  const auto refused = [&](const Outcome& what) {
    EXPECT_THAT(a->writer.append(what, [](Result<Offset>) {}), FailsWith(ErrorCode::record_too_large));
  };
  refused(outcome(1, 0));
  refused(outcome(1, kMaxEventsPerRecord + 1));
  auto large = outcome(1);
  large.envelopes[0] = Bytes(kMaxEventBytes + 1, 'x');
  refused(large);
  large.envelopes.assign(16, Bytes(kMaxEventBytes, 'x'));
  refused(large);
  EXPECT_EQ(log->end(kOne), end);
  EXPECT_TRUE(a->writer.is_owner());
  EXPECT_EQ(a->write(outcome(1, kMaxEventsPerRecord)).value(), Verdict::valid());
}

TEST_P(WriterContractTest, TimeInTheLogRisesEvenIfTheClockGoesBack) {
  const auto a = node(1);
  ASSERT_THAT(a->writer.start(), Succeeds());
  ASSERT_EQ(a->write(outcome(1)).value(), Verdict::valid());
  const auto hlc = a->fold.log_state().hlc;
  clock.advance(-std::chrono::hours(5));
  EXPECT_EQ(a->write(outcome(2)).value(), Verdict::valid());
  EXPECT_EQ(a->fold.log_state().hlc, hlc + 1);
  clock.advance(std::chrono::hours(6));
  EXPECT_EQ(a->write(outcome(3)).value(), Verdict::valid());
  EXPECT_EQ(a->fold.log_state().hlc >> 16U, (hlc >> 16U) + 3'600'000);
}

TEST_P(WriterContractTest, VoidRecordsAtTheEndAreNotTakenForALostTail) {
  const auto a = node(1);
  ASSERT_THAT(a->writer.start(), Succeeds());
  ASSERT_EQ(a->write(outcome(1)).value(), Verdict::valid());
  auto first = std::make_shared<std::promise<void>>();
  auto second = std::make_shared<std::promise<void>>();
  ASSERT_THAT(a->writer.append(outcome(1), [first](Result<Offset>) { first->set_value(); }), Succeeds());  // key used
  ASSERT_THAT(a->writer.append(outcome(2), [second](Result<Offset>) { second->set_value(); }), Succeeds());
  first->get_future().wait();
  second->get_future().wait();
  const auto b = node(2);  // after a crash: HEAD says what a expected
  ASSERT_THAT(b->writer.start(), Succeeds());
  EXPECT_EQ(b->fold.log_state().next_pos(), 1U);
  EXPECT_EQ(b->write(outcome(2)).value(), Verdict::valid());
}

TEST_P(WriterContractTest, ALogWithAnotherRootThanItsHeadIsNotClaimed) {
  const auto a = node(1);
  ASSERT_THAT(a->writer.start(), Succeeds());
  auto state = a->fold.log_state();
  state.tree.append(sha256("an event that this log never had"));
  ASSERT_THAT(append_now(*log, kOne, "void record", {{}, state.next_pos(), state.tree.root()}), Succeeds());
  const auto end = log->end(kOne);
  const auto b = node(2);
  EXPECT_THAT(b->writer.start(), FailsWith(ErrorCode::log_shorter_than_head, "log_root_differs"));
  EXPECT_EQ(log->end(kOne), end);
}

TEST_P(WriterContractTest, AnotherProgramsLogIsLeftAlone) {
  ASSERT_THAT(append_now(*log, kOne, "something else"), Succeeds());
  EXPECT_THAT(node(1)->writer.start(), FailsWith(ErrorCode::partition_halted, "not_a_chauban_log"));
  EXPECT_EQ(log->end(kOne), Offset{1});
}

TEST_P(WriterContractTest, ASealedPartitionIsLeftAlone) {
  RecordScript script;
  script.begin();
  ASSERT_TRUE(script.put(script.seal(2)).is_valid());
  for (const auto& bytes : script.records()) {
    ASSERT_THAT(append_now(*log, kOne, bytes, {{}, 0, IntegrityTree().root()}), Succeeds());
  }
  EXPECT_THAT(node(1)->writer.start(), FailsWith(ErrorCode::partition_halted, "partition_sealed"));
}

TEST_P(WriterContractTest, ANewerProgramsRecordStopsTheOlder) {
  RecordScript script;
  script.begin();
  auto newer = script.data();
  newer.level = kSoftwareLevel + 1;
  auto records = script.records();
  records.push_back(encode_record(newer));
  for (const auto& bytes : records) {
    ASSERT_THAT(append_now(*log, kOne, bytes, {{}, 0, IntegrityTree().root()}), Succeeds());
  }
  EXPECT_THAT(node(1)->writer.start(), FailsWith(ErrorCode::upgrade_needed));
}

INSTANTIATE_TEST_SUITE_P(Backends, WriterContractTest, testing::ValuesIn(backends()),
                         [](const auto& kind) { return std::string(kind.param.name); });

TEST(WriterInFlightTest, TooMuchIsRefusedAndLandsLater) {
  SimDisk disk;
  SimLog log(disk);
  TestClock clock;
  SeededIds ids(5);
  Node a(log, clock, ids, 1, 2);
  ASSERT_THAT(a.writer.start(), Succeeds());
  log.hold();
  int landed = 0;
  const auto count = [&landed](const Result<Offset>& at) { landed += at.has_value() ? 1 : 0; };
  ASSERT_THAT(a.writer.append(outcome(1), count), Succeeds());
  ASSERT_THAT(a.writer.append(outcome(2), count), Succeeds());
  EXPECT_THAT(a.writer.append(outcome(3), count), FailsWith(ErrorCode::overloaded));
  EXPECT_EQ(a.writer.next_pos(), 2U);
  log.deliver();
  EXPECT_EQ(landed, 2);
  EXPECT_THAT(a.writer.append(outcome(3), count), Succeeds());
}

TEST(WriterInFlightTest, WhatWasSentBehindALostRecordIsVoid) {
  SimDisk disk;
  disk.keeps_head = false;
  SimLog log(disk);
  TestClock clock;
  SeededIds ids(5);
  Node a(log, clock, ids, 1);
  ASSERT_THAT(a.writer.start(), Succeeds());
  log.hold();
  ASSERT_THAT(a.writer.append(outcome(1), [&log](Result<Offset>) { log.set_fault(SimLog::Fault::none); }), Succeeds());
  ASSERT_THAT(a.writer.append(outcome(2), [](Result<Offset>) {}), Succeeds());
  log.set_fault(SimLog::Fault::lost);
  log.deliver();
  EXPECT_FALSE(a.writer.is_owner());
  ASSERT_THAT(a.writer.start(Claim::Reason::producer_lost), Succeeds());
  EXPECT_EQ(a.fold.log_state().next_pos(), 0U);
  EXPECT_EQ(a.fold.find_key(outcome(2).idem_key).value(), std::nullopt);
  EXPECT_EQ(a.write(outcome(1)).value(), Verdict::valid());
  EXPECT_EQ(a.write(outcome(2)).value(), Verdict::valid());
}

}  // namespace
}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
// What storage/log.h promises, of every backend.
#include "tests/contract/backends.h"
#include "tests/support/append.h"
#include "tests/support/matchers.h"

namespace chauban::storage {
namespace {

constexpr PartitionId kOne{1};
constexpr PartitionId kTwo{2};

class LogContractTest : public testing::TestWithParam<BackendKind> {
 protected:
  static Head head_at(std::uint64_t pos) { return {{}, pos, sha256(std::to_string(pos))}; }

  std::unique_ptr<Backend> backend = GetParam().make();
  std::unique_ptr<Log> log = backend->open().value();

  void reopen() {
    ASSERT_THAT(log->close(), Succeeds());
    log.reset();
    auto again = backend->open();
    ASSERT_THAT(again, Succeeds());
    log = std::move(*again);
  }
};

TEST_P(LogContractTest, PartitionsCountFromZeroEachOnItsOwn) {
  EXPECT_EQ(log->end(kOne), Offset{0});
  EXPECT_EQ(append_now(*log, kOne, "a").value(), Offset{0});
  EXPECT_EQ(append_now(*log, kTwo, "b").value(), Offset{0});
  EXPECT_EQ(append_now(*log, kOne, "c").value(), Offset{1});
  EXPECT_EQ(read_all(*log, kOne).value(), (std::vector<Bytes>{"a", "c"}));
  EXPECT_EQ(read_all(*log, kTwo).value(), (std::vector<Bytes>{"b"}));
  EXPECT_EQ(read_all(*log, kOne, Offset{1}).value(), (std::vector<Bytes>{"c"}));
  EXPECT_TRUE(read_all(*log, PartitionId{3})->empty());
}

TEST_P(LogContractTest, CallbacksComeInOrderOncePerRecord) {
  std::mutex mutex;  // guards offsets
  std::vector<std::uint64_t> offsets;
  for (int n = 0; n < 3'000; ++n) {
    ASSERT_THAT(log->append(kOne, "record " + std::to_string(n), {},
                            [&](Result<Offset> offset) {
                              const std::scoped_lock lock(mutex);
                              offsets.push_back(offset.value().value);
                            }),
                Succeeds());
  }
  ASSERT_THAT(log->close(), Succeeds());  // writes what is queued
  ASSERT_EQ(offsets.size(), 3'000U);
  for (std::uint64_t n = 0; n < 3'000; ++n) ASSERT_EQ(offsets[n], n);
}

TEST_P(LogContractTest, ManyThreadsGetOffsetsWithoutHoleOrDouble) {
  std::vector<std::thread> threads;
  std::mutex mutex;  // guards seen
  std::map<std::uint64_t, Bytes> seen;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int n = 0; n < 50; ++n) {
        const auto bytes = std::to_string(thread) + "/" + std::to_string(n);
        const auto offset = append_now(*log, kOne, bytes);
        const std::scoped_lock lock(mutex);
        if (offset) seen[offset->value] = bytes;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  ASSERT_EQ(seen.size(), 200U);
  const auto records = read_all(*log, kOne).value();
  ASSERT_EQ(records.size(), 200U);
  for (const auto& [offset, bytes] : seen) ASSERT_EQ(records[offset], bytes);
}

TEST_P(LogContractTest, WhatWasAcknowledgedIsThereAfterReopening) {
  const auto id = log->id();
  std::vector<Bytes> expected;
  for (int n = 0; n < 600; ++n) {
    expected.push_back(Bytes(static_cast<std::size_t>(n % 50) + 1, 'r') + std::to_string(n));
  }
  for (const auto& record : expected) ASSERT_THAT(append_now(*log, kOne, record), Succeeds());
  reopen();
  EXPECT_EQ(log->id(), id);
  EXPECT_EQ(log->end(kOne), Offset{600});
  EXPECT_EQ(read_all(*log, kOne).value(), expected);
  EXPECT_EQ(append_now(*log, kOne, "next").value(), Offset{600});
}

TEST_P(LogContractTest, ACursorGoesOnWhereItStood) {
  const auto cursor = log->read(kOne, Offset{0});
  EXPECT_EQ(cursor->next().value().has_value(), false);
  ASSERT_THAT(append_now(*log, kOne, "a"), Succeeds());
  EXPECT_EQ(cursor->next().value()->bytes, "a");
  EXPECT_EQ(cursor->next().value().has_value(), false);
  ASSERT_THAT(append_now(*log, kOne, "b"), Succeeds());
  const auto second = cursor->next().value();
  EXPECT_EQ(second->bytes, "b");
  EXPECT_EQ(second->offset, Offset{1});
}

TEST_P(LogContractTest, TheHeadOfTheLastRecordIsKeptBesideTheLog) {
  EXPECT_EQ(log->recorded_head(kOne), std::nullopt);
  ASSERT_THAT(append_now(*log, kOne, "a", head_at(1)), Succeeds());
  ASSERT_THAT(append_now(*log, kOne, "b", head_at(3)), Succeeds());
  reopen();
  auto expected = head_at(3);
  expected.next_offset = Offset{2};
  EXPECT_EQ(log->recorded_head(kOne), expected);
}

TEST_P(LogContractTest, ALogThatLostAcknowledgedRecordsIsRefused) {
  for (int n = 0; n < 3; ++n) ASSERT_THAT(append_now(*log, kOne, "record", head_at(1)), Succeeds());
  ASSERT_THAT(log->close(), Succeeds());
  log.reset();
  backend->lose_tail(kOne, 1);
  EXPECT_THAT(backend->open(), FailsWith(ErrorCode::log_shorter_than_head));
}

TEST_P(LogContractTest, AFullDiskRefusesBeforeWritingAndReadingGoesOn) {
  ASSERT_THAT(append_now(*log, kOne, "a"), Succeeds());
  backend->fill_disk();
  EXPECT_THAT(append_now(*log, kOne, "b"), FailsWith(ErrorCode::storage_full));
  EXPECT_THAT(log->check(), FailsWith(ErrorCode::storage_full));
  EXPECT_EQ(read_all(*log, kOne).value(), (std::vector<Bytes>{"a"}));
  backend->empty_disk();
  EXPECT_THAT(log->check(), Succeeds());
  EXPECT_EQ(append_now(*log, kOne, "b").value(), Offset{1});
}

TEST_P(LogContractTest, AnUnknownOutcomeIsSaidAndNeverTurnsAnAcknowledgedRecordAround) {
  ASSERT_THAT(append_now(*log, kOne, "a"), Succeeds());
  backend->break_disk();
  EXPECT_THAT(append_now(*log, kOne, "b"), FailsWith(ErrorCode::outcome_unknown));
  backend->mend_disk();
  ASSERT_TRUE(eventually([&] { return log->check().has_value(); }));
  const auto offset = append_now(*log, kOne, "c");
  ASSERT_THAT(offset, Succeeds());
  reopen();
  const auto records = read_all(*log, kOne).value();
  EXPECT_EQ(records.front(), "a");
  EXPECT_EQ(records.at(offset->value), "c");
  EXPECT_EQ(records.size(), offset->value + 1);
}

TEST_P(LogContractTest, AClosedLogTakesNothing) {
  ASSERT_THAT(log->close(), Succeeds());
  EXPECT_THAT(append_now(*log, kOne, "a"), FailsWith(ErrorCode::log_unavailable));
  EXPECT_THAT(log->check(), FailsWith(ErrorCode::log_unavailable));
  EXPECT_THAT(log->close(), Succeeds());
}

INSTANTIATE_TEST_SUITE_P(Backends, LogContractTest, testing::ValuesIn(backends()),
                         [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
// Each row of "found at start" and "while running" (event-log.md 4) that concerns the log, on real files.
#include "storage/embedded/embedded_log.h"

#include "storage/embedded/head_file.h"
#include "tests/support/append.h"
#include "tests/support/faulty_files.h"
#include "tests/support/matchers.h"
#include "tests/support/spoil.h"
#include "tests/support/temporary_folder.h"

#include <fstream>
#include <map>
#include <mutex>

namespace chauban::storage {
namespace {

namespace fs = std::filesystem;

constexpr PartitionId kOne{1};

class EmbeddedLogTest : public testing::Test {
 protected:
  Result<std::unique_ptr<EmbeddedLog>> open() {
    EmbeddedLog::Options options;
    options.data = data;
    options.files = &files;
    options.ids = &ids;
    options.min_free_bytes = 0;
    options.min_free_share = 0;
    options.probe_every = std::chrono::milliseconds(5);
    return EmbeddedLog::open(options);
  }
  static Head head_at(std::uint64_t pos) { return {{}, pos, sha256("root " + std::to_string(pos))}; }
  static Bytes record(std::uint64_t n) { return "record " + std::to_string(n) + Bytes(300, 'x'); }
  /// A log with this many records, closed.
  void make(std::uint64_t count) {
    const auto log = open().value();
    for (std::uint64_t n = 0; n < count; ++n) {
      ASSERT_EQ(append_now(*log, kOne, record(n), head_at(n + 1)).value(), Offset{n});
    }
  }
  /// The newest write-ahead file.
  [[nodiscard]] fs::path write_ahead_file() const {
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(data / "log")) {
      if (entry.path().extension() == ".log" && entry.path() > newest) newest = entry.path();
    }
    return newest;
  }
  /// A copy as a power cut leaves it: what is on disk while the log is open, not what closing would add.
  void make_and_copy_open(std::uint64_t count) {
    const auto original = data;
    {
      const auto log = open().value();
      for (std::uint64_t n = 0; n < count; ++n) {
        ASSERT_THAT(append_now(*log, kOne, record(n), head_at(n + 1)), Succeeds());
      }
      fs::copy(original, folder / "copy", fs::copy_options::recursive);
    }
    data = folder / "copy";
  }

  TemporaryFolder folder;
  fs::path data = folder / "data";
  FaultyFiles files;
  SeededIds ids{3};
};

TEST_F(EmbeddedLogTest, ANewLogHasAnIdForLife) {
  const auto id = open().value()->id();
  EXPECT_FALSE(id.is_nil());
  EXPECT_EQ(open().value()->id(), id);
}

TEST_F(EmbeddedLogTest, WhatWasAcknowledgedIsThereAfterReopeningWithItsHead) {
  make(20);
  const auto log = open().value();
  EXPECT_EQ(log->end(kOne), Offset{20});
  const auto records = read_all(*log, kOne);
  ASSERT_THAT(records, Succeeds());
  ASSERT_EQ(records->size(), 20U);
  for (std::uint64_t n = 0; n < 20; ++n) EXPECT_EQ((*records)[n], record(n));
  auto head = head_at(20);
  head.next_offset = Offset{20};
  EXPECT_EQ(log->recorded_head(kOne), head);
}

TEST_F(EmbeddedLogTest, WhatWasAcknowledgedSurvivesAPowerCut) {
  make_and_copy_open(20);
  const auto log = open();
  ASSERT_THAT(log, Succeeds());
  EXPECT_EQ(read_all(**log, kOne)->size(), 20U);
}

TEST_F(EmbeddedLogTest, ASecondProcessIsShutOutAndToldByWhom) {
  const auto log = open().value();
  const auto second = open();
  ASSERT_THAT(second, FailsWith(ErrorCode::data_folder_locked));
  EXPECT_EQ(second.error().details.at("pid"), std::to_string(::getpid()));
}

TEST_F(EmbeddedLogTest, ATailThatIsTornAfterTheLastAcknowledgementIsCutOff) {
  make_and_copy_open(5);
  std::ofstream(write_ahead_file(), std::ios::app | std::ios::binary) << Bytes(100, '\x17');
  const auto log = open();
  ASSERT_THAT(log, Succeeds());
  EXPECT_EQ((*log)->end(kOne), Offset{5});
  EXPECT_EQ(append_now(**log, kOne, record(5), head_at(6)).value(), Offset{5});
}

TEST_F(EmbeddedLogTest, ALogShorterThanHeadIsRefusedWithBothNumbers) {
  make_and_copy_open(5);
  const auto wal = write_ahead_file();
  fs::resize_file(wal, fs::file_size(wal) - 1);
  const auto log = open();
  ASSERT_THAT(log, FailsWith(ErrorCode::log_shorter_than_head));
  EXPECT_EQ(log.error().details.at("log"), "4");
  EXPECT_EQ(log.error().details.at("head"), "5");
}

TEST_F(EmbeddedLogTest, EveryLostOrCutWriteAheadFileIsRefused) {
  make_and_copy_open(5);
  const auto wal = write_ahead_file();
  const auto whole = fs::file_size(wal);
  ASSERT_GT(whole, 1000U);
  for (std::uint64_t size = 0; size < whole; size += 137) {
    data = folder / ("cut" + std::to_string(size)).c_str();
    fs::copy(folder / "copy", data, fs::copy_options::recursive);
    fs::resize_file(data / "log" / wal.filename(), size);
    ASSERT_THAT(open(), FailsWith(ErrorCode::log_shorter_than_head)) << size;
  }
}

TEST_F(EmbeddedLogTest, ARottenBlockInTheMiddleIsRefused) {
  make_and_copy_open(5);
  spoil(write_ahead_file(), 500, 0x55);
  EXPECT_THAT(open(), FailsWith(ErrorCode::log_shorter_than_head));
}

TEST_F(EmbeddedLogTest, AMissingFileOfTheStoreIsDamage) {
  make_and_copy_open(5);
  fs::remove(data / "log" / "CURRENT");
  EXPECT_THAT(open(), FailsWith(ErrorCode::log_lost));
  std::ofstream(data / "log" / "CURRENT") << "MANIFEST-999999\n";
  EXPECT_THAT(open(), FailsWith(ErrorCode::log_damaged));
}

TEST_F(EmbeddedLogTest, OneBadSlotIsMendedAndBothGoodAfterwards) {
  make(4);
  const auto original = HeadFile::open(files, data / "HEAD").value()->present();
  spoil(data / "HEAD", ((original.seq + 1) % 2) * HeadFile::kSlotBytes + 20, 0x55);  // the older one
  std::ignore = open().value();
  spoil(data / "HEAD", ((original.seq + 1) % 2) * HeadFile::kSlotBytes + 20, 0x55);  // the newest by now
  const auto log = open();
  ASSERT_THAT(log, Succeeds());
  EXPECT_EQ((*log)->end(kOne), Offset{4});
}

TEST_F(EmbeddedLogTest, HeadLostLogLostAndAnInnocentCrashAreToldApart) {
  make(3);
  fs::rename(data / "HEAD", folder / "HEAD");
  EXPECT_THAT(open(), FailsWith(ErrorCode::head_lost));
  fs::rename(folder / "HEAD", data / "HEAD");
  fs::rename(data / "log", folder / "log");
  EXPECT_THAT(open(), FailsWith(ErrorCode::log_lost));
  EXPECT_FALSE(fs::exists(data / "log" / "CURRENT"));  // no empty log beside an existing HEAD
  fs::remove(data / "HEAD");
  fs::create_directory(data / "state");
  EXPECT_THAT(open(), FailsWith(ErrorCode::log_lost));
  fs::remove(data / "state");
  EXPECT_THAT(open(), Succeeds());
  fs::remove(data / "HEAD");  // a crash before HEAD was made: nothing can be missing
  EXPECT_THAT(open(), Succeeds());
}

TEST_F(EmbeddedLogTest, RecordsThatHeadDoesNotKnowYetStay) {
  make(3);
  fs::copy(data / "HEAD", folder / "HEAD");
  {
    const auto log = open().value();
    ASSERT_THAT(append_now(*log, kOne, record(3), head_at(4)), Succeeds());
  }
  fs::copy(folder / "HEAD", data / "HEAD", fs::copy_options::overwrite_existing);  // crash between A and B
  const auto log = open();
  ASSERT_THAT(log, Succeeds());
  EXPECT_EQ((*log)->end(kOne), Offset{4});
  EXPECT_EQ((*log)->recorded_head(kOne)->next_offset, Offset{3});
  EXPECT_EQ(append_now(**log, kOne, record(4), head_at(5)).value(), Offset{4});
}

TEST_F(EmbeddedLogTest, AFailedSyncOfHeadIsAnUnknownOutcomeAndTheLogComesBackByItself) {
  const auto log = open().value();
  ASSERT_THAT(append_now(*log, kOne, record(0), head_at(1)), Succeeds());
  files.break_writes("data", {ErrorCode::internal, "storage_io", {}});  // HEAD and the probe
  EXPECT_THAT(append_now(*log, kOne, record(1), head_at(2)), FailsWith(ErrorCode::outcome_unknown));
  EXPECT_THAT(append_now(*log, kOne, record(2), head_at(2)), FailsWith(ErrorCode::log_read_only));
  EXPECT_THAT(log->check(), FailsWith(ErrorCode::log_read_only));
  files.mend();
  ASSERT_TRUE(eventually([&] { return log->check().has_value(); }));
  // The record had been synced before HEAD failed: honest either way, and no offset is used twice.
  EXPECT_EQ(log->end(kOne), Offset{2});
  EXPECT_EQ(append_now(*log, kOne, record(2), head_at(2)).value(), Offset{2});
  EXPECT_EQ(read_all(*log, kOne)->at(1), record(1));
}

TEST_F(EmbeddedLogTest, AFaultThatComesBackDuringRecoveryDoesNotWedgeTheLog) {
  const auto log = open().value();
  ASSERT_THAT(append_now(*log, kOne, record(0), head_at(1)), Succeeds());
  for (int round = 0; round < 3; ++round) {
    files.break_writes("HEAD", {ErrorCode::storage_full, "", {}});  // the probe succeeds, recovery does not
    const auto end = log->end(kOne);
    EXPECT_THAT(append_now(*log, kOne, record(1), head_at(1)), FailsWith(ErrorCode::outcome_unknown));
    EXPECT_THAT(log->check(), FailsWith(ErrorCode::storage_full)) << "the disk's own word";
    EXPECT_THAT(append_now(*log, kOne, record(1), head_at(1)), FailsWith(ErrorCode::storage_full));
    files.mend();
    ASSERT_TRUE(eventually([&] { return log->check().has_value(); }));
    EXPECT_EQ(log->end(kOne).value, end.value + 1);
  }
}

/// Records of the next group are on disk while HEAD of the last one is being synced.
TEST_F(EmbeddedLogTest, WhenHeadFailsUnderLoadAllAreToldInOrderAndWhatWasAcknowledgedStays) {
  constexpr std::uint64_t kRecords = 2000;
  std::mutex mutex;  // guards told
  std::map<std::uint64_t, Result<Offset>> told;
  std::uint64_t refused = 0;
  auto log = open().value();
  for (std::uint64_t n = 0; n < kRecords; ++n) {
    if (n == kRecords / 2) files.break_writes("HEAD", {ErrorCode::log_read_only, "", {}});
    const auto sent = log->append(kOne, record(n), head_at(n + 1), [&mutex, &told, n](Result<Offset> offset) {
      const std::scoped_lock lock(mutex);
      EXPECT_TRUE(told.empty() || told.rbegin()->first < n) << "told out of order";
      told.emplace(n, std::move(offset));
    });
    if (!sent) ++refused;
    if (n % 500 == 0) {
      ASSERT_TRUE(eventually([&] {
        const std::scoped_lock lock(mutex);
        return told.size() + refused == n + 1;
      }));
    }
  }
  ASSERT_TRUE(eventually([&] {
    const std::scoped_lock lock(mutex);
    return told.size() + refused == kRecords;
  }));
  EXPECT_THAT(log->check(), FailsWith(ErrorCode::log_read_only));
  files.mend();
  ASSERT_TRUE(eventually([&] { return log->check().has_value(); }));
  log.reset();

  log = open().value();
  const auto records = read_all(*log, kOne).value();
  std::uint64_t acknowledged = 0;
  for (const auto& [n, offset] : told) {
    if (!offset) continue;
    ++acknowledged;
    ASSERT_LT(offset->value, records.size());
    EXPECT_EQ(records[offset->value], record(n));
  }
  EXPECT_GE(acknowledged, 1U);
  EXPECT_LT(acknowledged, kRecords);
}

TEST_F(EmbeddedLogTest, ADiskThatGetsFullIsNoticedBeforeAnythingIsWritten) {
  EmbeddedLog::Options options;
  options.data = data;
  options.files = &files;
  options.ids = &ids;
  options.min_free_bytes = 1000;
  options.min_free_share = 0.05;
  files.set_space(DiskSpace{2000, 10'000});
  const auto log = EmbeddedLog::open(options).value();
  EXPECT_THAT(append_now(*log, kOne, record(0)), Succeeds());
  files.set_space(DiskSpace{999, 10'000});
  EXPECT_THAT(append_now(*log, kOne, record(1)), FailsWith(ErrorCode::storage_full));
  EXPECT_EQ(read_all(*log, kOne)->size(), 1U);
  files.set_space(DiskSpace{1'499, 10'000});  // not before half as much again is free
  EXPECT_THAT(append_now(*log, kOne, record(1)), FailsWith(ErrorCode::storage_full));
  files.set_space(DiskSpace{1'500, 10'000});
  EXPECT_EQ(append_now(*log, kOne, record(1)).value(), Offset{1});
  files.set_space(DiskSpace{1'500, 100'000});  // 5 % of a bigger disk
  EXPECT_THAT(log->check(), FailsWith(ErrorCode::storage_full));
}

TEST_F(EmbeddedLogTest, TheQueueIsBounded) {
  EmbeddedLog::Options options;
  options.data = data;
  options.files = &files;
  options.ids = &ids;
  options.min_free_bytes = 0;
  options.min_free_share = 0;
  options.queue_records = 2;
  const auto log = EmbeddedLog::open(options).value();
  // The writer thread stands in the callback of the first until the test lets it go.
  std::promise<void> entered;
  std::promise<void> go;
  ASSERT_THAT(log->append(kOne, record(0), {},
                          [&](Result<Offset>) {
                            entered.set_value();
                            go.get_future().wait();
                          }),
              Succeeds());
  entered.get_future().wait();
  auto second = append_later(*log, kOne, record(1));
  auto third = append_later(*log, kOne, record(2));
  EXPECT_THAT(append_now(*log, kOne, record(3)), FailsWith(ErrorCode::overloaded));
  go.set_value();
  EXPECT_EQ(second.get().value(), Offset{1});
  EXPECT_EQ(third.get().value(), Offset{2});
}

TEST_F(EmbeddedLogTest, APartitionThatHeadHasNoRoomForIsRefused) {
  const auto log = open().value();
  EXPECT_THAT(append_now(*log, PartitionId{HeadFile::kMaxPartitions}, record(0)), FailsWith(ErrorCode::internal));
}

}  // namespace
}  // namespace chauban::storage

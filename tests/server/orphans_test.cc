// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/processes/orphans.h"

#include "domain/event.h"
#include "storage/file_system.h"
#include "tests/support/matchers.h"
#include "tests/support/record_script.h"
#include "tests/support/sim_log.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_clock.h"

#include <filesystem>

namespace chauban::server {
namespace {

namespace fs = std::filesystem;
using storage::BlobId;

class OrphansTest : public testing::Test {
 protected:
  OrphansTest() {
    script.begin();
    auto record = script.data(1);
    record.body = storage::Events{{envelope_of(named)}};
    EXPECT_TRUE(script.put(record).is_valid());
    disk.id = script.state().log;
    disk.records[{1}] = script.records();
    state = storage::State::open({.folder = folder / "state"}, log).value();
    for (std::size_t at = 0; at < script.records().size(); ++at) {
      EXPECT_THAT(state->apply({1}, storage::Offset{at}, script.records()[at], std::span<const storage::EntityWrite>()),
                  Succeeds());
    }
  }
  static Bytes envelope_of(const BlobId& blob) {
    file::FileStored stored;
    stored.content = blob.digest;
    const auto encoded = encode_event(Event{file::Event{stored}});
    storage::EventEnvelope envelope;
    envelope.aggregate = encoded.aggregate;
    envelope.type = encoded.type;
    envelope.version = encoded.version;
    envelope.seq = 1;
    envelope.payload = encoded.payload;
    return storage::encode_envelope(envelope);
  }
  Orphans orphans() {
    return Orphans({*state, *blobs, clock, [this] { return held; }});
  }

  TemporaryFolder folder;
  storage::PosixFileSystem files;
  std::unique_ptr<storage::DirectoryBlobs> blobs = storage::DirectoryBlobs::open(folder / "blobs", files).value();
  BlobId named = blobs->put("named").value();
  BlobId orphan = blobs->put("nobody's").value();
  std::set<BlobId> held;
  SystemClock real;
  TestClock clock{real.now() + std::chrono::hours(25)};
  storage::RecordScript script;
  storage::SimDisk disk;
  storage::SimLog log{disk};
  std::unique_ptr<storage::State> state;
};

TEST_F(OrphansTest, WhatNoEventNamesGoesAfterADayAndWhatOneNamesStays) {
  const auto swept = orphans().sweep().value();
  EXPECT_EQ(swept.blobs, 1U);
  EXPECT_EQ(swept.bytes, 8U);
  EXPECT_FALSE(blobs->exists(orphan));
  EXPECT_TRUE(blobs->exists(named));
}

TEST_F(OrphansTest, IsLeftAloneForADay) {
  clock.advance(-std::chrono::hours(2));
  EXPECT_EQ(orphans().sweep().value().blobs, 0U);
  EXPECT_TRUE(blobs->exists(orphan));
}

TEST_F(OrphansTest, IsLeftAloneWhileSomebodyIsAboutToNameIt) {
  held.insert(orphan);
  EXPECT_EQ(orphans().sweep().value().blobs, 0U);
  EXPECT_TRUE(blobs->exists(orphan));
}

TEST_F(OrphansTest, WhatWasPutAgainBeginsItsDayAnew) {
  fs::last_write_time(blobs->path_of(orphan), fs::file_time_type::clock::now() - std::chrono::hours(48));
  const auto before = real.now() - std::chrono::hours(24);
  EXPECT_EQ(blobs->put("nobody's").value(), orphan);
  EXPECT_FALSE(blobs->erase_older(orphan, before).value());
  EXPECT_TRUE(blobs->exists(orphan));
  EXPECT_TRUE(blobs->erase_older(orphan, real.now() + std::chrono::hours(1)).value());
  EXPECT_FALSE(blobs->exists(orphan));
}

TEST_F(OrphansTest, TheFirstSweepOfAServerIsAnHourAfterItsStartAndThenDaily) {
  auto daily = orphans();
  ASSERT_THAT(daily.sweep_daily(), Succeeds());
  EXPECT_TRUE(blobs->exists(orphan));
  clock.advance(std::chrono::hours(1));
  ASSERT_THAT(daily.sweep_daily(), Succeeds());
  EXPECT_FALSE(blobs->exists(orphan));
}

TEST_F(OrphansTest, AreSweptAsBeforeOnceAClockThatWasAheadIsSetRight) {
  clock.advance(-std::chrono::hours(2));  // the orphan is not a day old
  clock.advance(-std::chrono::hours(24 * 365));
  auto daily = orphans();
  ASSERT_THAT(daily.sweep_daily(), Succeeds());
  held.insert(orphan);
  clock.advance(std::chrono::hours(24 * 365 * 3));
  ASSERT_THAT(daily.sweep_daily(), Succeeds());
  held.clear();
  clock.advance(-std::chrono::hours(24 * 365 * 2));
  ASSERT_THAT(daily.sweep_daily(), Succeeds());
  clock.advance(std::chrono::hours(2));
  ASSERT_THAT(daily.sweep_daily(), Succeeds());
  EXPECT_FALSE(blobs->exists(orphan));
}

}  // namespace
}  // namespace chauban::server

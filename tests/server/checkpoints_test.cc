// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/processes/checkpoints.h"

#include "storage/file_system.h"
#include "tests/support/matchers.h"
#include "tests/support/record_script.h"
#include "tests/support/sim_log.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_clock.h"

namespace chauban::server {
namespace {

using storage::Offset;
using storage::PartitionId;
using testing::ElementsAre;

constexpr PartitionId kOne{1};

class CheckpointsTest : public testing::Test {
 protected:
  CheckpointsTest() {
    disk.id = script.state().log;
    state = open_state("state");
    write(3);
  }
  std::unique_ptr<storage::State> open_state(const char* name) {
    return storage::State::open({.folder = folder / name}, log).value();
  }
  /// So many records of two events, in the log and applied.
  void write(int records) {
    for (int i = 0; i < records; ++i) EXPECT_TRUE(script.put(script.data(2)).is_valid());
    disk.records[kOne] = script.records();
    follow(*state, script.records());
  }
  static void follow(storage::State& state, const std::vector<Bytes>& records) {
    for (auto at = state.log_state(kOne).next_offset.value; at < records.size(); ++at) {
      ASSERT_THAT(state.apply(kOne, Offset{at}, records[at], std::span<const storage::EntityWrite>()), Succeeds());
    }
  }
  Result<std::unique_ptr<Checkpoints>> open() {
    return Checkpoints::open({*state, signer, kept, clock, {PartitionId{0}, kOne}});
  }
  std::vector<std::uint64_t> sizes() {
    std::vector<std::uint64_t> found;
    const auto all = kept.all().value();
    for (const auto& one : all.checkpoints) found.push_back(one.checkpoint.size);
    return found;
  }

  TemporaryFolder folder;
  TestClock clock{from_micros(1'795'147'200'000'000)};
  static storage::RecordScript begun() {
    storage::RecordScript fresh;
    fresh.begin();
    return fresh;
  }
  storage::RecordScript script = begun();
  storage::SimDisk disk;
  storage::SimLog log{disk};
  std::unique_ptr<storage::State> state;
  storage::PosixFileSystem files;
  std::unique_ptr<storage::KeyStore> keys = storage::KeyStore::open(folder / "keys", clock).value();
  LogSigner signer = LogSigner::open(*keys, script.state().log, "xa.example").value();
  storage::CheckpointFolder kept{folder / "checkpoints", files};
};

TEST_F(CheckpointsTest, SignsWhatIsAppliedUnderTheOriginOfItsPartition) {
  const auto signed_now = open().value()->sign().value();
  EXPECT_EQ(signed_now.at(kOne).size, 6U);
  EXPECT_EQ(signed_now.at(kOne).root, script.state().tree.root());
  const auto newest = kept.newest(kOne, 1).value();
  ASSERT_TRUE(newest);
  EXPECT_EQ(newest->checkpoint.origin.str(), "xa.example/chauban/" + script.state().log.str() + "/p1/g1");
  EXPECT_THAT(kept.trust().value(), ElementsAre(signer.key()));
  EXPECT_TRUE(newest->is_signed_by(signer.key()));
}

TEST_F(CheckpointsTest, SignsNothingAnewWhenNothingHappened) {
  const auto checkpoints = open().value();
  ASSERT_THAT(checkpoints->sign(), Succeeds());
  ASSERT_THAT(checkpoints->sign(), Succeeds());
  write(1);
  ASSERT_THAT(checkpoints->sign(), Succeeds());
  EXPECT_THAT(sizes(), ElementsAre(6, 8));
}

TEST_F(CheckpointsTest, SignsByItselfAfterAThousandEventsAndAtTheEnd) {
  const auto checkpoints = open().value();
  checkpoints->start();
  write(500);
  checkpoints->applied({kOne, script.state().next_pos() - 1});
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (sizes().empty() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  EXPECT_THAT(sizes(), ElementsAre(1006));
  write(1);
  checkpoints->stop();
  checkpoints->stop();
  EXPECT_THAT(sizes(), ElementsAre(1006, 1008));
}

TEST_F(CheckpointsTest, ANameIsForLife) {
  EXPECT_EQ(LogSigner::open(*keys, script.state().log, "called.otherwise").value().key(), signer.key());
  EXPECT_EQ(host_of("https://chauban.xa.gov.vn:8443/x"), "chauban.xa.gov.vn");
  EXPECT_EQ(host_of(""), "localhost");
}

TEST_F(CheckpointsTest, ALogThatIsShorterThanWhatWasSignedDoesNotStart) {
  ASSERT_THAT(open().value()->sign(), Succeeds());
  const std::vector<Bytes> shorter(script.records().begin(), script.records().end() - 1);
  disk.records[kOne] = shorter;
  state = open_state("shorter");
  follow(*state, shorter);
  const auto opened = open();
  ASSERT_THAT(opened, FailsWith(ErrorCode::log_shorter_than_head, "log_behind_checkpoint"));
  EXPECT_EQ(opened.error().details.at("size"), "6");
  EXPECT_EQ(opened.error().details.at("log"), "4");
}

TEST_F(CheckpointsTest, AnotherPastIsNeitherStartedNorSigned) {
  const auto checkpoints = open().value();
  ASSERT_THAT(checkpoints->sign(), Succeeds());

  // The same number of events, and others: what a folder that was put back and gone on with looks like.
  storage::RecordScript other;
  other.begin(2);
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(other.put(other.data(2)).is_valid());
  disk.records[kOne] = other.records();
  disk.id = other.state().log;
  const auto another_state = open_state("another");
  follow(*another_state, other.records());
  ASSERT_NE(other.state().tree.root(), script.state().tree.root());
  EXPECT_THAT(Checkpoints::open({*another_state, signer, kept, clock, {kOne}}),
              FailsWith(ErrorCode::log_shorter_than_head, "log_behind_checkpoint"));
}

}  // namespace
}  // namespace chauban::server

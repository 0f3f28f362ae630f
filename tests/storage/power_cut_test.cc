// SPDX-License-Identifier: GPL-3.0-or-later
// I8 and I11 of event-log.md: whatever a power cut leaves, the log starts again with all it acknowledged, and state
// equals a fold of the log once it caught up.
#include "storage/embedded/embedded_log.h"
#include "storage/partition_writer.h"
#include "storage/state.h"
#include "tests/support/append.h"
#include "tests/support/matchers.h"
#include "tests/support/power_cut_disk.h"
#include "tests/support/temporary_folder.h"

#include <array>
#include <atomic>
#include <random>

namespace chauban::storage {
namespace {

constexpr PartitionId kOne{1};
constexpr std::size_t kImages = 24;

class StillClock final : public Clock {
 public:
  Timestamp now() override { return from_micros(1'760'000'000'000'000); }
};

/// Entities of several chunks, that grow and shrink.
Result<std::vector<EntityWrite>> evolve(const Record& record) {
  std::vector<EntityWrite> writes;
  for (const auto& bytes : std::get<Events>(record.body).envelopes) {
    CHAUBAN_TRY(const auto envelope, decode_envelope(bytes));
    const auto size = std::size_t{envelope.seq} * 7001 % 90'000;
    writes.push_back({envelope.aggregate, envelope.stream, envelope.seq, 0, Bytes(size, 'e') + envelope.payload});
  }
  return writes;
}

class StateFollower final : public Follower {
 public:
  explicit StateFollower(State& state) : state_(state) {}
  Result<Verdict> follow(Offset offset, BytesView bytes) override { return state_.apply(kOne, offset, bytes, evolve); }
  [[nodiscard]] LogState log_state() const override { return state_.log_state(kOne); }

 private:
  State& state_;
};

struct Image {
  std::filesystem::path folder;
  std::uint64_t acknowledged = 0;
};

class PowerCutTest : public testing::TestWithParam<std::uint64_t> {
 protected:
  Outcome outcome() {
    Outcome outcome;
    for (auto left = 1 + random_() % 3; left > 0; --left) {
      const auto stream = random_() % streams_.size();
      EventEnvelope envelope;
      envelope.id = EventId{ids_.random()};
      envelope.stream = Uuid::from_words(stream, 1);
      envelope.seq = ++streams_[stream];
      envelope.aggregate = 3;
      envelope.payload = Bytes(random_() % 2000, 'p');
      outcome.envelopes.push_back(encode_envelope(envelope));
    }
    outcome.idem_key = IdemKey{ids_.random()};
    return outcome;
  }

  /// A server's life: several records in flight, each acknowledged, then applied.
  void live(PowerCutDisk& disk, std::atomic<std::uint64_t>& acknowledged, const std::function<bool()>& enough) {
    const auto log = EmbeddedLog::open(options(folder_ / "data", disk.files(), disk.env())).value();
    const auto state = State::open({.folder = folder_ / "data/state", .env = disk.env()}, *log).value();
    StateFollower follower(*state);
    PartitionWriter writer({.partition = kOne, .node = NodeId{ids_.random()}}, *log, follower, clock_, ids_);
    ASSERT_THAT(writer.start(), Succeeds());
    while (!enough()) {
      std::vector<std::pair<Sent, std::shared_ptr<std::promise<Result<Offset>>>>> flight;
      for (auto left = 1 + random_() % 4; left > 0; --left) {
        auto landed = std::make_shared<std::promise<Result<Offset>>>();
        auto sent = writer.append(outcome(), [landed, &acknowledged](Result<Offset> offset) {
          if (offset) acknowledged = offset->value + 1;
          landed->set_value(std::move(offset));
        });
        flight.emplace_back(std::move(sent).value(), std::move(landed));
      }
      for (auto& [sent, landed] : flight) {
        const auto offset = landed->get_future().get().value();
        const auto verdict = follower.follow(offset, sent.bytes).value();
        ASSERT_TRUE(verdict.is_valid());
        writer.followed(offset, verdict);
      }
    }
    ASSERT_THAT(writer.release(), Succeeds());
  }

  EmbeddedLog::Options options(const std::filesystem::path& data, FileSystem& files, rocksdb::Env* env = nullptr) {
    return {.data = data, .files = &files, .ids = &ids_, .min_free_bytes = 0, .min_free_share = 0, .env = env};
  }

  /// Starts from what the cut left.
  void start_again(const Image& image) {
    PosixFileSystem files;
    const auto log = EmbeddedLog::open(options(image.folder, files));
    ASSERT_THAT(log, Succeeds());
    EXPECT_GE((*log)->end(kOne).value, image.acknowledged);
    const auto state = State::open({.folder = image.folder / "state"}, **log);
    ASSERT_THAT(state, Succeeds());
    StateFollower follower(**state);
    PartitionWriter writer({.partition = kOne, .node = NodeId{ids_.random()}}, **log, follower, clock_, ids_);
    ASSERT_THAT(writer.start(), Succeeds());

    const State::Options other{.folder = image.folder / "other"};
    const std::array partitions{kOne};
    const auto evolve_alone = [](const State&, const Record& record) { return evolve(record); };
    ASSERT_THAT(rebuild_state(other, **log, partitions, evolve_alone), Succeeds());
    const auto rebuilt = State::open(other, **log).value();
    EXPECT_EQ((*state)->digest().value(), rebuilt->digest().value());
  }

  TemporaryFolder folder_;
  SeededIds ids_{GetParam()};
  StillClock clock_;
  std::mt19937_64 random_{GetParam()};
  std::array<std::uint32_t, 5> streams_{};
};

TEST_P(PowerCutTest, WhateverIsLeftStartsWithAllThatWasAcknowledged) {
  std::filesystem::create_directories(folder_ / "data");
  PowerCutDisk disk(folder_ / "data", GetParam());
  std::atomic<std::uint64_t> acknowledged = 0;
  std::atomic<std::size_t> taken = 0;
  std::vector<Image> images;
  disk.at_moments(20, [&] {
    if (taken == kImages || !std::filesystem::exists(folder_ / "data/state/CURRENT")) return;
    const auto known = acknowledged.load();  // before the copy: what is acknowledged later may be missing in it
    const auto image = folder_.path() / ("image-" + std::to_string(taken));
    disk.leave_image(image);
    images.push_back({image, known});
    ++taken;
  });

  live(disk, acknowledged, [&] { return taken == kImages; });
  disk.at_moments(1, {});

  ASSERT_EQ(images.size(), kImages);
  EXPECT_GT(images.back().acknowledged, 20U);
  for (const auto& image : images) {
    SCOPED_TRACE(image.folder.filename().string());
    start_again(image);
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, PowerCutTest, testing::Values(1, 2));

}  // namespace
}  // namespace chauban::storage

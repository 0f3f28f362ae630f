// SPDX-License-Identifier: GPL-3.0-or-later
// chauban fsck over a whole data folder as the server leaves it: what is damaged there is found and named.
#include "server/check/fsck.h"

#include "server/store.h"
#include "storage/directory_blobs.h"
#include "tests/server/small_archive.h"
#include "tests/support/matchers.h"
#include "tests/support/spoil.h"
#include "tests/support/temporary_folder.h"

namespace chauban::server {
namespace {

namespace fs = std::filesystem;
using storage::Finding;
using storage::Place;
using testing::Contains;
using testing::IsEmpty;

MATCHER_P2(IsAbout, place, what, "") { return arg.place == place && arg.what == what; }

class FsckTest : public testing::Test {
 protected:
  /// A small archive, played once: each test spoils a copy.
  static void SetUpTestSuite() {
    sound_ = std::make_unique<TemporaryFolder>();
    const auto played = play_small_archive(*sound_ / "data", 12);
    ASSERT_TRUE(played);
    played_ = *played;
  }
  static void TearDownTestSuite() { sound_.reset(); }

  FsckTest() { fs::copy(*sound_ / "data", data, fs::copy_options::recursive); }

  std::vector<Finding> check() {
    std::vector<Finding> found;
    auto checked = fsck(data, files, [&found](Finding finding) { found.push_back(std::move(finding)); });
    EXPECT_THAT(checked, Succeeds());
    if (checked) facts = std::move(*checked);
    return found;
  }
  /// The largest file below a folder with this ending.
  [[nodiscard]] fs::path largest(const char* below, std::string_view extension) const {
    fs::path best;
    for (const auto& entry : fs::recursive_directory_iterator(data / below)) {
      if (!entry.is_regular_file() || entry.path().extension() != extension) continue;
      if (best.empty() || fs::file_size(entry) > fs::file_size(best)) best = entry.path();
    }
    return best;
  }
  [[nodiscard]] std::vector<storage::BlobId> blobs() {
    std::vector<storage::BlobId> all;
    const auto store = storage::DirectoryBlobs::look_at(data / "blobs", files);
    EXPECT_THAT(store->each([&all](const auto& entry) { return all.push_back(entry.id), true; }), Succeeds());
    return all;
  }

  static std::unique_ptr<TemporaryFolder> sound_;
  static Played played_;
  TemporaryFolder folder;
  fs::path data = folder / "data";
  storage::PosixFileSystem files;
  TruthFacts facts;
};
std::unique_ptr<TemporaryFolder> FsckTest::sound_;
Played FsckTest::played_;

TEST_F(FsckTest, NothingIsFoundInASoundFolder) {
  EXPECT_THAT(check(), IsEmpty());
  EXPECT_EQ(facts.partitions.at({1}).state.tree.root(), played_.root);
  EXPECT_EQ(facts.blobs.checked, blobs().size());
  EXPECT_EQ(facts.blobs.orphans, 0U);
}

TEST_F(FsckTest, AFlippedBitInTheLogIsATruthThatIsLost) {
  const auto wal = largest("log", ".log");
  spoil(wal, fs::file_size(wal) / 2);
  const auto found = check();
  ASSERT_THAT(found, Contains(IsAbout(Place::log, "found_log_short")));
  EXPECT_FALSE(can_be_rebuilt(found.back()));
}

TEST_F(FsckTest, ABlobThatIsGoneIsFoundByTheEventThatNamesIt) {
  const auto store = storage::DirectoryBlobs::look_at(data / "blobs", files);
  const auto lost = blobs().front();
  fs::remove(store->path_of(lost));
  const auto found = check();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0], IsAbout(Place::blobs, "found_blob_missing"));
  EXPECT_EQ(found[0].where.at("blob"), lost.hex());
  EXPECT_EQ(found[0].where.at("partition"), "1");
}

TEST_F(FsckTest, AFlippedBitInTheSearchIndexIsNamedAndCanBeRebuilt) {
  const auto file = largest("search", ".idx");
  ASSERT_FALSE(file.empty());
  spoil(file, fs::file_size(file) / 2);
  const auto found = check();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0], IsAbout(Place::search, "found_index_damaged"));
  EXPECT_EQ(found[0].where.at("file"), file.filename().string());
  EXPECT_TRUE(can_be_rebuilt(found[0]));
  EXPECT_EQ(mended_by(found[0]), "chauban rebuild --view search");
}

TEST_F(FsckTest, ASearchIndexThatDoesNotOpenIsNamed) {
  fs::resize_file(data / "search" / "1" / "meta.json", 3);
  EXPECT_THAT(check(), testing::ElementsAre(IsAbout(Place::search, "found_index_unreadable")));
}

TEST_F(FsckTest, AFlippedBitInTheStateIsMendedByARebuild) {
  spoil(largest("state", ".sst"), 100);
  const auto found = check();
  ASSERT_THAT(found, Contains(IsAbout(Place::state, "found_file_damaged")));
  for (const auto& one : found) EXPECT_EQ(mended_by(one), "chauban rebuild --state");

  SystemClock clock;
  SystemIds ids;
  ASSERT_THAT(rebuild_from_log(data, clock, ids, {}), Succeeds());
  EXPECT_THAT(check(), IsEmpty());
}

TEST_F(FsckTest, AFlippedBitAmongTheKeysIsNamed) {
  const auto file = largest("keys", ".log");
  ASSERT_FALSE(file.empty());
  spoil(file, fs::file_size(file) / 2);
  EXPECT_THAT(check(), Contains(IsAbout(Place::keys, "found_tail_damaged")));
}

TEST_F(FsckTest, AFolderInUseIsRefusedWithWhoHoldsIt) {
  const auto held = files.lock(data / "LOCK");
  const auto checked = fsck(data, files, [](const Finding&) {});
  ASSERT_THAT(checked, FailsWith(ErrorCode::data_folder_locked));
  EXPECT_EQ(checked.error().details.at("pid"), std::to_string(::getpid()));
}

TEST_F(FsckTest, AFolderWithoutALogIsNotMadeOne) {
  fs::create_directories(folder / "empty");
  EXPECT_THAT(fsck(folder / "empty", files, [](const Finding&) {}), FailsWith(ErrorCode::not_found));
  EXPECT_TRUE(fs::is_empty(folder / "empty"));
}

}  // namespace
}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
// The power goes at every step of putting blobs, and whatever the disk kept of what was not synced: no name has another
// content than its own, nothing that was acknowledged is lost, and what was left half-way is swept at the next start.
#include "storage/bulk_blobs.h"
#include "tests/support/crashing_files.h"
#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"

#include <functional>
#include <set>

namespace chauban::storage {
namespace {

namespace fs = std::filesystem;

/// What was acknowledged, and not erased since.
struct Known {
  std::set<BlobId> there;
};
using Life = std::function<Status(FileSystem& files, const fs::path& root, Known& known)>;

Bytes content(int n) { return Bytes(static_cast<std::size_t>(n) * 700 % 3000, static_cast<char>('a' + n)); }

Result<BlobId> write(BlobWriter& writer, const Bytes& bytes) {
  const auto half = bytes.size() / 2;
  CHAUBAN_CHECK(writer.write(BytesView(bytes).substr(0, half)));
  CHAUBAN_CHECK(writer.write(BytesView(bytes).substr(half)));
  return writer.finish();
}

/// As a server puts them: each is acknowledged by itself; some twice, some are given up, some erased.
Status one_by_one(FileSystem& files, const fs::path& root, Known& known) {
  CHAUBAN_TRY(const auto blobs, DirectoryBlobs::open(root, files));
  for (const int n : {1, 2, 1, 3, 4, 5}) {
    CHAUBAN_TRY(const auto writer, blobs->begin());
    CHAUBAN_TRY(const auto id, write(*writer, content(n)));
    known.there.insert(id);
  }
  CHAUBAN_TRY(const auto half, blobs->begin());
  CHAUBAN_CHECK(half->write("half of something"));
  half->abandon();
  const BlobId erased{sha256(content(3))};
  known.there.erase(erased);
  CHAUBAN_CHECK(blobs->erase(erased));
  CHAUBAN_TRY(const auto writer, blobs->begin());
  CHAUBAN_TRY(const auto id, write(*writer, content(6)));
  known.there.insert(id);
  return {};
}

/// As a restore puts them: acknowledged together.
Status in_bulk(FileSystem& files, const fs::path& root, Known& known) {
  CHAUBAN_TRY(const auto blobs, DirectoryBlobs::open(root, files));
  BulkBlobs bulk(root, *blobs, files);
  for (int round = 0; round < 2; ++round) {
    std::set<BlobId> finished;
    for (const int n : {1, 2, 2, 3 + round, 5 + round}) {
      CHAUBAN_TRY(const auto writer, bulk.begin());
      CHAUBAN_TRY(const auto id, write(*writer, content(n)));
      finished.insert(id);
    }
    CHAUBAN_CHECK(bulk.settle());
    known.there.insert(finished.begin(), finished.end());
  }
  return {};
}

void start_again(const fs::path& root, const Known& known) {
  PosixFileSystem files;
  const auto blobs = DirectoryBlobs::open(root, files);
  ASSERT_THAT(blobs, Succeeds());
  for (const auto& id : known.there) EXPECT_THAT((*blobs)->verify(id), Succeeds()) << "acknowledged";
  const auto visited = (*blobs)->each([&](const DirectoryBlobs::Entry& entry) {
    EXPECT_THAT((*blobs)->verify(entry.id), Succeeds()) << "a name without its content";
    return true;
  });
  EXPECT_THAT(visited, Succeeds());
  const auto remains = (*blobs)->remains().value();
  EXPECT_EQ(remains.broken_off, 0U);
  EXPECT_EQ(remains.unknown, 0U);
  EXPECT_THAT((*blobs)->begin(), Succeeds()) << "and takes the next";
}

/// One cut a step, `kSeeds` disks a cut.
void cut_at_every_step(const Life& life) {
  constexpr std::uint64_t kSeeds = 4;
  for (std::uint64_t at = 1;; ++at) {
    const TemporaryFolder folder;
    fs::create_directories(folder / "data");
    CrashingFiles files(folder / "data", at);
    Known known;
    const auto lived = life(files, folder / "data/blobs", known);
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      SCOPED_TRACE("power cut at step " + std::to_string(at) + ", disk " + std::to_string(seed));
      const auto image = folder.path() / ("image-" + std::to_string(seed));
      files.leave_image(image, at * kSeeds + seed);
      start_again(image / "blobs", known);
      if (testing::Test::HasFailure()) return;
    }
    if (!lived) continue;
    EXPECT_GT(at, 30U) << "there were fewer steps than this test is about";
    return;
  }
}

TEST(BlobCrashTest, BlobsPutOneByOne) { cut_at_every_step(one_by_one); }
TEST(BlobCrashTest, BlobsPutInBulk) { cut_at_every_step(in_bulk); }

}  // namespace
}  // namespace chauban::storage

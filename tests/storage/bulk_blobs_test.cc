// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/bulk_blobs.h"

#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"

namespace chauban::storage {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;

/// The real disk, that says in which order it was asked.
class WatchedFiles final : public FileSystem {
 public:
  Status sync_all(const fs::path& folder) override {
    asked.emplace_back("sync");
    return full ? Status(refuse(ErrorCode::storage_full)) : real_.sync_all(folder);
  }
  Status rename(const fs::path& from, const fs::path& to) override {
    asked.emplace_back("name");
    return real_.rename(from, to);
  }
  Result<std::unique_ptr<OpenFile>> open(const fs::path& path, Mode mode) override { return real_.open(path, mode); }
  Status remove(const fs::path& path) override { return real_.remove(path); }
  Status sync_folder(const fs::path& folder) override { return real_.sync_folder(folder); }
  Status make_folders(const fs::path& folder) override { return real_.make_folders(folder); }
  bool exists(const fs::path& path) override { return real_.exists(path); }
  Result<std::vector<FolderEntry>> list(const fs::path& folder) override { return real_.list(folder); }
  Result<DiskSpace> space(const fs::path& folder) override { return real_.space(folder); }
  Result<std::unique_ptr<FileLock>> lock(const fs::path& path) override { return real_.lock(path); }

  std::vector<std::string> asked;
  bool full = false;

 private:
  PosixFileSystem real_;
};

class BulkBlobsTest : public testing::Test {
 protected:
  BlobId put(BytesView content) { return bulk.put(content).value(); }

  TemporaryFolder folder;
  WatchedFiles files;
  std::unique_ptr<DirectoryBlobs> blobs = DirectoryBlobs::open(folder / "blobs", files).value();
  BulkBlobs bulk{folder / "blobs", *blobs, files};
};

TEST_F(BulkBlobsTest, HaveTheirNamesOnlyOnceTheyAreOnDisk) {
  const auto one = put("one");
  const auto two = put("two");
  EXPECT_TRUE(bulk.exists(one));
  EXPECT_FALSE(blobs->exists(one));
  ASSERT_THAT(bulk.settle(), Succeeds());
  EXPECT_THAT(files.asked, ElementsAre("sync", "name", "name", "sync"));
  EXPECT_EQ(blobs->get(one, 10).value(), "one");
  EXPECT_EQ(blobs->get(two, 10).value(), "two");
  EXPECT_TRUE(bulk.exists(two));
}

TEST_F(BulkBlobsTest, ADiskThatSaysNoGivesNoNames) {
  const auto one = put("one");
  files.full = true;
  EXPECT_THAT(bulk.settle(), FailsWith(ErrorCode::storage_full));
  EXPECT_FALSE(blobs->exists(one));
  files.full = false;
  ASSERT_THAT(bulk.settle(), Succeeds());
  EXPECT_TRUE(blobs->exists(one));
}

TEST_F(BulkBlobsTest, EqualContentIsStoredOnceAndWhatIsAbandonedLeavesNothing) {
  put("same");
  put("same");
  EXPECT_THAT(bulk.begin().value()->write("half"), Succeeds());
  EXPECT_EQ(blobs->remains()->broken_off, 1U);
  ASSERT_THAT(bulk.settle(), Succeeds());
  EXPECT_EQ(blobs->remains()->broken_off, 0U);
}

TEST_F(BulkBlobsTest, AreSettledByThemselvesAfterAFewThousand) {
  const auto first = put("0");
  for (int i = 1; i < 4000; ++i) put(std::to_string(i));
  EXPECT_TRUE(blobs->exists(first));
}

}  // namespace
}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/directory_blobs.h"
#include "tests/support/faulty_files.h"
#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"

#include <fstream>

namespace chauban::storage {
namespace {

namespace fs = std::filesystem;

class BlobsTest : public testing::Test {
 protected:
  std::unique_ptr<DirectoryBlobs> open() { return DirectoryBlobs::open(root, files).value(); }
  [[nodiscard]] std::size_t temporaries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(root / "incoming"), fs::directory_iterator()));
  }

  TemporaryFolder folder;
  fs::path root = folder / "blobs";
  FaultyFiles files;
  std::unique_ptr<DirectoryBlobs> blobs = open();
};

TEST_F(BlobsTest, ContentComesBackUnderItsHash) {
  const auto id = blobs->put("công văn").value();
  EXPECT_EQ(id.digest, sha256("công văn"));
  EXPECT_EQ(blobs->get(id, 100).value(), "công văn");
  EXPECT_THAT(blobs->verify(id), Succeeds());
  EXPECT_EQ(blobs->path_of(id), root / id.hex().substr(0, 2) / id.hex().substr(2, 2) / id.hex());
  EXPECT_EQ(temporaries(), 0U);
}

TEST_F(BlobsTest, AStreamIsTheSameAsTheWhole) {
  const Bytes big(700'000, 'b');
  auto writer = blobs->begin().value();
  for (std::size_t at = 0; at < big.size(); at += 70'000) {
    ASSERT_THAT(writer->write(BytesView(big).substr(at, 70'000)), Succeeds());
  }
  EXPECT_EQ(writer->size(), big.size());
  const auto id = writer->finish().value();
  EXPECT_EQ(id.digest, sha256(big));
  const auto reader = blobs->open(id).value();
  EXPECT_EQ(reader->size(), big.size());
  EXPECT_EQ(reader->read_at(699'999, 10).value(), "b");
  EXPECT_THAT(blobs->verify(id), Succeeds());
}

TEST_F(BlobsTest, EqualContentIsStoredOnceAndEmptyContentToo) {
  EXPECT_EQ(blobs->put("same").value(), blobs->put("same").value());
  const auto empty = blobs->put("").value();
  EXPECT_EQ(blobs->get(empty, 0).value(), "");
}

TEST_F(BlobsTest, TooMuchIsNotRead) {
  const auto id = blobs->put("12345").value();
  EXPECT_THAT(blobs->get(id, 4), FailsWith(ErrorCode::file_too_large));
  EXPECT_THAT(blobs->get(id, 5), Succeeds());
}

TEST_F(BlobsTest, UnknownIsNotFoundAndErasedIsUnknown) {
  const BlobId never{sha256("never stored")};
  EXPECT_FALSE(blobs->exists(never));
  EXPECT_THAT(blobs->open(never), FailsWith(ErrorCode::not_found));
  EXPECT_THAT(blobs->erase(never), Succeeds());
  const auto id = blobs->put("x").value();
  EXPECT_TRUE(blobs->exists(id));
  EXPECT_THAT(blobs->erase(id), Succeeds());
  EXPECT_THAT(blobs->get(id, 10), FailsWith(ErrorCode::not_found));
}

TEST_F(BlobsTest, DamagedBytesAreNeverHandedOutAndTheSameUploadHealsThem) {
  const auto id = blobs->put("true content").value();
  std::ofstream(blobs->path_of(id)) << "false content";
  EXPECT_THAT(blobs->get(id, 100), FailsWith(ErrorCode::record_damaged));
  EXPECT_THAT(blobs->verify(id), FailsWith(ErrorCode::record_damaged));
  fs::resize_file(blobs->path_of(id), 3);
  EXPECT_THAT(blobs->verify(id), FailsWith(ErrorCode::record_damaged));
  EXPECT_EQ(blobs->put("true content").value(), id);
  EXPECT_EQ(blobs->get(id, 100).value(), "true content");
}

TEST_F(BlobsTest, AnUnfinishedBlobLeavesNothing) {
  {
    const auto writer = blobs->begin().value();
    ASSERT_THAT(writer->write("half"), Succeeds());
    EXPECT_EQ(temporaries(), 1U);
  }
  EXPECT_EQ(temporaries(), 0U);
  EXPECT_FALSE(blobs->exists({sha256("half")}));
}

TEST_F(BlobsTest, LeftOversOfACrashAreSweptAtOpen) {
  blobs.reset();
  std::ofstream(root / "incoming" / "3") << "half of something";
  blobs = open();
  EXPECT_EQ(temporaries(), 0U);
  EXPECT_THAT(blobs->put("new"), Succeeds());
}

TEST_F(BlobsTest, AFullDiskIsSaidAndNothingIsNamed) {
  files.break_writes("incoming", {ErrorCode::storage_full, "", {}});
  EXPECT_THAT(blobs->put("content"), FailsWith(ErrorCode::storage_full));
  files.mend();
  EXPECT_FALSE(blobs->exists({sha256("content")}));
  EXPECT_EQ(temporaries(), 0U);
  files.break_writes(sha256("content").hex(), {ErrorCode::internal, "storage_io", {}});  // the rename
  EXPECT_THAT(blobs->put("content"), FailsWith(ErrorCode::internal, "storage_io"));
  files.mend();
  EXPECT_EQ(temporaries(), 0U);
  EXPECT_THAT(blobs->put("content"), Succeeds());
}

}  // namespace
}  // namespace chauban::storage

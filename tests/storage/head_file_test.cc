// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/embedded/head_file.h"

#include "storage/state_rows.h"
#include "tests/support/faulty_files.h"
#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"

namespace chauban::storage {
namespace {

class HeadFileTest : public testing::Test {
 protected:
  static std::map<PartitionId, Head> heads(std::uint64_t n) {
    return {{{0}, {Offset{n}, n * 2, sha256("zero")}}, {{7}, {Offset{n + 1}, n, sha256("seven")}}};
  }
  std::unique_ptr<HeadFile> create() {
    return HeadFile::create(files, path, {1, LogId{Uuid::from_words(1, 2)}, 1, {}}).value();
  }
  void overwrite(std::uint64_t at, BytesView bytes) {
    const auto file = files.open(path, FileSystem::Mode::write).value();
    ASSERT_THAT(file->write_at(at, bytes), Succeeds());
  }
  /// The slot that the seq stands in.
  static std::uint64_t slot(std::uint64_t seq) { return (seq % 2) * HeadFile::kSlotBytes; }

  TemporaryFolder folder;
  std::filesystem::path path = folder / "HEAD";
  FaultyFiles files;
};

TEST(Crc32cTest, KnownValue) { EXPECT_EQ(crc32c("123456789"), 0xE3069283U); }

TEST_F(HeadFileTest, TheLayoutIsThatOfTheReference) {
  const auto bytes = encode_head_slot({5, LogId{Uuid::from_words(1, 2)}, 3, heads(9)});
  ASSERT_EQ(bytes.size(), 4096U);
  EXPECT_EQ(bytes.substr(0, 8), Bytes("CHBHEAD\x01"));
  EXPECT_EQ(rows::read_le(bytes, 8, 8), 5U);
  EXPECT_EQ(rows::read_le(bytes, 32, 4), 3U);
  EXPECT_EQ(rows::read_le(bytes, 36, 2), 2U);
  EXPECT_EQ(rows::read_le(bytes, 48 + 56, 2), 7U);       // second entry: partition,
  EXPECT_EQ(rows::read_le(bytes, 48 + 56 + 8, 8), 10U);  // next offset,
  EXPECT_EQ(rows::read_le(bytes, 48 + 56 + 16, 8), 9U);  // next pos, root
  EXPECT_EQ(bytes.substr(48 + 56 + 24, 32), sha256("seven").view());
  EXPECT_EQ(rows::read_le(bytes, 4092, 4), crc32c(bytes.substr(0, 4092)));
}

TEST_F(HeadFileTest, TheNewestSlotCounts) {
  auto head = create();
  for (std::uint64_t n = 1; n <= 5; ++n) ASSERT_THAT(head->write(heads(n)), Succeeds());
  head.reset();
  const auto again = HeadFile::open(files, path);
  ASSERT_THAT(again, Succeeds());
  EXPECT_EQ((*again)->present().heads, heads(5));
  EXPECT_EQ((*again)->present().seq, 6U);
  EXPECT_EQ(std::filesystem::file_size(path), 8192U);
}

TEST_F(HeadFileTest, ATornSlotLeavesTheOtherAtEveryByte) {
  {
    const auto head = create();
    ASSERT_THAT(head->write(heads(1)), Succeeds());
  }
  const HeadRecord next{3, LogId{Uuid::from_words(1, 2)}, 1, heads(2)};
  const auto whole = encode_head_slot(next);
  for (std::size_t written = 1; written < whole.size(); written += 97) {
    const auto before = files.open(path, FileSystem::Mode::read).value()->read_at(slot(3), 4096).value();
    overwrite(slot(3), BytesView(whole).substr(0, written));
    const auto head = HeadFile::open(files, path);
    ASSERT_THAT(head, Succeeds());
    ASSERT_EQ((*head)->present().heads, heads(1)) << written;
    overwrite(slot(3), before);
  }
  overwrite(slot(3), whole);
  EXPECT_EQ(HeadFile::open(files, path).value()->present(), next);
}

TEST_F(HeadFileTest, BothSlotsBadOrCutIsALostHead) {
  {
    const auto head = create();
    ASSERT_THAT(head->write(heads(1)), Succeeds());
  }
  overwrite(100, "x");
  EXPECT_THAT(HeadFile::open(files, path), Succeeds());
  overwrite(4096 + 100, "x");
  EXPECT_THAT(HeadFile::open(files, path), FailsWith(ErrorCode::head_lost));
  std::filesystem::resize_file(path, 0);
  EXPECT_THAT(HeadFile::open(files, path), FailsWith(ErrorCode::head_lost));
}

TEST_F(HeadFileTest, ANewerFormatIsNotDamage) {
  std::ignore = create();
  auto slot_bytes = encode_head_slot({2, LogId{Uuid::from_words(1, 2)}, 1, {}});
  slot_bytes[7] = 2;
  slot_bytes.resize(4092);
  overwrite(slot(2), slot_bytes + rows::le32(crc32c(slot_bytes)));
  EXPECT_THAT(HeadFile::open(files, path), FailsWith(ErrorCode::upgrade_needed));
}

TEST_F(HeadFileTest, AFailedWriteIsSaid) {
  const auto head = create();
  files.break_writes("HEAD", {ErrorCode::storage_full, "", {}});
  EXPECT_THAT(head->write(heads(1)), FailsWith(ErrorCode::storage_full));
  EXPECT_TRUE(head->present().heads.empty());
}

}  // namespace
}  // namespace chauban::storage

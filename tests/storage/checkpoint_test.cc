// SPDX-License-Identifier: GPL-3.0-or-later
// Signed notes and checkpoints as C2SP writes them, and the folder they are kept in.
#include "storage/checkpoint.h"

#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"

#include <fstream>

namespace chauban::storage {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

const SigningKey kKey(Bytes(32, 'k'));
const SigningKey kOtherKey(Bytes(32, 'o'));

Checkpoint checkpoint(std::uint64_t size, std::uint32_t generation = 1) {
  return {{"xa.example/chauban/L", {1}, generation}, size, sha256("root " + std::to_string(size))};
}

// The example of c2sp.org/signed-note.
TEST(SignedNote, BelievesWhatAnotherProgramSigned) {
  const auto key = VerifierKey::parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
  ASSERT_TRUE(key);
  const auto note = parse_note(
      "This is an example message.\n\n— example.com/foo "
      "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n");
  ASSERT_TRUE(note);
  EXPECT_TRUE(note->is_signed_by(*key));
}

// The example of the Go package golang.org/x/mod/sumdb/note, whose key is public.
TEST(SignedNote, SignsAsAnotherProgramDoes) {
  const auto seed = from_base64("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")->substr(1);
  const std::string text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  EXPECT_EQ(SigningKey(seed).sign(text, "PeterNeumann"),
            text +
                "\n— PeterNeumann "
                "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n");
  EXPECT_EQ(to_hex(SigningKey(seed).verifier("PeterNeumann").id()), "c74f20a3");
}

TEST(SignedNote, GoesThereAndBack) {
  const auto key = kKey.verifier("xa.example");
  const auto note = parse_note(kKey.sign("one\ntwo\n", "xa.example"));
  ASSERT_TRUE(note);
  EXPECT_EQ(note->text, "one\ntwo\n");
  EXPECT_TRUE(note->is_signed_by(key));
  EXPECT_EQ(VerifierKey::parse(key.str()), key);
}

TEST(SignedNote, IsNotBelievedWhenTextKeyOrNameDiffer) {
  const auto signed_text = kKey.sign("one\n", "xa.example");
  auto changed = signed_text;
  changed[0] = 'O';
  EXPECT_FALSE(parse_note(changed)->is_signed_by(kKey.verifier("xa.example")));
  EXPECT_FALSE(parse_note(signed_text)->is_signed_by(kOtherKey.verifier("xa.example")));
  EXPECT_FALSE(parse_note(signed_text)->is_signed_by(kKey.verifier("other.example")));
}

TEST(SignedNote, AnythingElseIsNoNote) {
  const auto whole = kKey.sign("one\n", "xa.example");
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(parse_note(whole.substr(0, size))) << size;
  EXPECT_FALSE(parse_note("one\n\n— xa.example !!!\n"));
  EXPECT_FALSE(VerifierKey::parse("xa.example+00000000+" + to_base64(Bytes(1, '\1') + Bytes(32, 'p'))));
}

TEST(CheckpointTest, HasTheThreeLinesOfC2spTlogCheckpoint) {
  const auto text = checkpoint(20852163).text();
  EXPECT_EQ(text, "xa.example/chauban/L/p1/g1\n20852163\n" + to_base64(sha256("root 20852163").view()) + "\n");
  EXPECT_EQ(Checkpoint::parse(text), checkpoint(20852163));
  EXPECT_FALSE(Checkpoint::parse(text + "more\n"));
  EXPECT_FALSE(Checkpoint::parse("xa.example/chauban/L/p1/g1\n020\n" + to_base64(sha256("").view()) + "\n"));
}

TEST(CheckpointTest, IsSignedUnderItsOriginByTheKeyOfItsLog) {
  const auto read = read_checkpoints(sign_checkpoint(kKey, checkpoint(7)) + "\n");
  ASSERT_EQ(read.checkpoints.size(), 1U);
  EXPECT_EQ(read.checkpoints[0].note.signatures[0].name, "xa.example/chauban/L/p1/g1");
  EXPECT_TRUE(read.checkpoints[0].is_signed_by(kKey.verifier("xa.example/chauban/L")));
  EXPECT_FALSE(read.checkpoints[0].is_signed_by(kOtherKey.verifier("xa.example/chauban/L")));
  EXPECT_FALSE(read.checkpoints[0].is_signed_by(kKey.verifier("xa.example/chauban/M")));
}

class CheckpointFolderTest : public testing::Test {
 protected:
  void add(std::uint64_t size, const std::string& day) {
    ASSERT_THAT(kept.add(checkpoint(size), sign_checkpoint(kKey, checkpoint(size)), day), Succeeds());
  }
  std::vector<std::uint64_t> sizes() {
    std::vector<std::uint64_t> found;
    const auto all = kept.all().value();
    for (const auto& one : all.checkpoints) found.push_back(one.checkpoint.size);
    return found;
  }
  [[nodiscard]] fs::path file(const char* day) const { return folder / "checkpoints" / "p1" / "g1" / day; }

  TemporaryFolder folder;
  PosixFileSystem files;
  CheckpointFolder kept{folder / "checkpoints", files};
};

TEST_F(CheckpointFolderTest, KeepsThemInOrderAndKnowsTheNewest) {
  add(10, "2026-11-24");
  add(20, "2026-11-25");
  add(30, "2026-11-25");
  EXPECT_THAT(sizes(), ElementsAre(10, 20, 30));
  EXPECT_EQ(kept.newest({1}, 1).value()->checkpoint.size, 30U);
  EXPECT_FALSE(kept.newest({1}, 2).value());
  EXPECT_FALSE(kept.newest({0}, 1).value());
}

TEST_F(CheckpointFolderTest, TheNewestIsTheLargestWhateverDayAClockThatWasAheadGaveToAnEarlierOne) {
  add(10, "2026-11-24");
  add(20, "2027-11-24");
  add(30, "2026-11-25");
  EXPECT_EQ(kept.newest({1}, 1).value()->checkpoint.size, 30U);
}

TEST_F(CheckpointFolderTest, ATornTailGoesWhenTheNextIsAdded) {
  add(10, "2026-11-25");
  add(20, "2026-11-25");
  fs::resize_file(file("2026-11-25"), fs::file_size(file("2026-11-25")) - 40);
  EXPECT_THAT(sizes(), ElementsAre(10));
  EXPECT_THAT(kept.all().value().damaged, IsEmpty());
  add(30, "2026-11-25");
  EXPECT_THAT(sizes(), ElementsAre(10, 30));
}

TEST_F(CheckpointFolderTest, ADamagedNoteIsNamedAndTheOthersAreKept) {
  for (const std::uint64_t size : {10U, 20U, 30U}) add(size, "2026-11-25");
  std::fstream spoilt(file("2026-11-25"), std::ios::in | std::ios::out | std::ios::binary);
  spoilt.seekp(static_cast<std::streamoff>(fs::file_size(file("2026-11-25")) / 3 + 35));
  spoilt.put('\x7f');
  spoilt.close();
  EXPECT_THAT(sizes(), ElementsAre(10, 30));
  EXPECT_THAT(kept.all().value().damaged, ElementsAre("p1/g1/2026-11-25"));
  add(40, "2026-11-25");
  EXPECT_THAT(sizes(), ElementsAre(10, 30, 40));
}

TEST_F(CheckpointFolderTest, OfOldDaysTheLastStays) {
  for (const std::uint64_t size : {10U, 20U, 30U}) add(size, "2026-10-01");
  for (const std::uint64_t size : {40U, 50U}) add(size, "2026-11-25");
  ASSERT_THAT(kept.thin("2026-10-26"), Succeeds());
  EXPECT_THAT(sizes(), ElementsAre(30, 40, 50));
  EXPECT_TRUE(kept.all().value().checkpoints[0].is_signed_by(kKey.verifier("xa.example/chauban/L")));
  ASSERT_THAT(kept.thin("2026-10-26"), Succeeds());
  EXPECT_THAT(sizes(), ElementsAre(30, 40, 50));
}

TEST_F(CheckpointFolderTest, TheKeyLiesBesideThem) {
  ASSERT_THAT(kept.set_trust(kKey.verifier("a")), Succeeds());
  ASSERT_THAT(kept.set_trust(kKey.verifier("a")), Succeeds());
  ASSERT_THAT(kept.set_trust(kOtherKey.verifier("a")), Succeeds());
  EXPECT_THAT(kept.trust().value(), ElementsAre(kKey.verifier("a"), kOtherKey.verifier("a")));
}

}  // namespace
}  // namespace chauban::storage

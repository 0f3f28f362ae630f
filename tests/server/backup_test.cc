// SPDX-License-Identifier: GPL-3.0-or-later
// Backup and restore over a real folder: same root, incremental, and nothing that is not as it was signed comes back.
#include "server/backup/copy_in.h"
#include "server/backup/copy_out.h"
#include "server/store.h"
#include "storage/embedded/embedded_log.h"
#include "storage/key_value.h"
#include "storage/new_generation.h"
#include "storage/state_rows.h"
#include "tests/server/small_archive.h"
#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_clock.h"

#include <fstream>

namespace chauban::server {
namespace {

namespace fs = std::filesystem;
using storage::Finding;
using testing::Contains;
using testing::IsEmpty;

MATCHER_P(Says, what, "") { return arg.what == what; }

class BackupTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    played_ = std::make_unique<TemporaryFolder>();
    ASSERT_TRUE(play_small_archive(*played_ / "data", 10));
  }
  static void TearDownTestSuite() { played_.reset(); }

  BackupTest() {
    fs::copy(*played_ / "data", data, fs::copy_options::recursive);
    store_ = Store::open({.data = data}, clock, ids).value();
    EXPECT_THAT(store_->start([](storage::Position) {}), Succeeds());
    signer_.emplace(LogSigner::open(store_->keys(), store_->log().id(), "xa.example").value());
    checkpoints_ = Checkpoints::open(
                       {store_->state(), *signer_, checkpoint_folder_, clock, {kPartitions.begin(), kPartitions.end()}})
                       .value();
    backups_ =
        Backups::open({store_->log(), store_->keys(), *signer_, *checkpoints_, clock, ids, data / "backup"}).value();
  }

  [[nodiscard]] storage::Report report() {
    return [this](Finding finding) { found.push_back(std::move(finding)); };
  }
  std::unique_ptr<BackupFolder> target() { return BackupFolder::open(folder / "backups", files).value(); }

  /// As `chauban backup` does it.
  Result<CopiedOut> back_up() {
    const auto to = target();
    clock.advance(std::chrono::seconds(1));  // their names are in order of time
    CHAUBAN_TRY(const auto frozen, backups_->begin(false));
    auto copied =
        copy_out({data, frozen.folder, frozen.id, store_->log().id(), frozen.at, "test"}, *to, files, report());
    if (copied) {
      const auto bytes = copied->manifest.encode();
      CHAUBAN_TRY(const auto note, backups_->sign(frozen.id, sha256(bytes)));
      CHAUBAN_CHECK(to->write(copied->manifest, bytes, note));
    }
    CHAUBAN_CHECK(backups_->end(frozen.id));
    return copied;
  }
  Result<Backups::Frozen> begin() { return backups_->begin(false); }
  [[nodiscard]] std::optional<Timestamp> newest_after_restart() {
    const Backups::Parts parts{store_->log(), store_->keys(), *signer_, *checkpoints_, clock, ids, data / "backup"};
    return Backups::open(parts).value()->last();
  }
  Result<Restored> restore() {
    const auto from = target();
    CHAUBAN_TRY(const auto backup, from->find(""));
    CHAUBAN_CHECK(backup.check_signature({signer_->key()}));
    return copy_in(backup, *from, restored(), {.data = {}, .trust = {signer_->key()}, .kept = kept, .onlooker = {}},
                   files, report());
  }
  [[nodiscard]] fs::path restored() const { return folder / "restored"; }
  [[nodiscard]] Digest root() { return store_->state().log_state({1}).tree.root(); }
  /// One more event.
  void work() {
    const auto agency = AgencyId{store_->directory().snapshot()->units().begin()->first.value};
    const auto content = store_->blobs().put("%PDF " + std::to_string(++worked_)).value();
    const file::StoreFile command{FileId{ids.random()}, agency, content.digest, 6, "application/pdf", "x.pdf"};
    CommandMeta meta;
    meta.actor.account = system_account("test");
    meta.key_scope = "test";
    meta.idempotency_key = std::to_string(worked_);
    ASSERT_THAT(store_->bus().submit(command, meta), Succeeds());
  }
  static Digest head_of(const BackupManifest& manifest) {
    for (const auto& file : manifest.files) {
      if (file.path == "HEAD") return file.content;
    }
    return {};
  }
  [[nodiscard]] fs::path object(const Digest& content) { return target()->objects().path_of({content}); }
  static void spoil(const fs::path& path) {
    std::fstream(path, std::ios::in | std::ios::out | std::ios::binary).put('\x7f');
  }

  static std::unique_ptr<TemporaryFolder> played_;
  TemporaryFolder folder;
  fs::path data = folder / "data";
  TestClock clock{SystemClock().now()};
  SystemIds ids;
  storage::PosixFileSystem files;
  std::vector<Finding> found;
  std::vector<storage::SignedCheckpoint> kept;

 private:
  std::unique_ptr<Store> store_;
  std::optional<LogSigner> signer_;
  storage::CheckpointFolder checkpoint_folder_{data / "blobs" / "checkpoints", files};
  std::unique_ptr<Checkpoints> checkpoints_;
  std::unique_ptr<Backups> backups_;
  int worked_ = 0;
};
std::unique_ptr<TemporaryFolder> BackupTest::played_;

TEST_F(BackupTest, WhatIsRestoredHasTheSameRootAndEveryBlob) {
  const auto copied = back_up();
  ASSERT_THAT(copied, Succeeds());
  EXPECT_EQ(copied->new_blobs, copied->manifest.blobs);
  const auto back = restore();
  ASSERT_THAT(back, Succeeds());
  EXPECT_THAT(found, IsEmpty());
  EXPECT_THAT(back->missing, IsEmpty());
  EXPECT_EQ(back->facts.partitions.at({1}).state.tree.root(), root());
  EXPECT_EQ(back->facts.blobs.checked, copied->manifest.blobs);
  EXPECT_GE(back->facts.checkpoints.at({1}).matched, 1U);
}

TEST_F(BackupTest, OnlyWhatIsNewIsCopiedAndEachBackupStays) {
  ASSERT_THAT(back_up(), Succeeds());
  const auto before = root();
  work();
  const auto second = back_up();
  ASSERT_THAT(second, Succeeds());
  EXPECT_EQ(second->new_blobs, 1U);
  EXPECT_NE(root(), before);
  EXPECT_EQ(target()->names().value().size(), 2U);
  const auto back = restore();
  ASSERT_THAT(back, Succeeds());
  EXPECT_EQ(back->facts.partitions.at({1}).state.tree.root(), root());
}

TEST_F(BackupTest, ABlobThatIsMissingIsToldAndTheBackupMadeNevertheless) {
  storage::BlobId lost;
  const auto source = storage::DirectoryBlobs::look_at(data / "blobs", files);
  ASSERT_THAT(source->each([&lost](const auto& entry) { return lost = entry.id, false; }), Succeeds());
  fs::remove(source->path_of(lost));
  const auto copied = back_up();
  ASSERT_THAT(copied, Succeeds());
  EXPECT_THAT(copied->manifest.incomplete, testing::ElementsAre(lost));
  EXPECT_THAT(found, Contains(Says("found_blob_missing")));
  EXPECT_THAT(restore()->missing, testing::ElementsAre(lost));
}

TEST_F(BackupTest, AnObjectThatIsDamagedDoesNotComeBack) {
  const auto copied = back_up();
  ASSERT_THAT(copied, Succeeds());
  for (const auto& file : copied->manifest.files) {
    if (file.path.ends_with(".sst")) spoil(object(file.content));
  }
  EXPECT_THAT(restore(), FailsWith(ErrorCode::record_damaged, "backup_file_damaged"));
  EXPECT_EQ(RestoreMark(restored()).stage(), RestoreMark::Stage::copying);
  SystemClock now;
  EXPECT_THAT(Store::open({.data = restored()}, now, ids), FailsWith(ErrorCode::maintenance, "restore_unfinished"));
}

TEST_F(BackupTest, AListThatWasChangedIsNotBelieved) {
  ASSERT_THAT(back_up(), Succeeds());
  const auto list = folder / "backups" / "backups" / target()->names()->front() / "manifest.json";
  std::fstream file(list, std::ios::in | std::ios::out);
  std::string text((std::istreambuf_iterator<char>(file)), {});
  text.replace(text.find("\"software\":\"test\""), 17, "\"software\":\"tost\"");
  file.seekp(0);
  file << text;
  file.close();
  EXPECT_THAT(restore(), FailsWith(ErrorCode::record_damaged, "backup_not_signed"));
}

TEST_F(BackupTest, WhatSomebodyWhoWasKilledLeftBehindGoesAfterADay) {
  const auto first = begin();
  ASSERT_THAT(first, Succeeds());
  for (std::size_t i = 1; i < Backups::kAtOnce; ++i) ASSERT_THAT(begin(), Succeeds());
  EXPECT_THAT(begin(), FailsWith(ErrorCode::overloaded, "backups_under_way"));
  clock.advance(std::chrono::hours(25));
  EXPECT_THAT(begin(), Succeeds());
  EXPECT_FALSE(fs::exists(first->folder));
}

TEST_F(BackupTest, AFolderThatIsNotEmptyIsLeftAlone) {
  ASSERT_THAT(back_up(), Succeeds());
  fs::create_directories(restored());
  std::ofstream(restored() / "mine") << "mine";
  EXPECT_THAT(restore(), FailsWith(ErrorCode::usage, "folder_not_empty"));
  EXPECT_EQ(std::distance(fs::directory_iterator(restored()), {}), 1);
}

TEST_F(BackupTest, OldBackupsGoWithWhatOnlyTheyHoldAndTheRestCanBeRestored) {
  ASSERT_THAT(back_up(), Succeeds());
  const auto first = target()->find("")->manifest;
  work();
  ASSERT_THAT(back_up(), Succeeds());
  work();
  const auto third = back_up();
  ASSERT_THAT(third, Succeeds());
  ASSERT_THAT(thin_out(*target(), *third, 2), Succeeds());
  EXPECT_EQ(target()->names()->size(), 2U);
  EXPECT_FALSE(fs::exists(object(head_of(first))));
  const auto back = restore();
  ASSERT_THAT(back, Succeeds());
  EXPECT_THAT(back->missing, IsEmpty());
  EXPECT_EQ(back->facts.partitions.at({1}).state.tree.root(), root());
}

TEST_F(BackupTest, NothingIsRemovedBesideBackupsThatAreNotOfThisVeryLog) {
  ASSERT_THAT(back_up(), Succeeds());
  const auto first_head = head_of(target()->find("")->manifest);
  work();
  auto second = back_up();
  ASSERT_THAT(second, Succeeds());
  second->named.clear();  // what the sweep would take for nobody's
  second->manifest.partitions[1].generation = 2;
  ASSERT_THAT(thin_out(*target(), *second, 1), Succeeds());
  EXPECT_TRUE(fs::exists(object(first_head)));
  EXPECT_THAT(restore()->missing, IsEmpty());
}

TEST_F(BackupTest, ANewerCheckpointSaysWhatTheBackupLacks) {
  ASSERT_THAT(back_up(), Succeeds());
  work();
  ASSERT_THAT(back_up(), Succeeds());  // signs what is newer
  kept.push_back(*storage::CheckpointFolder(data / "blobs" / "checkpoints", files).newest({1}, 1).value());
  const auto newest = target()->names()->back();
  ASSERT_THAT(target()->forget(newest), Succeeds());
  ASSERT_THAT(restore(), Succeeds());
  EXPECT_THAT(found, testing::ElementsAre(Says("found_checkpoint_differs")));
}

TEST_F(BackupTest, ServesOnlyOnceSomebodyHasConfirmed) {
  ASSERT_THAT(back_up(), Succeeds());
  ASSERT_THAT(restore(), Succeeds());
  const RestoreMark mark(restored());
  EXPECT_THAT(mark.confirm(files), FailsWith(ErrorCode::state_conflict, "restore_unfinished"));
  ASSERT_THAT(mark.set(files, RestoreMark::Stage::unconfirmed), Succeeds());
  EXPECT_THAT(Store::open({.data = restored()}, clock, ids), FailsWith(ErrorCode::maintenance, "restore_unconfirmed"));
  ASSERT_THAT(mark.confirm(files), Succeeds());
  EXPECT_THAT(Store::open({.data = restored()}, clock, ids), Succeeds());
}

TEST_F(BackupTest, ARestoredLogGoesOnAsANewGenerationWithTheSameRoot) {
  ASSERT_THAT(back_up(), Succeeds());
  const auto back = restore();
  ASSERT_THAT(back, Succeeds());
  auto state = back->facts.partitions.at({1}).state;
  {
    storage::EmbeddedLog::Options options;
    options.data = restored();
    options.files = &files;
    options.ids = &ids;
    const auto log = storage::EmbeddedLog::open(options).value();
    ASSERT_THAT(storage::begin_generation(*log, state, "restored", clock, ids), Succeeds());
  }
  ASSERT_THAT(RestoreMark(restored()).set(files, RestoreMark::Stage::unconfirmed), Succeeds());
  ASSERT_THAT(RestoreMark(restored()).confirm(files), Succeeds());
  auto store = Store::open({.data = restored()}, clock, ids).value();
  ASSERT_THAT(store->start([](storage::Position) {}), Succeeds());
  const auto now = store->state().log_state({1});
  EXPECT_EQ(now.generation, 2U);
  const std::vector<storage::HandedOn> handed_on{{2, now.next_pos()}};
  EXPECT_EQ(now.handed_on, handed_on);
  EXPECT_EQ(now.tree.root(), root());
  store.reset();
  store = Store::open({.data = restored()}, clock, ids).value();
  EXPECT_EQ(store->state().standing({1}).generation, 2U);
  EXPECT_EQ(store->state().standing({1}).handed_on, handed_on);

  store.reset();
  {
    const auto rows = storage::KeyValueStore::open(restored() / "state", {.must_exist = true, .families = {}}).value();
    storage::KeyValueBatch batch;
    batch.erase(rows->family("meta"), storage::rows::handed_on_key({1}, 2));
    ASSERT_THAT(rows->write(std::move(batch)), Succeeds());
  }
  store = Store::open({.data = restored()}, clock, ids).value();
  ASSERT_THAT(store->start([](storage::Position) {}), Succeeds());
  EXPECT_EQ(store->state().standing({1}).handed_on, handed_on) << "a state without them is built anew";
}

TEST_F(BackupTest, KnowsAfterARestartHowOldTheNewestIs) {
  EXPECT_FALSE(newest_after_restart());
  const auto before = clock.now();
  ASSERT_THAT(back_up(), Succeeds());

  const auto known = newest_after_restart();

  ASSERT_TRUE(known);
  EXPECT_GE(*known, std::chrono::floor<std::chrono::seconds>(before));
  EXPECT_LE(*known, clock.now());
}

TEST_F(BackupTest, CopiesOfKeysGoAfterAMonth) {
  std::ofstream(folder / "key") << "secret";
  const auto keys = BackupFolder::open(folder / "keys", files).value();
  const auto old = clock.now() - std::chrono::days(31);
  for (const auto at : {old, clock.now()}) {
    BackupManifest manifest;
    manifest.id = BackupId{ids.random()};
    manifest.at = at;
    std::ofstream(folder / "key", std::ios::app) << "more";
    manifest.files.push_back(keys->put(folder / "key", "keys/CURRENT").value());
    ASSERT_THAT(keys->write(manifest, manifest.encode(), "note"), Succeeds());
  }
  ASSERT_THAT(forget_keys_before(*keys, clock.now() - std::chrono::days(30)), Succeeds());
  ASSERT_EQ(keys->names()->size(), 1U);
  std::uint64_t objects = 0;
  ASSERT_THAT(keys->objects().each([&objects](const auto&) { return ++objects > 0; }), Succeeds());
  EXPECT_EQ(objects, 1U);
}

TEST(BackupManifestTest, PathsStayBelowTheDataFolder) {
  BackupManifest manifest;
  manifest.files.push_back({"log/000001.sst", 5, sha256("x")});
  EXPECT_EQ(BackupManifest::decode(manifest.encode()).value(), manifest);
  for (const char* path : {"../outside", "/etc/passwd", "log/../../outside", ""}) {
    manifest.files[0].path = path;
    EXPECT_THAT(BackupManifest::decode(manifest.encode()), FailsWith(ErrorCode::record_damaged)) << path;
  }
}

}  // namespace
}  // namespace chauban::server

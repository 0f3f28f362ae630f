// SPDX-License-Identifier: GPL-3.0-or-later
// Each kind of damage to a log, its HEAD, a state, a blob: found, and named by where it is.
#include "storage/check/blob_check.h"
#include "storage/check/log_check.h"
#include "storage/check/state_check.h"
#include "storage/embedded/embedded_log.h"
#include "storage/embedded/log_rows.h"
#include "storage/state.h"
#include "storage/state_rows.h"
#include "storage/view_store.h"
#include "tests/support/append.h"
#include "tests/support/matchers.h"
#include "tests/support/record_script.h"
#include "tests/support/spoil.h"
#include "tests/support/temporary_folder.h"

#include <fstream>

namespace chauban::storage {

void PrintTo(const Finding& finding, std::ostream* out) {
  *out << finding.what;
  for (const auto& [name, value] : finding.where) *out << " " << name << "=" << value;
}

namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;

constexpr PartitionId kOne{1};

MATCHER_P(Says, what, "") { return arg.what == what; }
MATCHER_P3(SaysOf, what, name, value, "") {
  const auto found = arg.where.find(name);
  return arg.what == what && found != arg.where.end() && found->second == value;
}

/// A log of 60 data records, its state with one view, closed.
class CheckTest : public testing::Test {
 protected:
  CheckTest() {
    script.begin();
    for (std::uint64_t i = 0; i < 60; ++i) {
      auto record = script.data(3);  // each a document's whole history
      record.body = Events{{sample_envelope(3 * i), sample_envelope(3 * i + 1), sample_envelope(3 * i + 2)}};
      EXPECT_TRUE(script.put(record).is_valid());
    }
    fill();
  }

  void fill() {
    const auto log = EmbeddedLog::open(log_options()).value();
    RecordScript again;
    for (const auto& bytes : script.records()) {
      again.put_bytes(bytes);
      const auto head = again.state().head();
      ASSERT_THAT(append_now(*log, kOne, bytes, head), Succeeds());
    }
    const auto state = State::open({.folder = data / "state"}, *log).value();
    for (std::size_t at = 0; at < script.records().size(); ++at) {
      ASSERT_THAT(state->apply(kOne, Offset{at}, script.records()[at], std::span<const EntityWrite>()), Succeeds());
    }
    auto view = ViewStore(*state).open_view("inbox", 1).value();
    auto batch = view.batch();
    for (int i = 0; i < 50; ++i) batch.put("row " + std::to_string(i), "value");
    ASSERT_THAT(batch.commit({kOne, 180}), Succeeds());
    ASSERT_THAT(state->close(), Succeeds());
  }
  EmbeddedLog::Options log_options() {
    EmbeddedLog::Options options;
    options.data = data;
    options.files = &files;
    options.ids = &ids;
    options.min_free_bytes = 0;
    options.min_free_share = 0;
    return options;
  }
  /// Changes rows of a store as somebody would who knows its format: all checksums are right afterwards.
  void edit(const char* store, const std::function<void(KeyValueStore&)>& work) {
    using Use = KeyValueOptions::Use;
    const auto use = store == std::string_view("log") ? Use::log : Use::state;
    const auto open =
        KeyValueStore::open(data / store, {.use = use, .sync = true, .must_exist = true, .families = {}}).value();
    work(*open);
    ASSERT_THAT(open->flush(), Succeeds());
  }
  void put(const char* store, const char* family, const Bytes& key, const Bytes& value) {
    edit(store, [&](KeyValueStore& open) {
      KeyValueBatch batch;
      batch.put(open.family(family), key, value);
      ASSERT_THAT(open.write(std::move(batch)), Succeeds());
    });
  }
  void erase(const char* store, const char* family, const Bytes& key) {
    edit(store, [&](KeyValueStore& open) {
      KeyValueBatch batch;
      batch.erase(open.family(family), key);
      ASSERT_THAT(open.write(std::move(batch)), Succeeds());
    });
  }
  [[nodiscard]] std::vector<fs::path> files_of(const char* store, std::string_view extension) const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(data / store)) {
      if (entry.path().extension() == extension && fs::file_size(entry) > 0) found.push_back(entry.path());
    }
    return found;
  }

  std::vector<Finding> check() {
    std::vector<Finding> found;
    const auto report = [&found](Finding finding) { found.push_back(std::move(finding)); };
    const auto log = StoppedLog::open(files, data);
    if (!log) {
      found.push_back({Place::log, "does not open", {}});
      return found;
    }
    check_log_files(**log, report);
    StateCheck state(data / "state", report);
    for (const auto partition : (*log)->partitions()) {
      facts = check_partition(**log, partition, report, [&](const Judged& judged) { state.follow(judged); });
    }
    state.finish();
    return found;
  }

  RecordScript script;
  TemporaryFolder folder;
  fs::path data = folder / "data";
  PosixFileSystem files;
  SeededIds ids{5};
  PartitionFacts facts;
};

TEST_F(CheckTest, NothingIsFoundInWhatIsSoundAndNothingIsChanged) {
  const auto before = fs::last_write_time(data / "log");
  EXPECT_THAT(check(), IsEmpty());
  EXPECT_EQ(facts.state, script.state());
  EXPECT_TRUE(facts.whole);
  EXPECT_EQ(fs::last_write_time(data / "log"), before);
}

TEST_F(CheckTest, AFlippedBitInTheWriteAheadFileIsFoundAndWhereTheLogNowEnds) {
  const auto wal = files_of("log", ".log");
  ASSERT_EQ(wal.size(), 1U);
  spoil(wal[0], fs::file_size(wal[0]) / 2);

  const auto found = check();
  EXPECT_THAT(found, Contains(Says("found_log_tail_damaged")));
  EXPECT_THAT(found, Contains(SaysOf("found_log_short", "head", "62")));
  EXPECT_FALSE(facts.whole);
}

TEST_F(CheckTest, AFlippedBitInATableOfTheLogIsFoundWithTheFileAndTheRecord) {
  edit("log", [](KeyValueStore&) {});  // a flush
  const auto tables = files_of("log", ".sst");
  ASSERT_EQ(tables.size(), 1U);
  spoil(tables[0], 2000);

  const auto found = check();
  EXPECT_THAT(found, Contains(SaysOf("found_log_file_damaged", "file", tables[0].filename().string())));
  EXPECT_THAT(found, Contains(SaysOf("found_log_file_damaged", "from", "1/0")));
  EXPECT_THAT(found, Contains(SaysOf("found_record_unreadable", "offset", "0")));
}

TEST_F(CheckTest, ARecordThatWasTakenAwayIsFoundByItsPlace) {
  erase("log", "default", record_key(kOne, Offset{20}));
  EXPECT_THAT(check(), Contains(SaysOf("found_record_unreadable", "offset", "20")));
}

TEST_F(CheckTest, ARecordThatWasExchangedBreaksTheChainAtTheNext) {
  auto other = decode_record(script.records()[20]).value();
  other.idem_key = IdemKey{Uuid::from_words(1, 2)};
  put("log", "default", record_key(kOne, Offset{20}), encode_record(other));
  const auto found = check();
  EXPECT_THAT(found, Contains(SaysOf("found_record_void", "offset", "21")));
  EXPECT_THAT(found, Contains(SaysOf("found_record_void", "reason", "chain")));
}

TEST_F(CheckTest, ALastRecordThatWasExchangedDiffersFromHead) {
  const auto last = script.records().size() - 1;
  auto other = decode_record(script.records()[last]).value();
  other.idem_key = IdemKey{Uuid::from_words(1, 2)};
  put("log", "default", record_key(kOne, Offset{last}), encode_record(other));
  EXPECT_THAT(check(), Contains(SaysOf("found_root_differs", "offset", std::to_string(last))));
}

TEST_F(CheckTest, ATailThatIsGoneWithoutATraceIsMissedByHead) {
  erase("log", "default", record_key(kOne, Offset{script.records().size() - 1}));
  EXPECT_THAT(check(), Contains(SaysOf("found_log_short", "log", "61")));
}

TEST_F(CheckTest, ASpoiltSlotOfHeadIsNamedAndBothAreALoss) {
  ASSERT_TRUE(EmbeddedLog::open(log_options()));  // both slots are good after a start
  ASSERT_THAT(check(), IsEmpty());
  spoil(data / "HEAD", 50);
  EXPECT_THAT(check(), ElementsAre(SaysOf("found_head_slot_bad", "slot", "0")));
  spoil(data / "HEAD", HeadFile::kSlotBytes + 50);
  EXPECT_THAT(check(), ElementsAre(Says("found_head_lost")));
}

TEST_F(CheckTest, AFlippedBitInATableOfTheStateIsNamedWithItsFamily) {
  const auto tables = files_of("state", ".sst");
  ASSERT_FALSE(tables.empty());
  for (const auto& table : tables) spoil(table, 5);  // rows, not the pieces of a filter, which are read at opening
  const auto found = check();
  for (const auto& table : tables) {
    EXPECT_THAT(found, Contains(SaysOf("found_file_damaged", "file", table.filename().string())));
  }
  EXPECT_THAT(found, Contains(SaysOf("found_file_damaged", "family", "view:inbox@1")));
}

TEST_F(CheckTest, ARowOfTheStateThatIsNotOfTheLogIsNamed) {
  put("state", "events", rows::event_key(kOne, 30), rows::be64(12) + rows::be64(1) + script.records()[9]);
  EXPECT_THAT(check(), ElementsAre(SaysOf("found_row_differs", "pos", "30")));
}

TEST_F(CheckTest, ATreeWhoseRowsDoNotGiveTheRootIsNamed) {
  put("state", "tiles", rows::edge_key(kOne, 0, 178), Bytes(32, 'x'));
  EXPECT_THAT(check(), ElementsAre(SaysOf("found_row_differs", "family", "tiles")));
}

TEST_F(CheckTest, AHistoryWithAHoleIsNamed) {
  Bytes second;
  edit("state", [&](KeyValueStore& open) {
    auto cursor = open.walk(open.family("stream_ix"));
    cursor.seek_first();
    second = Bytes(cursor.key());
  });
  erase("state", "stream_ix", second);
  EXPECT_THAT(check(), Contains(testing::AnyOf(Says("found_history_broken"), Says("found_history_incomplete"))));
}

TEST_F(CheckTest, AViewWhoseRowsWereChangedIsNamed) {
  put("state", "view:inbox@1", Bytes(1, '\1') + "row 7", "another value");
  EXPECT_THAT(check(), ElementsAre(SaysOf("found_view_differs", "view", "inbox@1")));
}

TEST_F(CheckTest, AStateThatDoesNotOpenIsNamedAndTheLogStillChecked) {
  fs::resize_file(data / "state" / "CURRENT", 0);
  EXPECT_THAT(check(), Contains(Says("found_store_unreadable")));
  EXPECT_TRUE(facts.whole);
}

class BlobCheckTest : public testing::Test {
 protected:
  BlobCheckTest() {
    const auto blobs = DirectoryBlobs::open(root, files).value();
    for (std::uint64_t i = 0; i < 20; ++i) {
      named.push_back({blobs->put("content " + std::to_string(i)).value(), {kOne, i}});
    }
  }
  std::vector<Finding> check() {
    std::vector<Finding> found;
    const auto blobs = DirectoryBlobs::look_at(root, files);
    facts = check_blobs(*blobs, named, [&found](Finding finding) { found.push_back(std::move(finding)); }).value();
    return found;
  }
  [[nodiscard]] fs::path path_of(const NamedBlob& blob) {
    return DirectoryBlobs::look_at(root, files)->path_of(blob.id);
  }

  TemporaryFolder folder;
  fs::path root = folder / "blobs";
  PosixFileSystem files;
  std::vector<NamedBlob> named;
  BlobFacts facts;
};

TEST_F(BlobCheckTest, NothingIsFoundInWhatIsSound) {
  EXPECT_THAT(check(), IsEmpty());
  EXPECT_EQ(facts.checked, 20U);
  EXPECT_EQ(facts.orphans, 0U);
}

TEST_F(BlobCheckTest, AFlippedBitIsFoundWithTheNameAndTheEvent) {
  std::fstream(path_of(named[7]), std::ios::in | std::ios::out | std::ios::binary).put('C');
  EXPECT_THAT(check(), ElementsAre(Finding{Place::blobs,
                                           "found_blob_damaged",
                                           {{"blob", named[7].id.hex()}, {"partition", "1"}, {"pos", "7"}}}));
}

TEST_F(BlobCheckTest, WhatAnEventNamesAndIsNotThereIsFound) {
  fs::remove(path_of(named[3]));
  fs::remove(path_of(named[19]));
  const auto found = check();
  EXPECT_EQ(found.size(), 2U);
  EXPECT_THAT(found, Contains(SaysOf("found_blob_missing", "pos", "3")));
  EXPECT_THAT(found, Contains(SaysOf("found_blob_missing", "pos", "19")));
}

TEST_F(BlobCheckTest, OrphansAndRemainsAreCountedAndLeftAlone) {
  named.pop_back();
  std::ofstream(root / "incoming" / "7") << "half";
  std::ofstream(root / "note.txt") << "somebody's";
  EXPECT_THAT(check(), IsEmpty());
  EXPECT_EQ(facts.orphans, 1U);
  EXPECT_EQ(facts.orphan_bytes, 10U);
  EXPECT_EQ(facts.remains.broken_off, 1U);
  EXPECT_EQ(facts.remains.unknown, 1U);
  EXPECT_TRUE(fs::exists(root / "incoming" / "7"));
}

}  // namespace
}  // namespace chauban::storage

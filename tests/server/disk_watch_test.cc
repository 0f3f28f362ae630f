// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/processes/disk_watch.h"

#include "storage/noting_files.h"
#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"

namespace chauban::server {
namespace {

using testing::HasSubstr;

TEST(DiskWatch, says_of_each_part_what_it_says_itself_and_writes_a_line_when_that_changes) {
  Status first;
  DiskWatch watch({{"first", [&] { return first; }, {}}, {"second", [] { return Status(); }, {}}},
                  std::chrono::hours(1));
  watch.stop();  // the looks below are this thread's
  EXPECT_FALSE(watch.now()[0].refused);

  testing::internal::CaptureStderr();
  first = refuse(ErrorCode::storage_full);
  EXPECT_EQ(watch.now()[0].refused->code, ErrorCode::storage_full) << "also before the next look";
  EXPECT_FALSE(watch.now()[1].refused);
  watch.look();
  watch.look();
  const auto refused = testing::internal::GetCapturedStderr();
  testing::internal::CaptureStderr();
  first = {};
  watch.look();
  watch.look();
  const auto again = testing::internal::GetCapturedStderr();

  EXPECT_THAT(refused, HasSubstr("disk.refuses part=first"));
  EXPECT_EQ(refused.find("disk.refuses"), refused.rfind("disk.refuses")) << "once, not every second";
  EXPECT_THAT(again, HasSubstr("disk.takes_again part=first"));
  EXPECT_EQ(again.find("disk.takes_again"), again.rfind("disk.takes_again"));
}

TEST(DiskWatch, tends_every_part_at_every_look_also_after_one_that_could_not_be_helped) {
  int helpless = 0;
  int well = 0;
  const auto refuses = [] { return Status(refuse(ErrorCode::log_read_only)); };
  const auto counts = [](int& tended, Status outcome) {
    return [&tended, outcome] {
      ++tended;
      return outcome;
    };
  };
  DiskWatch watch(
      {{"helpless", refuses, counts(helpless, refuses())}, {"well", [] { return Status(); }, counts(well, {})}},
      std::chrono::hours(1));
  watch.stop();
  const int before = well;
  watch.look();
  EXPECT_EQ(well, before + 1);
  EXPECT_EQ(helpless, before + 1);
}

TEST(NotingFiles, remember_that_the_disk_was_full_until_it_takes_a_megabyte_again) {
  const TemporaryFolder folder;
  storage::NotingFiles files(folder.path());
  const auto file = files.open(folder / "file", storage::FileSystem::Mode::create_new).value();
  ASSERT_THAT(file->write_at(0, "a"), Succeeds());
  EXPECT_THAT(files.check(), Succeeds());
  EXPECT_THAT(files.open(folder / "none", storage::FileSystem::Mode::read), FailsWith(ErrorCode::not_found));
  EXPECT_THAT(files.check(), Succeeds()) << "that was not the disk's fault";

  // A file that lies on a full disk: /dev/full says so to whoever writes.
  const auto full = files.open("/dev/full", storage::FileSystem::Mode::write).value();
  EXPECT_THAT(full->write_at(0, "b"), FailsWith(ErrorCode::storage_full));
  EXPECT_THAT(files.check(), FailsWith(ErrorCode::storage_full));
  ASSERT_THAT(file->write_at(1, "c"), Succeeds());
  EXPECT_THAT(files.check(), FailsWith(ErrorCode::storage_full)) << "a byte is not enough to go by";
  EXPECT_THAT(files.tend(), Succeeds());
  EXPECT_THAT(files.check(), Succeeds());
  EXPECT_FALSE(std::filesystem::exists(folder / "probe-files"));
}

}  // namespace
}  // namespace chauban::server

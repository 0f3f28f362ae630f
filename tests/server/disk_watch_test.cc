// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/processes/disk_watch.h"

#include "storage/noting_files.h"
#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"

namespace chauban::server {
namespace {

using testing::ElementsAre;

TEST(DiskWatch, says_of_each_part_what_it_says_itself_and_tells_of_each_change_once) {
  Status first;
  Status second;
  std::vector<std::string> told;
  DiskWatch watch(
      {{"first", [&] { return first; }, {}}, {"second", [&] { return second; }, {}}},
      [&] { told.emplace_back(first ? "well" : "refused"); }, std::chrono::hours(1));
  watch.stop();  // the looks below are this thread's
  EXPECT_FALSE(watch.now()[0].refused);

  first = refuse(ErrorCode::storage_full);
  EXPECT_EQ(watch.now()[0].refused->code, ErrorCode::storage_full) << "also before the next look";
  EXPECT_FALSE(watch.now()[1].refused);
  watch.look();
  watch.look();
  first = {};
  watch.look();
  watch.look();

  EXPECT_THAT(told, ElementsAre("refused", "well"));
}

TEST(DiskWatch, tends_every_part_at_every_look_also_after_one_that_could_not_be_helped) {
  int tended = 0;
  const auto well = [] { return Status(); };
  DiskWatch watch({{"broken", [] { return Status(refuse(ErrorCode::log_read_only)); },
                    [] { return Status(refuse(ErrorCode::log_read_only)); }},
                   {"other", well,
                    [&]() -> Status {
                      ++tended;
                      return {};
                    }}},
                  {}, std::chrono::hours(1));
  watch.stop();
  const int before = tended;
  watch.look();
  EXPECT_EQ(tended, before + 1);
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

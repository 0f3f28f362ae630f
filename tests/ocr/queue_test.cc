// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/page_queue.h"

namespace chauban::ocr {
namespace {

PageTask task(std::uint8_t job, int page, Lane lane) {
  PageTask made;
  made.job.bytes[0] = job;
  made.page = page;
  made.lane = lane;
  return made;
}

TEST(PageQueue, LanesAreServedEightFourTwoOne) {
  PageQueue queue;
  for (int page = 0; page < 100; ++page) {
    for (const auto lane : {Lane::waiting, Lane::new_mail, Lane::batch, Lane::archive}) {
      queue.add(task(static_cast<std::uint8_t>(static_cast<int>(lane) + 1), page, lane));
    }
  }
  std::map<Lane, int> served;
  for (int turn = 0; turn < 30; ++turn) ++served[queue.next()->lane];
  EXPECT_EQ(served[Lane::waiting], 16);
  EXPECT_EQ(served[Lane::new_mail], 8);
  EXPECT_EQ(served[Lane::batch], 4);
  EXPECT_EQ(served[Lane::archive], 2);
}

TEST(PageQueue, ALetterOfOnePageNeverWaitsForAFileOfFiveHundred) {
  PageQueue queue;
  for (int page = 0; page < 500; ++page) queue.add(task(1, page, Lane::new_mail));
  queue.add(task(2, 0, Lane::new_mail));
  EXPECT_EQ(queue.next()->job, task(1, 0, Lane::new_mail).job);
  EXPECT_EQ(queue.next()->job, task(2, 0, Lane::new_mail).job);
  EXPECT_EQ(queue.next()->page, 1);
}

TEST(PageQueue, ALaneThatWasIdleHasNoCreditToSpend) {
  PageQueue queue;
  for (int page = 0; page < 40; ++page) queue.add(task(1, page, Lane::archive));
  for (int turn = 0; turn < 20; ++turn) ASSERT_EQ(queue.next()->lane, Lane::archive);
  for (int page = 0; page < 40; ++page) queue.add(task(2, page, Lane::waiting));
  int archive = 0;
  for (int turn = 0; turn < 9; ++turn) archive += queue.next()->lane == Lane::archive ? 1 : 0;
  EXPECT_EQ(archive, 1);
}

TEST(PageQueue, CancellingDropsOnlyThatJobsPages) {
  PageQueue queue;
  for (int page = 0; page < 3; ++page) queue.add(task(1, page, Lane::waiting));
  queue.add(task(2, 0, Lane::batch));
  EXPECT_EQ(queue.cancel(task(1, 0, Lane::waiting).job), 3U);
  EXPECT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue.next()->lane, Lane::batch);
  EXPECT_FALSE(queue.next().has_value());
}

TEST(PageQueue, KnowsHowManyPagesWaitInEachLane) {
  PageQueue queue;
  for (int page = 0; page < 3; ++page) queue.add(task(1, page, Lane::waiting));
  queue.add(task(2, 0, Lane::archive));
  queue.add(task(3, 0, Lane::archive));
  queue.next();
  EXPECT_EQ(queue.depths(), (std::array<std::size_t, 4>{2, 0, 0, 2}));
}

}  // namespace
}  // namespace chauban::ocr

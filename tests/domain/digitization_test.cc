// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/matchers.h"
#include "tests/support/memory_world.h"

namespace chauban {
namespace {

using namespace digitization;

const Actor kReader{system_account("digitization"), {}};

JobId job_of(Commune& c, int pages) {
  const JobId id{c.world.new_id()};
  EXPECT_THAT(c.world.run(CreateJob{id, c.stored_file(1), pages, Lane::mail, ""}, kReader), Succeeds());
  return id;
}
RecordPage page(JobId id, int number) {
  RecordPage command{id, {}};
  command.page.page = number;
  return command;
}

TEST(Digitization, is_complete_with_its_last_page) {
  Commune c;
  const auto id = job_of(c, 2);
  EXPECT_EQ(c.world.run(page(id, 1), kReader)->size(), 1u);
  EXPECT_TRUE(c.world.run(page(id, 1), kReader)->empty());
  EXPECT_EQ(c.world.run(RecordPageFailure{id, {2, "page_timeout", 2}}, kReader)->size(), 2u);
  EXPECT_EQ(c.world.job(id)->state.stage, Stage::completed);
  const auto again = c.run(RetryJob{id}, c.clerk);
  ASSERT_THAT(again, Succeeds());
  EXPECT_EQ(std::get<JobRetried>(std::get<digitization::Event>(again->front().event)).pages, std::vector<int>{2});
  EXPECT_EQ(c.world.run(page(id, 2), kReader)->size(), 2u);
}

TEST(Digitization, takes_results_from_our_own_reading_alone) {
  Commune c;
  const auto id = job_of(c, 1);
  EXPECT_THAT(c.run(page(id, 1), c.clerk), FailsWith(ErrorCode::forbidden));
  EXPECT_THAT(c.world.run(page(id, 2), kReader), FailsWith(ErrorCode::invalid_field));
  EXPECT_THAT(c.run(CancelJob{id, "Quét lại"}, c.officer), FailsWith(ErrorCode::forbidden));
  EXPECT_THAT(c.run(CancelJob{id, "Quét lại"}, c.clerk), Succeeds());
  EXPECT_THAT(c.world.run(page(id, 1), kReader), FailsWith(ErrorCode::state_conflict));
}

TEST(Digitization, fails_at_once_on_a_file_that_does_not_open) {
  Commune c;
  const JobId id{c.world.new_id()};
  const auto events = c.world.run(CreateJob{id, c.stored_file(1), 0, Lane::mail, "file_encrypted"}, kReader);
  ASSERT_THAT(events, Succeeds());
  EXPECT_EQ(events->size(), 2u);
  EXPECT_EQ(c.world.job(id)->state.stage, Stage::failed);
}

}  // namespace
}  // namespace chauban

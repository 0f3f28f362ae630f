// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/matchers.h"
#include "tests/support/memory_world.h"

namespace chauban {
namespace {

using namespace number_series;

TEST(SoD4, lets_no_one_approve_their_own_proposal) {
  Commune c;
  const auto id = c.registered();
  ASSERT_THAT(c.run(ProposeVoid{id, "Đăng ký nhầm"}, c.clerk), Succeeds());
  EXPECT_THAT(c.run(ApproveVoid{id}, c.clerk), FailsWith(ErrorCode::separation_of_duties, "SoD-4"));
  EXPECT_THAT(c.run(ApproveVoid{id}, c.second_clerk), FailsWith(ErrorCode::forbidden));
  EXPECT_THAT(c.run(ApproveVoid{id}, c.leader), Succeeds());
}

TEST(NumberVoid, keeps_the_row_and_never_gives_the_number_again) {
  Commune c;
  const auto id = c.registered();
  ASSERT_THAT(c.run(ProposeVoid{id, "Đăng ký nhầm"}, c.clerk), Succeeds());
  EXPECT_THAT(c.run(ProposeVoid{id, "Đăng ký nhầm"}, c.clerk), FailsWith(ErrorCode::already_acted));
  ASSERT_THAT(c.run(ApproveVoid{id}, c.leader), Succeeds());
  EXPECT_EQ(c.document(id).stage, incoming::Stage::voided);
  EXPECT_EQ(c.document(c.registered()).arrival_number, 2);
  const auto series = c.world.series(series_id(c.agency, "in", 2026))->state;
  EXPECT_EQ(series.assigned, 1);
  EXPECT_EQ(series.voided, 1);
}

TEST(NumberVoid, is_over_when_rejected_and_not_for_finished_documents) {
  Commune c;
  const auto id = c.registered();
  EXPECT_THAT(c.run(ApproveVoid{id}, c.leader), FailsWith(ErrorCode::state_conflict, "void_not_proposed"));
  ASSERT_THAT(c.run(ProposeVoid{id, "Nhầm"}, c.clerk), Succeeds());
  ASSERT_THAT(c.run(RejectVoid{id, "Văn bản đúng"}, c.leader), Succeeds());
  EXPECT_THAT(c.run(ApproveVoid{id}, c.leader), FailsWith(ErrorCode::state_conflict));
  Commune other;
  EXPECT_THAT(other.run(ProposeVoid{other.completed(), "Nhầm"}, other.clerk), FailsWith(ErrorCode::state_conflict));
}

TEST(NumberSeries, continues_a_paper_register) {
  Commune c;
  ASSERT_THAT(c.run(OpenSeries{c.agency, "in", 2026, 401, "sổ giấy"}, c.clerk), Succeeds());
  EXPECT_THAT(c.run(OpenSeries{c.agency, "in", 2026, 1, ""}, c.clerk), FailsWith(ErrorCode::state_conflict));
  EXPECT_EQ(c.document(c.registered()).arrival_number, 401);
}

}  // namespace
}  // namespace chauban

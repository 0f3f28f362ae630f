// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/matchers.h"
#include "tests/support/memory_world.h"

namespace chauban {
namespace {

using namespace std::chrono_literals;
using namespace dossier;

State state(const Commune& c, DossierId id) { return c.world.dossier(id)->state; }

TEST(Dossier, goes_from_the_plan_to_the_archive) {
  Commune c;
  const auto document = c.completed();
  const auto id = c.opened_dossier();
  EXPECT_EQ(state(c, id).file_code, "H57.30.12.2026.01.VP");
  const auto filed = c.run(incoming::FileIntoDossier{document, id}, c.officer);
  ASSERT_THAT(filed, Succeeds());
  ASSERT_EQ(filed->size(), 2u);
  EXPECT_EQ(c.document(document).stage, incoming::Stage::filed);
  const auto closed = c.run(CloseDossier{id, ""}, c.officer);
  ASSERT_THAT(closed, Succeeds());
  EXPECT_EQ(std::get<DossierClosed>(std::get<dossier::Event>(closed->front().event)).page_total, 3);
  ASSERT_THAT(c.run(OfferTransfer{id, ""}, c.officer), Succeeds());
  EXPECT_THAT(c.run(AcceptTransfer{id, ""}, c.officer), FailsWith(ErrorCode::forbidden));
  ASSERT_THAT(c.run(ReturnTransfer{id, {"Thiếu mục lục"}}, c.archivist), Succeeds());
  ASSERT_THAT(c.run(OfferTransfer{id, "Đã bổ sung"}, c.unit_head), Succeeds());
  ASSERT_THAT(c.run(AcceptTransfer{id, ""}, c.archivist), Succeeds());
  EXPECT_EQ(state(c, id).stage, Stage::archived);
  EXPECT_THAT(c.run(incoming::CorrectRegistration{document, Commune::letter("1/X-Y"), "x"}, c.clerk),
              FailsWith(ErrorCode::state_conflict));
}

TEST(Dossier, is_not_closed_empty_or_with_open_work) {
  Commune c;
  const auto id = c.opened_dossier();
  EXPECT_THAT(c.run(CloseDossier{id, ""}, c.officer), FailsWith(ErrorCode::state_conflict, "dossier_empty"));
  const auto document = c.completed();
  ASSERT_THAT(c.run(incoming::FileIntoDossier{document, id}, c.clerk), Succeeds());
  ASSERT_THAT(c.run(incoming::ReopenHandling{document, "Bổ sung"}, c.officer), Succeeds());
  const auto refused = c.run(CloseDossier{id, ""}, c.officer);
  EXPECT_THAT(refused, FailsWith(ErrorCode::state_conflict, "dossier_unfinished"));
  EXPECT_EQ(refused.error().details.at("documents"), document.str());
  ASSERT_THAT(c.run(incoming::CompleteHandling{document, "Xong", "", false}, c.officer), Succeeds());
  EXPECT_EQ(c.document(document).stage, incoming::Stage::filed);
  EXPECT_THAT(c.run(CloseDossier{id, ""}, c.officer), Succeeds());
}

TEST(Dossier, gives_each_code_once_and_only_from_the_plan) {
  Commune c;
  c.opened_dossier();
  OpenDossier again{DossierId{c.world.new_id()}, c.plan, "01.VP", "", {}, {}};
  EXPECT_THAT(c.run(again, c.officer), FailsWith(ErrorCode::state_conflict, "file_code_in_use"));
  again.notation = "99.VP";
  EXPECT_THAT(c.run(again, c.officer), FailsWith(ErrorCode::invalid_field, "notation_unknown"));
  again.notation = "03.KT";
  EXPECT_THAT(c.run(again, c.officer), FailsWith(ErrorCode::forbidden));
  again.notation = "02.VP";
  again.retention = Retention{20};
  EXPECT_THAT(c.run(again, c.officer), FailsWith(ErrorCode::invalid_field, "retention_too_short"));
  again.plan = FilePlanId{c.world.new_id()};
  EXPECT_THAT(c.run(again, c.officer), FailsWith(ErrorCode::not_found));
}

TEST(Dossier, takes_only_finished_documents_and_each_once) {
  Commune c;
  const auto id = c.opened_dossier();
  EXPECT_THAT(c.run(incoming::FileIntoDossier{c.in_handling(), id}, c.officer), FailsWith(ErrorCode::state_conflict));
  Commune other;
  const auto document = other.completed();
  const auto dossier = other.opened_dossier();
  EXPECT_THAT(other.run(incoming::FileIntoDossier{document, dossier}, other.second_officer),
              FailsWith(ErrorCode::forbidden));
  ASSERT_THAT(other.run(incoming::FileIntoDossier{document, dossier}, other.officer), Succeeds());
  EXPECT_THAT(other.run(incoming::FileIntoDossier{document, dossier}, other.officer),
              FailsWith(ErrorCode::already_acted));
  ASSERT_THAT(other.run(RemoveDocument{dossier, document, "Trùng"}, other.officer), Succeeds());
  EXPECT_EQ(other.document(document).stage, incoming::Stage::completed);
  EXPECT_TRUE(state(other, dossier).items.empty());
}

TEST(FilePlan, has_each_notation_once_under_a_heading) {
  Commune c;
  using file_plan::IssueFilePlan;
  EXPECT_THAT(c.run(IssueFilePlan{c.agency, 2026, {{"", "A", {}, {}, ""}}, ""}, c.leader),
              FailsWith(ErrorCode::state_conflict));
  EXPECT_THAT(c.run(IssueFilePlan{c.agency, 2027, {{"01", "A", {}, {}, ""}}, ""}, c.leader),
              FailsWith(ErrorCode::invalid_field, "heading_missing"));
  EXPECT_THAT(c.run(file_plan::AmendPlan{c.plan, {{"01.VP", "A", {}, {}, ""}}, ""}, c.leader),
              FailsWith(ErrorCode::invalid_field, "notation_twice"));
  EXPECT_THAT(c.run(file_plan::AmendPlan{c.plan, {{"04.VP", "A", {}, {}, ""}}, ""}, c.leader), Succeeds());
  EXPECT_THAT(c.run(file_plan::AmendPlan{c.plan, {{"05.VP", "A", {}, {}, ""}}, ""}, c.officer),
              FailsWith(ErrorCode::forbidden));
}

}  // namespace
}  // namespace chauban

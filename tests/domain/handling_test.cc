// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/matchers.h"
#include "tests/support/memory_world.h"

namespace chauban {
namespace {

using namespace std::chrono_literals;
using namespace incoming;
using testing::ElementsAre;

std::vector<std::string> names(const std::vector<NewEvent>& events) {
  std::vector<std::string> out;
  for (const auto& e : events) out.emplace_back(event_name(e.event));
  return out;
}
GiveDirection to_office(const Commune& c, DocumentId id) { return {id, "Giải quyết", {{c.office, {}}}, {}, {}, 5}; }

TEST(IncomingR23, lets_nobody_direct_what_is_not_registered) {
  Commune c;
  const auto id = c.arrived();
  EXPECT_THAT(c.run(SubmitToLeader{id, c.leader.position, ""}, c.clerk), FailsWith(ErrorCode::rule_broken, "VT-R23"));
  EXPECT_THAT(c.run(to_office(c, id), c.leader), FailsWith(ErrorCode::rule_broken, "VT-R23"));
  EXPECT_THAT(c.run(to_office(c, c.submitted()), c.leader), Succeeds());
}

TEST(IncomingR25, wants_exactly_one_lead_and_a_deadline) {
  Commune c;
  const auto id = c.submitted();
  auto two = to_office(c, id);
  two.lead.push_back({c.culture, {}});
  EXPECT_THAT(c.run(two, c.leader), FailsWith(ErrorCode::rule_broken, "VT-R25"));
  auto none = to_office(c, id);
  none.lead.clear();
  EXPECT_THAT(c.run(none, c.leader), FailsWith(ErrorCode::rule_broken, "VT-R25"));
  auto open_ended = to_office(c, id);
  open_ended.working_days = {};
  EXPECT_THAT(c.run(open_ended, c.leader), FailsWith(ErrorCode::rule_broken, "VT-R25"));
  EXPECT_THAT(c.run(to_office(c, id), c.leader), Succeeds());
}

TEST(IncomingDirection, counts_the_deadline_of_the_worked_example) {
  Commune c;
  const auto id = c.submitted();
  c.world.set_day(2026y / 11 / 23);
  ASSERT_THAT(c.run(to_office(c, id), c.leader), Succeeds());
  EXPECT_EQ(c.document(id).due_date, Date(2026y / 12 / 1));
}

TEST(IncomingDirection, takes_the_earlier_of_date_and_days_and_none_that_has_passed) {
  Commune c;
  const auto id = c.submitted();
  auto command = to_office(c, id);
  command.due_date = 2026y / 11 / 19;
  EXPECT_THAT(c.run(command, c.leader), FailsWith(ErrorCode::invalid_field, "due_before_today"));
  command.due_date = 2026y / 11 / 25;
  ASSERT_THAT(c.run(command, c.leader), Succeeds());
  EXPECT_EQ(c.document(id).due_date, Date(2026y / 11 / 25));
}

TEST(IncomingDirection, says_when_the_calendar_is_not_published) {
  Commune c;
  auto command = to_office(c, c.submitted());
  command.working_days = 60;
  const auto events = c.run(command, c.leader);
  ASSERT_THAT(events, Succeeds());
  EXPECT_TRUE(std::get<DirectionGiven>(std::get<incoming::Event>(events->front().event)).due_provisional);
}

TEST(IncomingDirection, makes_a_directly_named_person_the_handler) {
  Commune c;
  const auto id = c.submitted();
  GiveDirection command{id, "", {{{}, c.officer.position}}, {}, {}, 3};
  const auto events = c.run(command, c.leader);
  ASSERT_THAT(events, Succeeds());
  EXPECT_THAT(names(*events), ElementsAre("DirectionGiven", "Distributed", "HandlerAssigned"));
  EXPECT_EQ(c.document(id).handler, c.officer.position);
}

TEST(IncomingDirection, knows_only_recipients_of_the_agency) {
  Commune c;
  const auto id = c.submitted();
  GiveDirection command{id, "", {{UnitId{c.world.new_id()}, {}}}, {}, {}, 3};
  EXPECT_THAT(c.run(command, c.leader), FailsWith(ErrorCode::recipient_unknown));
  auto twice = to_office(c, id);
  twice.coop = {{c.office, {}}};
  EXPECT_THAT(c.run(twice, c.leader), FailsWith(ErrorCode::invalid_field, "recipient_twice"));
  EXPECT_THAT(c.run(SubmitToLeader{id, c.officer.position, ""}, c.clerk), FailsWith(ErrorCode::recipient_unknown));
}

TEST(IncomingDirection, is_a_leaders_and_comes_once) {
  Commune c;
  const auto id = c.submitted();
  EXPECT_THAT(c.run(to_office(c, id), c.unit_head), FailsWith(ErrorCode::forbidden));
  ASSERT_THAT(c.run(to_office(c, id), c.second_leader), Succeeds());
  const auto again = c.run(to_office(c, id), c.leader);
  EXPECT_THAT(again, FailsWith(ErrorCode::state_conflict));
  EXPECT_EQ(again.error().details.at("state"), "directed");
  EXPECT_NE(again.error().details.at("allowed").find("AssignHandler"), std::string::npos);
}

TEST(IncomingAssignment, is_the_unit_heads_or_the_handlers_inside_the_unit) {
  Commune c;
  const auto id = c.directed();
  EXPECT_THAT(c.run(AssignHandler{id, c.officer.position, ""}, c.culture_head), FailsWith(ErrorCode::forbidden));
  EXPECT_THAT(c.run(AssignHandler{id, c.culture_officer.position, ""}, c.unit_head),
              FailsWith(ErrorCode::recipient_unknown));
  ASSERT_THAT(c.run(AssignHandler{id, c.officer.position, ""}, c.unit_head), Succeeds());
  EXPECT_THAT(c.run(AssignHandler{id, c.second_officer.position, ""}, c.second_officer),
              FailsWith(ErrorCode::forbidden));
  ASSERT_THAT(c.run(AssignHandler{id, c.second_officer.position, "Đi công tác"}, c.officer), Succeeds());
  EXPECT_EQ(c.document(id).handler, c.second_officer.position);
}

TEST(IncomingDelivery, is_taken_by_its_recipients) {
  Commune c;
  const auto id = c.directed();
  EXPECT_THAT(c.run(AcknowledgeDelivery{id}, c.leader), FailsWith(ErrorCode::forbidden));
  EXPECT_THAT(c.run(AcknowledgeDelivery{id}, c.culture_officer), Succeeds());
  EXPECT_FALSE(c.document(id).acknowledged);
  EXPECT_THAT(c.run(AcknowledgeDelivery{id}, c.unit_head), Succeeds());
  EXPECT_TRUE(c.document(id).acknowledged);
  EXPECT_TRUE(c.run(AcknowledgeDelivery{id}, c.unit_head)->empty());
}

TEST(IncomingHandling, lets_those_in_the_flow_write_progress) {
  Commune c;
  const auto id = c.in_handling();
  for (const auto* who : {&c.officer, &c.unit_head, &c.culture_officer}) {
    EXPECT_THAT(c.run(RecordProgress{id, "Đang xin ý kiến"}, *who), Succeeds());
  }
  EXPECT_THAT(c.run(RecordProgress{id, "x"}, c.second_officer), FailsWith(ErrorCode::forbidden));
  EXPECT_THAT(c.run(RecordProgress{id, "x"}, c.clerk), FailsWith(ErrorCode::forbidden));
}

TEST(IncomingReturn, goes_back_to_whoever_gave_it) {
  Commune c;
  const auto id = c.in_handling();
  EXPECT_THAT(c.run(ReturnForReassignment{id, ""}, c.officer), FailsWith(ErrorCode::invalid_field));
  ASSERT_THAT(c.run(ReturnForReassignment{id, "Không đúng việc"}, c.officer), Succeeds());
  EXPECT_EQ(c.document(id).stage, Stage::directed);
  EXPECT_TRUE(c.document(id).handler.is_nil());
  ASSERT_THAT(c.run(ReturnForReassignment{id, "Không thuộc Văn phòng"}, c.unit_head), Succeeds());
  EXPECT_EQ(c.document(id).stage, Stage::returned);
  EXPECT_THAT(c.run(GiveDirection{id, "", {{c.culture, {}}}, {}, {}, 3}, c.leader), Succeeds());
}

TEST(IncomingCompletion, waits_for_coordinators_or_releases_them) {
  Commune c;
  const auto id = c.in_handling();
  const auto open = c.run(CompleteHandling{id, "Xong", "", false}, c.officer);
  EXPECT_THAT(open, FailsWith(ErrorCode::state_conflict));
  EXPECT_EQ(open.error().details.at("open"), c.culture.str());
  const auto events = c.run(CompleteHandling{id, "Xong", "", true}, c.officer);
  ASSERT_THAT(events, Succeeds());
  EXPECT_THAT(names(*events), ElementsAre("CoordinationDone", "HandlingCompleted"));
}

TEST(IncomingCompletion, is_the_handlers_and_the_heads_only_while_there_is_none) {
  Commune c;
  const auto id = c.directed();
  ASSERT_THAT(c.run(FinishCoordination{id, ""}, c.culture_head), Succeeds());
  EXPECT_THAT(c.run(FinishCoordination{id, ""}, c.culture_officer), FailsWith(ErrorCode::already_acted));
  EXPECT_THAT(c.run(CompleteHandling{id, "Xong", "", false}, c.officer), FailsWith(ErrorCode::forbidden));
  EXPECT_THAT(c.world.ask(CompleteHandling{id, "Xong", "", false}, c.unit_head.actor()), Succeeds());
  ASSERT_THAT(c.run(AssignHandler{id, c.officer.position, ""}, c.unit_head), Succeeds());
  EXPECT_THAT(c.run(CompleteHandling{id, "Xong", "", false}, c.unit_head), FailsWith(ErrorCode::forbidden));
  EXPECT_THAT(c.run(CompleteHandling{id, "", "", false}, c.officer), FailsWith(ErrorCode::invalid_field));
  EXPECT_THAT(c.run(CompleteHandling{id, "Xong", "", false}, c.officer), Succeeds());
}

TEST(IncomingCompletion, knows_whether_it_was_on_time) {
  Commune c;
  const auto id = c.in_handling();
  c.world.set_day(2026y / 12 / 1);
  const auto events = c.run(CompleteHandling{id, "Xong", "", true}, c.officer);
  EXPECT_FALSE(std::get<HandlingCompleted>(std::get<incoming::Event>(events->back().event)).on_time);
  ASSERT_THAT(c.run(ReopenHandling{id, "Bổ sung"}, c.unit_head), Succeeds());
  EXPECT_EQ(c.document(id).stage, Stage::in_handling);
}

TEST(Incoming, does_not_show_strangers_that_it_exists) {
  Commune c;
  EXPECT_THAT(c.run(RecordProgress{DocumentId{c.world.new_id()}, "x"}, c.officer), FailsWith(ErrorCode::not_found));
  const auto id = c.in_handling();
  EXPECT_THAT(c.world.run(RecordProgress{id, "x"}, {AccountId{c.world.new_id()}, {}}), FailsWith(ErrorCode::not_found));
}

}  // namespace
}  // namespace chauban

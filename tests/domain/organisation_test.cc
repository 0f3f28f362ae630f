// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/matchers.h"
#include "tests/support/memory_world.h"

namespace chauban {
namespace {

using namespace std::chrono_literals;
using namespace organisation;

TEST(Organisation, is_the_administrators) {
  Commune c;
  const CreateUnit command{UnitId{c.world.new_id()}, c.agency, "Phòng mới", "PM", "", {}};
  EXPECT_THAT(c.run(command, c.leader), FailsWith(ErrorCode::forbidden));
  EXPECT_THAT(c.run(command, c.admin), Succeeds());
  EXPECT_THAT(c.run(command, c.admin), FailsWith(ErrorCode::state_conflict));
  EXPECT_EQ(c.world.directory().unit(command.unit)->now().parent.value, c.agency.value);
}

TEST(Organisation, finds_the_name_that_held_on_a_day) {
  Commune c;
  ASSERT_THAT(c.run(NameUnit{c.economy, 2027y / 1 / 1, "Phòng Kinh tế và Hạ tầng", "KTHT", "", UnitId{c.agency.value}},
                    c.admin),
              Succeeds());
  const auto* unit = c.world.directory().unit(c.economy);
  EXPECT_EQ(unit->on(2026y / 12 / 31).name, "Phòng Kinh tế");
  EXPECT_EQ(unit->on(2027y / 1 / 1).name, "Phòng Kinh tế và Hạ tầng");
  EXPECT_THAT(c.run(NameUnit{c.economy, 2026y / 12 / 1, "X", "X", "", UnitId{c.agency.value}}, c.admin),
              FailsWith(ErrorCode::invalid_field, "date_before_last_name"));
  EXPECT_THAT(c.run(NameUnit{c.economy, 2027y / 1 / 1, "X", "X", "", c.economy}, c.admin),
              FailsWith(ErrorCode::invalid_field, "parent_wrong"));
}

TEST(SoD6, keeps_administration_apart_from_content) {
  Commune c;
  const PositionId post{c.world.new_id()};
  EXPECT_THAT(c.run(CreatePosition{post, c.office, "X", {Role::admin, Role::clerk}}, c.admin),
              FailsWith(ErrorCode::separation_of_duties, "SoD-6"));
  ASSERT_THAT(c.run(CreatePosition{post, c.office, "Quản trị thứ hai", {Role::admin}}, c.admin), Succeeds());
  EXPECT_THAT(c.run(HoldPosition{post, c.clerk.account}, c.admin), FailsWith(ErrorCode::separation_of_duties, "SoD-6"));
  EXPECT_THAT(c.run(HoldPosition{post, c.admin.account}, c.admin), FailsWith(ErrorCode::separation_of_duties, "SoD-6"));
}

TEST(SoD9, keeps_auditors_from_writing) {
  Commune c;
  EXPECT_THAT(
      c.run(CreatePosition{PositionId{c.world.new_id()}, c.office, "X", {Role::auditor, Role::officer}}, c.admin),
      FailsWith(ErrorCode::separation_of_duties, "SoD-9"));
}

TEST(Account, has_a_name_of_its_own) {
  Commune c;
  using account::OpenAccount;
  EXPECT_THAT(c.run(OpenAccount{AccountId{c.world.new_id()}, "hoa", "Ai đó"}, c.admin),
              FailsWith(ErrorCode::state_conflict, "user_name_taken"));
  EXPECT_THAT(c.run(OpenAccount{AccountId{c.world.new_id()}, "Hoa Trần", "Ai đó"}, c.admin),
              FailsWith(ErrorCode::invalid_field, "user_name_form"));
  EXPECT_THAT(c.run(OpenAccount{system_account("digitization"), "robot", "Ai đó"}, c.admin),
              FailsWith(ErrorCode::invalid_field));
  EXPECT_THAT(c.run(account::CloseAccount{c.clerk.account, "Nghỉ hưu"}, c.admin), Succeeds());
  EXPECT_EQ(c.world.directory().account_named("hoa"), nullptr);
  EXPECT_THAT(c.run(account::RecordCredentialChange{c.officer.account, "password"}, c.officer), Succeeds());
  EXPECT_THAT(c.run(account::RecordCredentialChange{c.officer.account, "password"}, c.leader),
              FailsWith(ErrorCode::forbidden));
}

TEST(Vocabulary, names_come_back) {
  for (int i = 0; i < 8; ++i) EXPECT_EQ(parse_role(to_string(static_cast<Role>(i))), static_cast<Role>(i));
  EXPECT_EQ(parse_urgency("thuongKhan"), Urgency::thuong_khan);
  EXPECT_FALSE(parse_urgency("gấp"));  // R28
  EXPECT_FALSE(parse_urgency("rất khẩn"));
  EXPECT_EQ(parse_secrecy("toiMat"), Secrecy::toi_mat);
  EXPECT_TRUE(is_system_account(system_account("deadlines")));
  EXPECT_FALSE(is_system_account(AccountId{SeededIds(3).next(from_micros(1'700'000'000'000'000))}));
}

TEST(Command, knows_its_name_and_its_partition) {
  EXPECT_EQ(command_name(incoming::RegisterIncoming{}), "RegisterIncoming");
  EXPECT_EQ(command_name(file_plan::AmendPlan{}), "AmendPlan");
  EXPECT_EQ(command_name(dossier::ReturnTransfer{}), "ReturnTransfer");
  EXPECT_TRUE(is_system_command(organisation::HoldPosition{}));
  EXPECT_FALSE(is_system_command(incoming::RecordArrival{}));
  EXPECT_EQ(streams_of(incoming::FileIntoDossier{}).front().aggregate, Aggregate::incoming);
}

}  // namespace
}  // namespace chauban

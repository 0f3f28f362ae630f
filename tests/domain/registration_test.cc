// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/matchers.h"
#include "tests/support/memory_world.h"

namespace chauban {
namespace {

using namespace std::chrono_literals;
using namespace incoming;
using testing::ElementsAre;

RegisterIncoming registering(Commune& c, DocumentId document) {
  RegisterIncoming command;
  command.document = document;
  command.agency = c.agency;
  command.registration = Commune::letter();
  return command;
}
RegisterIncoming registering_new(Commune& c, int seed = 99) {
  auto command = registering(c, DocumentId{c.world.new_id()});
  command.files = {c.stored_file(seed)};
  return command;
}

TEST(IncomingRegistration, draws_the_number_and_writes_the_row_in_one_record) {
  Commune c;
  const auto document = c.arrived();
  const auto events = c.run(registering(c, document), c.clerk);
  ASSERT_THAT(events, Succeeds());
  std::vector<std::string> names;
  for (const auto& e : *events) names.emplace_back(event_name(e.event));
  EXPECT_THAT(names, ElementsAre("SeriesOpened", "NumberAssigned", "IncomingRegistered"));
  EXPECT_EQ(c.document(document).arrival_number, 1);
  EXPECT_EQ(c.document(document).year, 2026);
  EXPECT_EQ(c.document(c.registered("1288/SNV-CCHC")).arrival_number, 2);
}

TEST(IncomingRegistration, of_files_alone_lets_the_document_arrive_in_the_same_record) {
  Commune c;
  const auto events = c.run(registering_new(c), c.clerk);
  ASSERT_THAT(events, Succeeds());
  EXPECT_EQ(event_name((*events)[2].event), "DocumentArrived");
  EXPECT_EQ(event_name((*events)[3].event), "IncomingRegistered");
}

TEST(IncomingR1, keeps_what_another_body_wrote_and_warns) {
  Commune c;
  auto command = registering_new(c);
  command.registration.code = "5/CV-SNV";
  const auto events = c.run(command, c.clerk);
  ASSERT_THAT(events, Succeeds());
  const auto& row = std::get<IncomingRegistered>(std::get<incoming::Event>(events->back().event));
  EXPECT_THAT(row.warnings, ElementsAre("VT-R1", "VT-R3"));
  EXPECT_EQ(row.registration.code, "5/CV-SNV");
}

TEST(IncomingR6, counts_paper_and_electronic_in_one_series) {
  Commune c;
  auto paper = registering_new(c, 1);
  auto electronic = registering_new(c, 2);
  electronic.channel = "electronic";
  electronic.registration.code = "1288/SNV-CCHC";
  ASSERT_THAT(c.run(paper, c.clerk), Succeeds());
  ASSERT_THAT(c.run(electronic, c.clerk), Succeeds());
  EXPECT_EQ(c.document(electronic.document).arrival_number, 2);
}

TEST(IncomingR10, wants_a_subject_of_500_characters_at_most) {
  Commune c;
  auto command = registering_new(c);
  command.registration.subject = "";
  EXPECT_THAT(c.run(command, c.clerk), FailsWith(ErrorCode::invalid_field, "VT-R10"));
  std::string characters;
  for (int i = 0; i < 500; ++i) characters += "ế";
  command.registration.subject = characters + "ế";
  EXPECT_THAT(c.run(command, c.clerk), FailsWith(ErrorCode::invalid_field, "VT-R10"));
  command.registration.subject = characters;
  EXPECT_THAT(c.run(command, c.clerk), Succeeds());
}

TEST(IncomingR22, accepts_the_next_working_day) {
  Commune c;
  const auto document = c.arrived();
  c.world.set_day(2026y / 11 / 23);
  EXPECT_THAT(c.run(registering(c, document), c.clerk), Succeeds());
}

TEST(IncomingR22, asks_why_it_is_late) {
  Commune c;
  const auto document = c.arrived();
  c.world.set_day(2026y / 11 / 25);
  auto command = registering(c, document);
  const auto late = c.run(command, c.clerk);
  EXPECT_THAT(late, FailsWith(ErrorCode::late_reason_required, "VT-R22"));
  EXPECT_EQ(late.error().details.at("due"), "2026-11-23");
  command.late_reason = "Mất điện";
  EXPECT_THAT(c.run(command, c.clerk), Succeeds());
}

TEST(IncomingR22, gives_urgent_ones_the_same_day_only) {
  Commune c;
  const auto document = c.arrived();
  c.world.set_day(2026y / 11 / 23);
  auto command = registering(c, document);
  command.registration.urgency = Urgency::hoa_toc;
  EXPECT_THAT(c.run(command, c.clerk), FailsWith(ErrorCode::late_reason_required, "VT-R22"));
}

TEST(IncomingR24, refuses_an_arrival_only_with_a_reason) {
  Commune c;
  const auto document = c.arrived();
  EXPECT_THAT(c.run(RefuseArrival{document, " "}, c.clerk), FailsWith(ErrorCode::rule_broken, "VT-R24"));
  EXPECT_THAT(c.run(RefuseArrival{document, "Gửi nhầm nơi nhận"}, c.clerk), Succeeds());
  EXPECT_EQ(c.document(document).stage, Stage::refused);
}

TEST(IncomingR29, turns_secrecy_away_at_every_door_and_keeps_nothing) {
  Commune c;
  auto command = registering_new(c);
  command.secrecy = Secrecy::mat;
  EXPECT_THAT(c.run(command, c.clerk), FailsWith(ErrorCode::secrecy_not_accepted, "VT-R29"));
  RecordArrival arrival;
  arrival.document = DocumentId{c.world.new_id()};
  arrival.agency = c.agency;
  arrival.channel = "paper";
  arrival.secrecy = Secrecy::tuyet_mat;
  EXPECT_THAT(c.run(arrival, c.clerk), FailsWith(ErrorCode::secrecy_not_accepted, "VT-R29"));
  EXPECT_THAT(c.run(RefuseSecretItem{arrival.document, c.agency}, c.clerk), Succeeds());
}

TEST(IncomingR29, locks_a_file_whose_mark_was_found_late) {
  Commune c;
  auto command = registering_new(c);
  const Actor reader{system_account("digitization"), {}};
  ASSERT_THAT(c.world.run(file::OpenQuarantine{command.files[0], 1, Secrecy::mat}, reader), Succeeds());
  EXPECT_TRUE(c.world.run(file::OpenQuarantine{command.files[0], 1, Secrecy::mat}, reader)->empty());
  EXPECT_THAT(c.run(command, c.clerk), FailsWith(ErrorCode::content_locked));
}

TEST(IncomingRegistration, takes_no_read_value_that_nobody_looked_at) {
  Commune c;
  auto command = registering_new(c);
  for (const auto* field : {"code", "issueDate", "issuer"}) {
    command.provenance = {{field, {Source::ocr, 0.99F, false}}};
    const auto refused = c.run(command, c.clerk);
    EXPECT_THAT(refused, FailsWith(ErrorCode::field_unconfirmed));
    EXPECT_EQ(refused.error().details.at("field"), field);
  }
  command.provenance = {{"code", {Source::ocr, 0.9F, true}},
                        {"issuer", {Source::typed, 0, false}},
                        {"subject", {Source::ocr, 0.5F, false}}};
  EXPECT_THAT(c.run(command, c.clerk), Succeeds());
}

TEST(IncomingRegistration, knows_dates_that_cannot_be) {
  Commune c;
  auto command = registering_new(c);
  command.registration.issue_date = 2026y / 11 / 21;
  EXPECT_THAT(c.run(command, c.clerk), FailsWith(ErrorCode::date_in_future));
  command.registration.issue_date = 2026y / 2 / 30;
  EXPECT_THAT(c.run(command, c.clerk), FailsWith(ErrorCode::invalid_field, "date_invalid"));
  command.registration.issue_date = 2026y / 11 / 20;
  command.arrival_date = 2026y / 11 / 19;
  EXPECT_THAT(c.run(command, c.clerk), FailsWith(ErrorCode::invalid_field, "date_after_arrival"));
}

TEST(IncomingDuplicate, asks_before_the_same_code_date_and_issuer_is_registered_twice) {
  Commune c;
  const auto first = c.registered();
  auto command = registering_new(c);
  command.registration.code = "1287 / SNV - CCHC";
  const auto refused = c.run(command, c.clerk);
  EXPECT_THAT(refused, FailsWith(ErrorCode::duplicate_suspected));
  EXPECT_EQ(refused.error().details.at("documents"), first.str());
  EXPECT_EQ(refused.error().details.at("numbers"), "1");
  command.override_reason = "Bản gửi bổ sung phụ lục";
  EXPECT_THAT(c.run(command, c.clerk), Succeeds());
}

TEST(IncomingDuplicate, asks_about_equal_bytes_too) {
  Commune c;
  auto first = registering_new(c, 5);
  ASSERT_THAT(c.run(first, c.clerk), Succeeds());
  auto second = registering_new(c, 5);
  second.registration.code = "9/KH-UBND";
  EXPECT_THAT(c.run(second, c.clerk), FailsWith(ErrorCode::duplicate_suspected));
}

TEST(IncomingDuplicate, forgets_voided_and_follows_corrected_ones) {
  Commune c;
  const auto first = c.registered();
  auto corrected = Commune::letter("1300/SNV-CCHC");
  ASSERT_THAT(c.run(CorrectRegistration{first, corrected, "Gõ nhầm số"}, c.clerk), Succeeds());
  EXPECT_THAT(c.world.ask(registering_new(c), c.clerk.actor()), Succeeds());
  auto again = registering_new(c);
  again.registration = corrected;
  EXPECT_THAT(c.run(again, c.clerk), FailsWith(ErrorCode::duplicate_suspected));
  ASSERT_THAT(c.run(number_series::ProposeVoid{first, "Đăng ký nhầm"}, c.clerk), Succeeds());
  ASSERT_THAT(c.run(number_series::ApproveVoid{first}, c.leader), Succeeds());
  EXPECT_THAT(c.run(again, c.clerk), Succeeds());
}

TEST(IncomingCorrection, tells_old_and_new_of_each_field_and_keeps_the_number) {
  Commune c;
  const auto document = c.registered();
  auto corrected = Commune::letter();
  corrected.subject = "Về việc khác";
  corrected.issue_date = 2026y / 11 / 18;
  const auto events = c.run(CorrectRegistration{document, corrected, "Gõ nhầm"}, c.clerk);
  ASSERT_THAT(events, Succeeds());
  ASSERT_EQ(events->size(), 2u);
  const auto& first = std::get<RegistrationCorrected>(std::get<incoming::Event>(events->front().event));
  EXPECT_EQ(first.field, "issueDate");
  EXPECT_EQ(first.old_value, "2026-11-19");
  EXPECT_EQ(first.new_value, "2026-11-18");
  EXPECT_EQ(c.document(document).registration, corrected);
  EXPECT_EQ(c.document(document).arrival_number, 1);
  EXPECT_TRUE(c.run(CorrectRegistration{document, corrected, "Không đổi"}, c.clerk)->empty());
  EXPECT_THAT(c.run(CorrectRegistration{document, corrected, ""}, c.clerk), FailsWith(ErrorCode::invalid_field));
}

TEST(IncomingRegistration, is_the_clerks_alone) {
  Commune c;
  const auto command = registering_new(c);
  for (const auto* other : {&c.officer, &c.unit_head, &c.leader, &c.archivist, &c.admin}) {
    const auto refused = c.run(command, *other);
    EXPECT_THAT(refused, FailsWith(ErrorCode::forbidden));
    EXPECT_EQ(refused.error().details.at("needs"), "clerk");
  }
  EXPECT_THAT(c.world.run(command, {c.officer.account, c.clerk.position}), FailsWith(ErrorCode::forbidden));
}

TEST(IncomingRegistration, takes_the_year_of_registration_in_viet_nam) {
  Commune c;
  auto command = registering_new(c);
  c.world.set_now(*parse_time("2026-12-31T16:59:59Z"));
  command.late_reason = "kiểm tra";
  ASSERT_THAT(c.run(command, c.clerk), Succeeds());
  auto next = registering_new(c, 7);
  next.registration.code = "1290/SNV-CCHC";
  c.world.set_now(*parse_time("2026-12-31T17:00:00Z"));
  ASSERT_THAT(c.run(next, c.clerk), Succeeds());
  EXPECT_EQ(c.document(command.document).year, 2026);
  EXPECT_EQ(c.document(next.document).year, 2027);
  EXPECT_EQ(c.document(next.document).arrival_number, 1);
}

}  // namespace
}  // namespace chauban

// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/archive.h"

#include "tests/projections/history.h"

namespace chauban::projections {
namespace {

using testing::ElementsAre;

History with_plan() {
  History history;
  history.by(kOther).plan(kPlan, file_plan::FilePlanIssued{kPlan,
                                                           kAgency,
                                                           2026,
                                                           {{"", "I. Văn phòng", {}, {}, ""},
                                                            {"01.VP", "Cải cách hành chính", {20}, kUnit, ""}},
                                                           "12/QĐ-UBND"});
  return history;
}
History& put_in(History& history, DocumentId document, FileId file, int number, int pages) {
  auto registration = letter(std::to_string(number) + "/A", "s");
  history.by(kClerk).arrives(document, file).registers(document, number, registration);
  history.by(kOfficer).document(document, incoming::FiledIntoDossier{kDossier, number});
  return history.dossier(kDossier, dossier::DocumentAdded{document, number, pages});
}
std::vector<DossierId> ids(const Listed<DossierCard>& listed) {
  std::vector<DossierId> result;
  for (const auto& card : listed.items) result.push_back(card.dossier);
  return result;
}

TEST(ArchiveView, shows_the_plan_with_its_headings_and_what_lies_under_each_entry) {
  auto history = with_plan();
  history.dossier(kDossier, opened(kDossier));
  put_in(history, kDocument, kFile, 1, 3);
  history.plan(kPlan, file_plan::FilePlanAmended{{{"02.VP", "Thi đua", {5}, {}, ""}}, "30/QĐ-UBND"});
  const auto rows = history.rows_of(ArchiveView());

  const auto plans = file_plans(rows, kAgency).value();
  ASSERT_EQ(plans.size(), 1U);
  EXPECT_EQ(plans[0].decision, "12/QĐ-UBND; 30/QĐ-UBND");
  EXPECT_EQ(find_plan(rows, kPlan).value()->entries, 3);
  const auto entries = plan_entries(rows, kPlan).value();
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].title, "I. Văn phòng");
  EXPECT_TRUE(entries[0].notation.empty());
  EXPECT_EQ(entries[1].counts, (EntryCounts{1, 1, 0}));
  EXPECT_EQ(entries[2].notation, "02.VP");
  EXPECT_THAT(ids(dossiers_of_entry(rows, kPlan, "01.VP", {}).value()), ElementsAre(kDossier));
  EXPECT_THAT(ids(dossiers_of_year(rows, kAgency, 2026, {}).value()), ElementsAre(kDossier));
}

TEST(ArchiveView, numbers_documents_and_sheets_through_a_dossier_and_closes_the_gap_of_a_removed_one) {
  auto history = with_plan();
  history.dossier(kDossier, opened(kDossier));
  put_in(history, kDocument, kFile, 1, 3);
  put_in(history, kSecond, kSecondFile, 2, 4);
  put_in(history, kThird, id<FileId>(42), 3, 5);
  auto items = dossier_items(history.rows_of(ArchiveView()), kDossier, {}).value().items;
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items[2].first_sheet, 8);
  EXPECT_EQ(items[2].line.code, "3/A");

  history.dossier(kDossier, dossier::DocumentRemoved{kSecond, 2, "Trùng"});
  const auto rows = history.rows_of(ArchiveView());
  items = dossier_items(rows, kDossier, {}).value().items;
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[1].document, kThird);
  EXPECT_EQ(items[1].ordinal, 2);
  EXPECT_EQ(items[1].first_sheet, 4);
  EXPECT_EQ(find_dossier(rows, kDossier).value()->documents, 2);
  EXPECT_EQ(find_dossier(rows, kDossier).value()->pages, 8);

  const auto first = dossier_items(rows, kDossier, {.limit = 1, .after = ""}).value();
  const auto second = dossier_items(rows, kDossier, {.limit = 1, .after = first.next}).value();
  ASSERT_EQ(second.items.size(), 1U);
  EXPECT_EQ(second.items[0].first_sheet, 4);
  EXPECT_EQ(second.items[0].ordinal, 2);
  EXPECT_TRUE(second.next.empty());
}

TEST(ArchiveView, moves_a_dossier_from_queue_to_queue_until_it_lies_in_the_archive) {
  auto history = with_plan();
  history.dossier(kDossier, opened(kDossier));
  const auto where = [&](dossier::Stage stage) {
    return ids(dossiers_in_stage(history.rows_of(ArchiveView()), kAgency, stage, {}).value());
  };
  put_in(history, kDocument, kFile, 1, 2);
  EXPECT_THAT(where(dossier::Stage::open), ElementsAre(kDossier));
  history.dossier(kDossier, dossier::DossierClosed{Date{std::chrono::year(2026) / 3 / 30}, 1, 2, ""});
  EXPECT_THAT(where(dossier::Stage::closed), ElementsAre(kDossier));
  history.dossier(kDossier, dossier::TransferOffered{""});
  EXPECT_THAT(where(dossier::Stage::offered), ElementsAre(kDossier));
  history.by(kArchivist).dossier(kDossier, dossier::TransferReturned{{"Thiếu mục lục"}});
  EXPECT_THAT(where(dossier::Stage::offered), testing::IsEmpty());
  EXPECT_THAT(find_dossier(history.rows_of(ArchiveView()), kDossier).value()->faults, ElementsAre("Thiếu mục lục"));
  history.by(kOfficer).dossier(kDossier, dossier::TransferOffered{""});
  history.by(kArchivist).dossier(kDossier, dossier::TransferAccepted{"Đủ"});
  EXPECT_THAT(where(dossier::Stage::archived), ElementsAre(kDossier));

  const auto rows = history.rows_of(ArchiveView());
  const auto card = find_dossier(rows, kDossier).value();
  EXPECT_EQ(card->archived_by, acting(kArchivist));
  EXPECT_TRUE(card->faults.empty());
  EXPECT_EQ(plan_entries(rows, kPlan).value().at(1).counts.archived, 1);
}

TEST(ArchiveView, shows_a_document_as_it_is_registered_now) {
  auto history = with_plan();
  history.dossier(kDossier, opened(kDossier));
  put_in(history, kDocument, kFile, 1, 2);
  auto registration = letter("1/A", "sửa rồi");
  history.document(kDocument, incoming::RegistrationCorrected{"subject", "s", "sửa rồi", "r", registration});
  const auto item = dossier_items(history.rows_of(ArchiveView()), kDossier, {}).value().items.at(0);
  EXPECT_EQ(item.line.subject, "sửa rồi");
  EXPECT_EQ(item.line.arrival_number, 1);
}

}  // namespace
}  // namespace chauban::projections

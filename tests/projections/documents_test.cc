// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/documents.h"

#include "tests/projections/history.h"

namespace chauban::projections {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<DocumentId> ids(const Listed<DocumentCard>& listed) {
  std::vector<DocumentId> result;
  for (const auto& card : listed.items) result.push_back(card.id);
  return result;
}

digitization::PageRecognised page_read(int page) {
  digitization::PageRecognised read;
  read.page = page;
  read.words = sha256(std::to_string(page));
  read.word_count = 100;
  read.confidence = 0.9F;
  return read;
}

TEST(DocumentsView, keeps_the_card_of_a_document_with_everyone_who_was_in_its_way) {
  History history;
  history.arrives(kDocument, kFile)
      .registers(kDocument, 12, letter("15/QĐ-UBND", "Kế hoạch"))
      .directed_to_unit(kDocument);
  history.by(kHead).document(kDocument, incoming::HandlerAssigned{kOfficer, ""});
  const auto rows = history.rows_of(DocumentsView());

  const auto card = find_document(rows, kDocument).value();

  ASSERT_TRUE(card);
  EXPECT_EQ(card->state.stage, incoming::Stage::in_handling);
  EXPECT_EQ(card->state.arrival_number, 12);
  EXPECT_EQ(card->version, 6U);
  EXPECT_EQ(card->direction, "Phòng xử lý");
  EXPECT_EQ(card->registered_by, kClerk);
  EXPECT_THAT(card->flow.positions, testing::UnorderedElementsAre(kClerk, kLeader, kHead, kOfficer));
  EXPECT_THAT(card->flow.units, ElementsAre(kUnit));
  EXPECT_EQ(format_date(*card->due()), "2026-03-07");
  EXPECT_FALSE(card->done());
}

TEST(DocumentsView, a_card_comes_back_from_its_bytes_as_it_was) {
  History history;
  history.arrives(kDocument, kFile, "n")
      .registers(kDocument, 1, letter("1/A", "a", Urgency::hoa_toc))
      .directed_to_unit(kDocument);
  history.series(number_series::NumberVoidProposed{1, kDocument, "Trùng"});
  history.document(kDocument, incoming::FiledIntoDossier{kDossier, 3});
  const auto card = find_document(history.rows_of(DocumentsView()), kDocument).value();
  ASSERT_TRUE(card && card->void_proposal);
  EXPECT_EQ(unpack_card(pack_card(*card)), *card);
}

TEST(DocumentsView, lists_what_has_no_number_oldest_first_and_files_without_a_document) {
  History history;
  history.arrives(kDocument, kFile).arrives(kSecond, kSecondFile).file(id<FileId>(42), stored(id<FileId>(42)));
  auto rows = history.rows_of(DocumentsView());
  EXPECT_THAT(ids(list_arrivals(rows, kAgency, {}).value()), ElementsAre(kDocument, kSecond));
  const auto uploads = list_uploads(rows, kAgency, {}).value();
  ASSERT_EQ(uploads.items.size(), 1U);
  EXPECT_EQ(uploads.items[0].file, id<FileId>(42));

  history.registers(kDocument, 1, letter("1/A", "a")).document(kSecond, incoming::ArrivalRefused{"Gửi nhầm"});
  rows = history.rows_of(DocumentsView());
  EXPECT_THAT(ids(list_arrivals(rows, kAgency, {}).value()), IsEmpty());
  EXPECT_EQ(find_document(rows, kSecond).value()->ended_reason, "Gửi nhầm");
}

TEST(DocumentsView, filters_its_list_and_shows_a_reader_only_what_may_be_read) {
  History history;
  history.arrives(kDocument, kFile)
      .registers(kDocument, 1, letter("15/QĐ-UBND", "a", Urgency::khan))
      .directed_to_unit(kDocument);
  history.by(kClerk).arrives(kSecond, kSecondFile).registers(kSecond, 2, letter("2/TB-SNV", "b"));
  const auto rows = history.rows_of(DocumentsView());
  const auto with = [&](DocumentFilter filter) { return ids(list_documents(rows, kAgency, filter, {}).value()); };

  EXPECT_THAT(with({}), ElementsAre(kSecond, kDocument));
  DocumentFilter filter;
  filter.code = "15/qd";
  EXPECT_THAT(with(filter), ElementsAre(kDocument));
  filter = {};
  filter.urgency = Urgency::khan;
  EXPECT_THAT(with(filter), ElementsAre(kDocument));
  filter = {};
  filter.stages = {incoming::Stage::registered};
  EXPECT_THAT(with(filter), ElementsAre(kSecond));
  filter = {};
  filter.holder = Assignee{kUnit, {}};
  EXPECT_THAT(with(filter), ElementsAre(kDocument));
  filter = {};
  filter.due_before = Date{std::chrono::year(2026) / 3 / 8};
  EXPECT_THAT(with(filter), ElementsAre(kDocument));
  filter = {};
  filter.issuer = "so noi vu";
  filter.reader = Rights{"p:" + kLeader.str()};
  EXPECT_THAT(with(filter), ElementsAre(kDocument));
  filter.reader = Rights{"p:" + kOther.str()};
  EXPECT_THAT(with(filter), IsEmpty());
}

TEST(DocumentsView, pages_a_list_to_its_end) {
  History history;
  for (std::uint8_t i = 1; i <= 7; ++i) history.arrives(id<DocumentId>(i), id<FileId>(i));
  const auto rows = history.rows_of(DocumentsView());
  std::vector<DocumentId> seen;
  Page page{.limit = 3, .after = ""};
  int pages = 0;
  do {
    const auto part = list_arrivals(rows, kAgency, page).value();
    for (const auto& card : part.items) seen.push_back(card.id);
    page.after = part.next;
    ++pages;
  } while (!page.after.empty());
  EXPECT_EQ(pages, 3);
  ASSERT_EQ(seen.size(), 7U);
  for (std::uint8_t i = 1; i <= 7; ++i) EXPECT_EQ(seen[i - 1U], id<DocumentId>(i));
}

TEST(DocumentsView, knows_when_the_dossier_of_a_document_lies_in_the_archive) {
  History history;
  history.arrives(kDocument, kFile).registers(kDocument, 1, letter("1/A", "a"));
  history.dossier(kDossier, opened(kDossier)).document(kDocument, incoming::FiledIntoDossier{kDossier, 1});
  history.dossier(kDossier, dossier::DocumentAdded{kDocument, 1, 2});
  EXPECT_FALSE(find_document(history.rows_of(DocumentsView()), kDocument).value()->archived);

  history.dossier(kDossier, dossier::TransferAccepted{""});
  const auto rows = history.rows_of(DocumentsView());

  EXPECT_TRUE(find_document(rows, kDocument).value()->archived);
  EXPECT_TRUE(find_document(rows, kDocument).value()->rights().contains("a:" + kAgency.str()));
  EXPECT_EQ(find_dossier_of_document(rows, kDossier).value()->file_code, "H57.30.01.VP");
}

TEST(DocumentsView, names_each_changed_document_once_where_it_changed_last) {
  History history;
  history.arrives(kDocument, kFile).arrives(kSecond, kSecondFile).registers(kDocument, 1, letter("1/A", "a"));
  history.job(kJob, digitization::JobCreated{kJob, kSecondFile, kAgency, 1, digitization::Lane::mail});
  history.job(kJob, page_read(1));
  const auto rows = history.rows_of(DocumentsView());

  const auto changed = changed_documents(rows, {{1}, 0}, 10).value();

  ASSERT_EQ(changed.size(), 2U);
  EXPECT_EQ(changed[0].document, kDocument);
  EXPECT_EQ(changed[0].at.pos, 5U);
  EXPECT_EQ(changed[1].document, kSecond);
  EXPECT_EQ(changed[1].at.pos, 7U);
  EXPECT_THAT(changed_documents(rows, {{1}, 8}, 10).value(), IsEmpty());
  EXPECT_EQ(changed_documents(rows, changed[0].at, 10, kDocument).value().size(), 1U);
  EXPECT_EQ(find_file(rows, kSecondFile).value()->words.size(), 1U);
}

TEST(DocumentsView, marks_a_quarantined_file_and_the_documents_that_hold_it_as_changed) {
  History history;
  history.arrives(kDocument, kFile).file(kFile, file::QuarantineOpened{1, Secrecy::mat});
  const auto rows = history.rows_of(DocumentsView());
  EXPECT_TRUE(find_file(rows, kFile).value()->quarantined);
  EXPECT_EQ(changed_documents(rows, {{1}, 2}, 10).value().size(), 1U);
}

}  // namespace
}  // namespace chauban::projections

// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/timeline.h"

#include "tests/projections/history.h"

namespace chauban::projections {
namespace {

using testing::ElementsAre;

std::vector<std::string> names(const Listed<TimelineEntry>& listed) {
  std::vector<std::string> result;
  for (const auto& entry : listed.items) result.push_back(entry.event);
  return result;
}

Directory people() {
  Directory directory;
  const auto post = [&](PositionId position, std::string title, std::string name) {
    const auto account = acting(position).account;
    directory.apply(account::Event(account::AccountOpened{account, name, name}), account);
    directory.apply(organisation::Event(organisation::PositionCreated{position, kUnit, std::move(title), {}}),
                    position.value);
    directory.apply(organisation::Event(organisation::PositionHeld{account, Date{std::chrono::year(2020) / 1 / 1}}),
                    position.value);
  };
  const Date day{std::chrono::year(2020) / 1 / 1};
  directory.apply(organisation::Event(organisation::OrgUnitCreated{kUnit, kAgency}), kUnit.value);
  directory.apply(organisation::Event(organisation::OrgUnitNamed{day, "Phòng Tài chính", "TC", "", {}}), kUnit.value);
  post(kClerk, "Văn thư", "Trần Thị Hoài Trâm");
  post(kLeader, "Chủ tịch", "Lê Quang Dũng");
  return directory;
}

History whole_way() {
  History history;
  history.arrives(kDocument, kFile, "Gửi trực tiếp");
  history.job(kJob, digitization::JobCreated{kJob, kFile, kAgency, 2, digitization::Lane::mail});
  for (int page = 1; page <= 2; ++page) {
    digitization::PageRecognised read;
    read.page = page;
    read.word_count = 206;
    read.confidence = 0.91F;
    history.job(kJob, read);
  }
  history.job(kJob, digitization::JobCompleted{2, 0});
  history.registers(kDocument, 412, letter("15/QĐ-UBND", "Kế hoạch")).directed_to_unit(kDocument);
  history.dossier(kDossier, opened(kDossier)).document(kDocument, incoming::FiledIntoDossier{kDossier, 1});
  history.dossier(kDossier, dossier::DocumentAdded{kDocument, 1, 2});
  return history;
}

TEST(TimelineView, joins_what_befell_the_document_its_file_and_its_dossier) {
  auto history = whole_way();
  history.dossier(kDossier, dossier::DossierClosed{Date{std::chrono::year(2026) / 3 / 30}, 1, 2, ""});
  const auto rows = history.rows_of(TimelineView());

  EXPECT_THAT(names(document_timeline(rows, kDocument, {}).value()),
              ElementsAre("FileStored", "DocumentArrived", "JobCreated", "JobCompleted", "IncomingRegistered",
                          "SubmittedToLeader", "DirectionGiven", "Distributed", "FiledIntoDossier", "DossierClosed"));
  EXPECT_THAT(names(dossier_timeline(rows, kDossier, {}).value()),
              ElementsAre("DossierOpened", "DocumentAdded", "DossierClosed"));
  EXPECT_THAT(names(file_timeline(rows, kFile, {}).value()), ElementsAre("FileStored", "JobCreated", "JobCompleted"));
}

TEST(TimelineView, tells_nothing_of_a_dossier_after_the_document_was_taken_out) {
  auto history = whole_way();
  history.document(kDocument, incoming::RemovedFromDossier{kDossier, "Nhầm"});
  history.dossier(kDossier, dossier::DossierClosed{Date{std::chrono::year(2026) / 3 / 30}, 0, 0, ""});
  EXPECT_EQ(names(document_timeline(history.rows_of(TimelineView()), kDocument, {}).value()).back(),
            "RemovedFromDossier");
}

TEST(TimelineView, pages_through_the_merged_history) {
  const auto rows = whole_way().rows_of(TimelineView());
  const auto whole = names(document_timeline(rows, kDocument, {}).value());
  std::vector<std::string> seen;
  Page page{.limit = 2, .after = ""};
  do {
    const auto part = document_timeline(rows, kDocument, page).value();
    for (const auto& name : names(part)) seen.push_back(name);
    page.after = part.next;
  } while (!page.after.empty());
  EXPECT_EQ(seen, whole);
}

TEST(TimelineView, speaks_as_people_do) {
  auto history = whole_way();
  auto registration = letter("15/QĐ-UBND", "Kế hoạch");
  registration.issue_date = Date{std::chrono::year(2021) / 4 / 29};
  history.by(kClerk).document(
      kDocument, incoming::RegistrationCorrected{"issueDate", "2021-04-01", "2021-04-29", "gõ nhầm", registration});
  const auto directory = people();
  const auto entries = document_timeline(history.rows_of(TimelineView()), kDocument, {}).value().items;
  const auto say = [&](std::string_view event, Language language = Language::vi) {
    for (const auto& entry : entries) {
      if (entry.event == event) return describe(entry, language, directory);
    }
    return std::string("no such event");
  };

  EXPECT_EQ(say("RegistrationCorrected"), "sửa Ngày văn bản: 01/04/2021 → 29/04/2021 (lý do: gõ nhầm)");
  EXPECT_EQ(say("RegistrationCorrected", Language::en),
            "corrected Date of the document: 01/04/2021 → 29/04/2021 (reason: gõ nhầm)");
  EXPECT_EQ(say("DocumentArrived"), "tiếp nhận văn bản (bản giấy, 1 tệp): Gửi trực tiếp");
  EXPECT_EQ(say("JobCompleted"), "đọc 2 trang, 412 từ, tin cậy trung bình 91 %");
  EXPECT_EQ(say("SubmittedToLeader"), "trình Lê Quang Dũng (Chủ tịch)");
  EXPECT_EQ(say("DirectionGiven"), "cho ý kiến chỉ đạo, chủ trì: Phòng Tài chính, hạn 07/03/2026: “Phòng xử lý”");
  EXPECT_EQ(say("IncomingRegistered"), "vào sổ văn bản đến số 412/2026, ngày đến 02/03/2026, số ký hiệu 15/QĐ-UBND");
  EXPECT_EQ(describe_actor(entries.back(), Language::vi, directory), "Trần Thị Hoài Trâm (Văn thư)");
  EXPECT_EQ(entries.back().old_value, "2021-04-01");
  EXPECT_EQ(entries.back().new_value, "2021-04-29");
}

TEST(TimelineView, has_a_sentence_in_both_languages_for_every_event) {
  ASSERT_FALSE(event_types().empty());
  for (const auto& type : event_types()) {
    EXPECT_TRUE(has_sentence(type.name, Language::vi)) << type.name;
    EXPECT_TRUE(has_sentence(type.name, Language::en)) << type.name;
  }
}

TEST(TimelineView, fills_every_gap_of_every_event_it_shows) {
  auto history = whole_way();
  history.document(kDocument, incoming::DeliveryAcknowledged{Assignee{kUnit, {}}});
  history.document(kDocument, incoming::HandlerAssigned{kLeader, "r"})
      .document(kDocument, incoming::ProgressRecorded{"ý kiến"});
  history.document(kDocument, incoming::ReturnedForReassignment{"r", false});
  history.document(kDocument, incoming::CoordinationDone{Assignee{kUnit, {}}, "t"});
  history.document(kDocument, incoming::HandlingCompleted{"xong", "2/A", false});
  history.document(kDocument, incoming::HandlingReopened{"r"}).document(kDocument, incoming::RegistrationVoided{"r"});
  history.series(number_series::NumberVoidProposed{412, kDocument, "r"});
  history.series(number_series::NumberVoidRejected{412, kDocument, "r"});
  history.series(number_series::NumberVoided{412, kDocument, "r", {}, {}});
  history.file(kFile, file::QuarantineOpened{1, Secrecy::mat})
      .job(kJob, digitization::PageFailed{1, "page_timeout", 1});
  history.job(kJob, digitization::JobRetried{{1}}).job(kJob, digitization::JobCancelled{"r"});
  history.job(kJob, digitization::JobFailed{"file_encrypted"}).dossier(kDossier, dossier::DossierReopened{"r"});
  history.dossier(kDossier, dossier::TransferOffered{"n"}).dossier(kDossier, dossier::TransferAccepted{"n"});
  history.dossier(kDossier, dossier::TransferReturned{{"f"}});
  const auto rows = history.rows_of(TimelineView());
  const auto directory = people();
  for (const auto& entries : {document_timeline(rows, kDocument, {.limit = 200, .after = ""}).value().items,
                              dossier_timeline(rows, kDossier, {.limit = 200, .after = ""}).value().items}) {
    for (const auto& entry : entries) {
      for (const auto language : {Language::vi, Language::en}) {
        const auto text = describe(entry, language, directory);
        EXPECT_EQ(text.find_first_of("{}[]"), std::string::npos) << text;
        EXPECT_TRUE(entry.event == "FileStored" || text.find("…") == std::string::npos) << entry.event << ": " << text;
      }
    }
  }
}

}  // namespace
}  // namespace chauban::projections

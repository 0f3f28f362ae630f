// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/inbox.h"

#include "tests/projections/history.h"

namespace chauban::projections {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Recipient kClerks{'k', kAgency.value}, kLeaders{'l', kAgency.value}, kArchivists{'a', kAgency.value};
Recipient queue(PositionId position) { return {'p', position.value}; }
const Recipient kHeadOfUnit{'u', kUnit.value};

std::vector<InboxItem> list(const MemoryRows& rows, std::vector<Recipient> who,
                            InboxViewKind view = InboxViewKind::waiting) {
  return list_inbox(rows, who, view, {}).value().items;
}
std::vector<std::string> codes(const std::vector<InboxItem>& items) {
  std::vector<std::string> result;
  for (const auto& item : items) result.push_back(item.code);
  return result;
}
std::vector<InboxReason> reasons(const MemoryRows& rows, Recipient who) {
  const auto items = list(rows, {who});
  return items.empty() ? std::vector<InboxReason>{} : items.front().reasons;
}

TEST(InboxView, moves_a_letter_from_desk_to_desk_with_the_reason_it_waits_there) {
  History history;
  history.arrives(kDocument, kFile, "Phong bì của Sở");
  auto rows = history.rows_of(InboxView());
  EXPECT_THAT(reasons(rows, kClerks), ElementsAre(InboxReason::to_register));
  EXPECT_EQ(list(rows, {kClerks}).front().subject, "Phong bì của Sở");

  history.registers(kDocument, 12, letter("15/QĐ-UBND", "Kế hoạch"));
  EXPECT_THAT(reasons(history.rows_of(InboxView()), kClerks), ElementsAre(InboxReason::to_submit));

  history.document(kDocument, incoming::SubmittedToLeader{kLeader, ""});
  rows = history.rows_of(InboxView());
  EXPECT_THAT(reasons(rows, queue(kLeader)), ElementsAre(InboxReason::to_direct));
  EXPECT_THAT(list(rows, {kClerks}), IsEmpty());
  EXPECT_THAT(codes(list(rows, {queue(kClerk)}, InboxViewKind::following)), ElementsAre("15/QĐ-UBND"));

  history.directed_to_unit(kDocument);
  rows = history.rows_of(InboxView());
  EXPECT_THAT(reasons(rows, kHeadOfUnit), ElementsAre(InboxReason::to_assign));
  EXPECT_TRUE(list(rows, {kHeadOfUnit}).front().unread);
  EXPECT_THAT(list(rows, {queue(kLeader)}), IsEmpty());
  EXPECT_THAT(codes(list(rows, {queue(kLeader)}, InboxViewKind::given)), ElementsAre("15/QĐ-UBND"));

  history.by(kHead).document(kDocument, incoming::HandlerAssigned{kOfficer, ""});
  rows = history.rows_of(InboxView());
  EXPECT_THAT(reasons(rows, queue(kOfficer)), ElementsAre(InboxReason::to_handle));
  EXPECT_THAT(list(rows, {kHeadOfUnit}), IsEmpty());
  EXPECT_THAT(codes(list(rows, {queue(kHead)}, InboxViewKind::given)), ElementsAre("15/QĐ-UBND"));

  history.by(kOfficer).document(kDocument, incoming::HandlingCompleted{"Đã trả lời", "", true});
  rows = history.rows_of(InboxView());
  EXPECT_THAT(reasons(rows, queue(kOfficer)), ElementsAre(InboxReason::to_file));
  EXPECT_THAT(codes(list(rows, {queue(kLeader)}, InboxViewKind::done)), ElementsAre("15/QĐ-UBND"));

  history.document(kDocument, incoming::FiledIntoDossier{kDossier, 1});
  rows = history.rows_of(InboxView());
  EXPECT_THAT(list(rows, {queue(kOfficer)}), IsEmpty());
  EXPECT_THAT(codes(list(rows, {queue(kOfficer)}, InboxViewKind::done)), ElementsAre("15/QĐ-UBND"));
}

TEST(InboxView, brings_a_returned_letter_back_to_whoever_gave_it_with_the_reason) {
  History history;
  history.arrives(kDocument, kFile).registers(kDocument, 1, letter("1/A", "a")).directed_to_unit(kDocument);
  history.by(kHead).document(kDocument, incoming::HandlerAssigned{kOfficer, ""});
  auto to_head = history;
  to_head.by(kOfficer).document(kDocument, incoming::ReturnedForReassignment{"Không đúng việc", false});
  auto rows = to_head.rows_of(InboxView());
  EXPECT_THAT(reasons(rows, kHeadOfUnit), ElementsAre(InboxReason::returned));
  EXPECT_EQ(list(rows, {kHeadOfUnit}).front().note, "Không đúng việc");
  EXPECT_THAT(list(rows, {queue(kOfficer)}), IsEmpty());

  history.by(kHead).document(kDocument, incoming::ReturnedForReassignment{"Không thuộc phòng", true});
  rows = history.rows_of(InboxView());
  EXPECT_THAT(reasons(rows, queue(kLeader)), ElementsAre(InboxReason::returned));
  EXPECT_THAT(list(rows, {kHeadOfUnit}), IsEmpty());
}

TEST(InboxView, shows_each_coordinator_its_share_until_it_is_done) {
  History history;
  history.arrives(kDocument, kFile).registers(kDocument, 1, letter("1/A", "a"));
  incoming::DirectionGiven direction;
  direction.lead = Assignee{{}, kOfficer};
  direction.coop = {Assignee{kOtherUnit, {}}, Assignee{{}, kOther}};
  direction.due_date = Date{std::chrono::year(2026) / 3 / 9};
  history.by(kLeader).document(kDocument, direction).document(kDocument, incoming::HandlerAssigned{kOfficer, ""});
  auto rows = history.rows_of(InboxView());
  EXPECT_THAT(reasons(rows, queue(kOther)), ElementsAre(InboxReason::to_coordinate));
  EXPECT_THAT(reasons(rows, {'u', kOtherUnit.value}), ElementsAre(InboxReason::to_coordinate));
  EXPECT_THAT(reasons(rows, queue(kOfficer)), ElementsAre(InboxReason::to_handle));

  history.by(kOther).document(kDocument, incoming::CoordinationDone{Assignee{{}, kOther}, "Đã góp ý"});
  rows = history.rows_of(InboxView());
  EXPECT_THAT(list(rows, {queue(kOther)}), IsEmpty());
  EXPECT_THAT(codes(list(rows, {queue(kOther)}, InboxViewKind::done)), ElementsAre("1/A"));
}

/// R28: urgency first in every list, then the deadline, then the arrival.
TEST(InboxR28, lists_the_most_urgent_first_then_the_nearest_deadline_then_the_oldest) {
  History history;
  const auto with_due = [](std::string code, Urgency urgency, std::optional<int> day) {
    auto registration = letter(std::move(code), "s", urgency);
    if (day) registration.due_date = Date{std::chrono::year(2026) / 3 / *day};
    return registration;
  };
  history.arrives(id<DocumentId>(1), id<FileId>(1)).registers(id<DocumentId>(1), 1, with_due("old", Urgency::none, {}));
  history.arrives(id<DocumentId>(2), id<FileId>(2)).registers(id<DocumentId>(2), 2, with_due("new", Urgency::none, {}));
  history.arrives(id<DocumentId>(3), id<FileId>(3))
      .registers(id<DocumentId>(3), 3, with_due("due20", Urgency::none, 20));
  history.arrives(id<DocumentId>(4), id<FileId>(4))
      .registers(id<DocumentId>(4), 4, with_due("due10", Urgency::none, 10));
  history.arrives(id<DocumentId>(5), id<FileId>(5))
      .registers(id<DocumentId>(5), 5, with_due("khan", Urgency::khan, {}));
  history.arrives(id<DocumentId>(6), id<FileId>(6))
      .registers(id<DocumentId>(6), 6, with_due("hoaToc", Urgency::hoa_toc, {}));

  const auto rows = history.rows_of(InboxView());

  EXPECT_THAT(codes(list(rows, {kClerks})), ElementsAre("hoaToc", "khan", "due10", "due20", "old", "new"));
}

TEST(InboxView, merges_the_queues_of_a_person_in_order_each_thing_once) {
  History history;
  history.arrives(kDocument, kFile).registers(kDocument, 1, letter("1/A", "a", Urgency::khan));
  history.document(kDocument, incoming::SubmittedToLeader{kLeader, ""});
  history.series(number_series::NumberVoidProposed{1, kDocument, "Trùng"});
  history.arrives(kSecond, kSecondFile).registers(kSecond, 2, letter("2/A", "b"));
  const auto rows = history.rows_of(InboxView());

  const auto items = list(rows, {queue(kLeader), kLeaders, kClerks});

  ASSERT_THAT(codes(items), ElementsAre("1/A", "2/A"));
  EXPECT_THAT(items[0].reasons, ElementsAre(InboxReason::to_direct, InboxReason::to_approve_void));
  EXPECT_EQ(items[0].note, "Trùng");
  const auto counts = count_inbox(rows, {queue(kLeader), kLeaders, kClerks}).value();
  EXPECT_EQ(counts.total.at(InboxViewKind::waiting), 2U);
  EXPECT_EQ(counts.by_reason.at(InboxViewKind::waiting).at(InboxReason::to_approve_void), 1U);
}

TEST(InboxView, pages_through_a_merged_list_without_losing_or_doubling) {
  History history;
  std::vector<std::string> expected;
  for (std::uint8_t i = 1; i <= 25; ++i) {
    history.arrives(id<DocumentId>(i), id<FileId>(i)).registers(id<DocumentId>(i), i, letter(std::to_string(i), "s"));
    if (i % 3 == 0) history.document(id<DocumentId>(i), incoming::SubmittedToLeader{kLeader, ""});
    if (i % 4 == 0) history.series(number_series::NumberVoidProposed{i, id<DocumentId>(i), "r"});
    expected.push_back(std::to_string(i));
  }
  const auto rows = history.rows_of(InboxView());
  std::vector<std::string> seen;
  Page page{.limit = 4, .after = ""};
  do {
    const auto part = list_inbox(rows, {kClerks, kLeaders, queue(kLeader)}, InboxViewKind::waiting, page).value();
    for (const auto& item : part.items) seen.push_back(item.code);
    page.after = part.next;
  } while (!page.after.empty());
  EXPECT_EQ(seen, expected);
}

TEST(InboxView, keeps_the_counts_equal_to_the_lists) {
  History history;
  history.arrives(kDocument, kFile).registers(kDocument, 1, letter("1/A", "a")).directed_to_unit(kDocument);
  history.arrives(kSecond, kSecondFile);
  const auto rows = history.rows_of(InboxView());
  for (const auto& who : {kClerks, kLeaders, kHeadOfUnit, queue(kClerk), queue(kLeader)}) {
    const auto counts = count_inbox(rows, {who}).value();
    for (const auto view :
         {InboxViewKind::waiting, InboxViewKind::following, InboxViewKind::given, InboxViewKind::done}) {
      std::uint64_t sum = 0;
      if (counts.by_reason.contains(view)) {
        for (const auto& [reason, count] : counts.by_reason.at(view)) sum += count;
      }
      EXPECT_EQ(sum, list(rows, {who}, view).size());
      EXPECT_EQ(counts.total.at(view), sum);
    }
  }
}

TEST(InboxView, offers_a_dossier_to_the_archivists_and_brings_it_back_with_its_faults) {
  History history;
  history.by(kOfficer).dossier(kDossier, opened(kDossier));
  history.dossier(kDossier, dossier::DossierClosed{Date{std::chrono::year(2026) / 3 / 30}, 1, 2, ""});
  history.dossier(kDossier, dossier::TransferOffered{""});
  auto rows = history.rows_of(InboxView());
  ASSERT_THAT(reasons(rows, kArchivists), ElementsAre(InboxReason::to_accept));
  EXPECT_EQ(list(rows, {kArchivists}).front().kind, ItemKind::dossier);

  history.by(kArchivist).dossier(kDossier, dossier::TransferReturned{{"Thiếu mục lục", "Thiếu chữ ký"}});
  rows = history.rows_of(InboxView());
  EXPECT_THAT(list(rows, {kArchivists}), IsEmpty());
  EXPECT_EQ(list(rows, {queue(kOfficer)}).front().note, "Thiếu mục lục; Thiếu chữ ký");

  history.by(kOfficer).dossier(kDossier, dossier::TransferOffered{""});
  history.by(kArchivist).dossier(kDossier, dossier::TransferAccepted{""});
  rows = history.rows_of(InboxView());
  EXPECT_THAT(codes(list(rows, {queue(kArchivist)}, InboxViewKind::done)), ElementsAre("H57.30.01.VP"));
  EXPECT_THAT(list(rows, {queue(kOfficer)}), IsEmpty());
}

TEST(InboxView, ends_with_a_voided_number_and_shows_nothing_of_a_secret_item) {
  History history;
  history.arrives(kDocument, kFile).registers(kDocument, 1, letter("1/A", "a"));
  history.series(number_series::NumberVoidProposed{1, kDocument, "Trùng"});
  history.by(kLeader).series(number_series::NumberVoided{1, kDocument, "Trùng", {}, {}});
  history.document(kDocument, incoming::RegistrationVoided{"Trùng"});
  history.document(kSecond, incoming::SecretItemRefused{kAgency});
  const auto rows = history.rows_of(InboxView());
  EXPECT_THAT(list(rows, {kClerks, kLeaders, queue(kClerk), queue(kLeader)}), IsEmpty());
  EXPECT_THAT(codes(list(rows, {queue(kClerk)}, InboxViewKind::done)), ElementsAre("1/A"));
  EXPECT_FALSE(rows.get(key('d', kSecond)).has_value());
}

TEST(InboxRecipients, are_the_positions_the_units_headed_and_the_roles_of_a_person_and_none_of_an_administrator) {
  Directory directory;
  const AccountId head = id<AccountId>(90), admin = id<AccountId>(91);
  const auto unit = [&](UnitId made) {
    directory.apply(organisation::Event(organisation::OrgUnitCreated{made, kAgency}), made.value);
  };
  unit(UnitId{kAgency.value});
  unit(kUnit);
  const auto post = [&](PositionId position, UnitId in, std::vector<Role> roles, AccountId holder) {
    directory.apply(organisation::Event(organisation::PositionCreated{position, in, "t", std::move(roles)}),
                    position.value);
    directory.apply(organisation::Event(organisation::PositionHeld{holder, Date{std::chrono::year(2026) / 1 / 1}}),
                    position.value);
  };
  post(kHead, kUnit, {Role::unit_head, Role::clerk}, head);
  post(kOther, kUnit, {Role::admin}, admin);

  EXPECT_THAT(recipients_of(directory, head), testing::UnorderedElementsAre(kClerks, queue(kHead), kHeadOfUnit));
  EXPECT_THAT(recipients_of(directory, admin), IsEmpty());
}

}  // namespace
}  // namespace chauban::projections

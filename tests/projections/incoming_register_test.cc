// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/incoming_register.h"

#include "tests/projections/history.h"

namespace chauban::projections {
namespace {

using testing::ElementsAre;

std::vector<int> numbers(const Listed<RegisterRow>& listed) {
  std::vector<int> result;
  for (const auto& row : listed.items) result.push_back(row.arrival_number);
  return result;
}

/// ND30 Phụ lục IV, VI: ten columns, under their names, in their order.
TEST(IncomingRegister, has_the_ten_columns_of_the_form) {
  EXPECT_THAT(register_columns(), ElementsAre("Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu văn bản",
                                              "Ngày tháng văn bản", "Tên loại và trích yếu nội dung",
                                              "Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú"));
}

TEST(IncomingRegister, fills_every_column_from_what_happened) {
  History history;
  auto registration = letter("15/QĐ-UBND", "Kế hoạch", Urgency::khan);
  registration.description = "Kèm 02 phụ lục";
  history.arrives(kDocument, kFile).registers(kDocument, 1, registration).directed_to_unit(kDocument);
  history.days_later(1).by(kHead).document(kDocument, incoming::DeliveryAcknowledged{Assignee{kUnit, {}}});

  const auto rows = register_rows(history.rows_of(IncomingRegisterView()), kAgency, 2026, 1, 0, {}).value();

  ASSERT_EQ(rows.items.size(), 1U);
  const auto& row = rows.items[0];
  EXPECT_EQ(format_date(row.arrival_date), "2026-03-02");
  EXPECT_EQ(row.arrival_number, 1);
  EXPECT_EQ(row.issuer, "Sở Nội vụ");
  EXPECT_EQ(row.code, "15/QĐ-UBND");
  EXPECT_EQ(format_date(row.issue_date), "2026-02-27");
  EXPECT_EQ(row.kind, "quyết định");
  EXPECT_EQ(row.subject, "Kế hoạch");
  EXPECT_THAT(row.recipients, ElementsAre(Assignee{kUnit, {}}));
  EXPECT_EQ(format_date(row.forwarded_on), "2026-03-02");
  ASSERT_EQ(row.receipts.size(), 1U);
  EXPECT_EQ(row.receipts[0].by, acting(kHead));
  EXPECT_EQ(row.note, "Kèm 02 phụ lục");
}

TEST(IncomingRegister, keeps_the_old_value_of_a_corrected_cell_with_who_and_when) {
  History history;
  auto registration = letter("15/QĐ-UBND", "Kế hoach");
  history.arrives(kDocument, kFile).registers(kDocument, 1, registration);
  registration.subject = "Kế hoạch";
  history.by(kOther).document(
      kDocument, incoming::RegistrationCorrected{"subject", "Kế hoach", "Kế hoạch", "Gõ nhầm", registration});

  const auto row = register_rows(history.rows_of(IncomingRegisterView()), kAgency, 2026, 1, 0, {}).value().items.at(0);

  EXPECT_EQ(row.subject, "Kế hoạch");
  ASSERT_EQ(row.corrections.size(), 1U);
  EXPECT_EQ(row.corrections[0],
            (Correction{"subject", "Kế hoach", "Kế hoạch", "Gõ nhầm", acting(kOther), history.now()}));
}

TEST(IncomingRegister, keeps_a_voided_number_in_its_place_and_counts_it_apart) {
  History history;
  history.series(number_series::SeriesOpened{kSeries, kAgency, "in", 2026, 1, ""});
  history.arrives(kDocument, kFile).registers(kDocument, 1, letter("1/A", "a"));
  history.arrives(kSecond, kSecondFile).registers(kSecond, 2, letter("2/A", "b"));
  const auto proposer = acting(kClerk).account, approver = acting(kLeader).account;
  history.by(kLeader).series(number_series::NumberVoided{1, kDocument, "Đăng ký trùng", proposer, approver});
  history.document(kDocument, incoming::RegistrationVoided{"Đăng ký trùng"});
  const auto rows = history.rows_of(IncomingRegisterView());

  const auto listed = register_rows(rows, kAgency, 2026, 1, 0, {}).value();

  ASSERT_THAT(numbers(listed), ElementsAre(1, 2));
  EXPECT_EQ(listed.items[0].voided,
            (Voided{"Đăng ký trùng", proposer, approver, history.events().at(9).facts.occurred_at}));
  EXPECT_FALSE(listed.items[1].voided);
  EXPECT_EQ(register_year(rows, kAgency, 2026).value(), (RegisterYear{2026, 1, 2, 1, 1, 1, ""}));
}

TEST(IncomingRegister, gives_a_stretch_of_numbers_in_order_a_page_at_a_time) {
  History history;
  for (std::uint8_t i = 1; i <= 9; ++i) {
    history.arrives(id<DocumentId>(i), id<FileId>(i)).registers(id<DocumentId>(i), i + 250, letter("c", "s"));
  }
  const auto rows = history.rows_of(IncomingRegisterView());
  EXPECT_THAT(numbers(register_rows(rows, kAgency, 2026, 254, 257, {}).value()), ElementsAre(254, 255, 256, 257));
  const auto first = register_rows(rows, kAgency, 2026, 254, 257, {.limit = 3, .after = ""}).value();
  EXPECT_THAT(numbers(first), ElementsAre(254, 255, 256));
  EXPECT_THAT(numbers(register_rows(rows, kAgency, 2026, 254, 257, {.limit = 3, .after = first.next}).value()),
              ElementsAre(257));
  EXPECT_TRUE(register_rows(rows, kAgency, 2025, 1, 0, {}).value().items.empty());
}

TEST(IncomingRegister, says_that_a_year_continues_a_paper_register) {
  History history;
  history.series(number_series::SeriesOpened{kSeries, kAgency, "in", 2026, 413, "sổ giấy"});
  const auto rows = history.rows_of(IncomingRegisterView());
  const auto years = register_years(rows, kAgency).value();
  ASSERT_EQ(years.size(), 1U);
  EXPECT_EQ(years[0].first_free, 413);
  EXPECT_EQ(years[0].imported_from, "sổ giấy");
}

}  // namespace
}  // namespace chauban::projections

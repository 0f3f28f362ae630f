// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_query.h"

#include "schemas/base/time.h"

#include <random>

namespace chauban::search {
namespace {

const Clause& only(const ParsedQuery& query) { return query.units.at(0).at(0); }

TEST(SearchQuery, words_are_anded_and_or_joins_neighbours) {
  const auto query = parse_query("a kỷ OR cương -b");

  ASSERT_EQ(query.units.size(), 3U);
  EXPECT_EQ(query.units[1].size(), 2U);
  EXPECT_TRUE(query.units[2][0].negated);
}

TEST(SearchQuery, a_phrase_and_a_prefix) {
  const auto query = parse_query("\"thanh tra đột xuất\" cach*");

  EXPECT_TRUE(query.units[0][0].quoted);
  EXPECT_EQ(query.units[0][0].tokens.size(), 4U);
  EXPECT_TRUE(query.units[1][0].prefix);
  EXPECT_TRUE(parse_query("“cải cách”").units[0][0].quoted);
}

TEST(SearchQuery, fields_with_and_without_marks_and_with_a_space) {
  EXPECT_EQ(only(parse_query("loại: kế hoạch")).value, "ke hoach");
  EXPECT_EQ(parse_query("loại: kế hoạch năm").units.size(), 2U);
  EXPECT_EQ(only(parse_query("loai:qd")).value, "quyet dinh");
  EXPECT_EQ(only(parse_query("của: Dũng")).where, Where::people);
  EXPECT_EQ(only(parse_query("nam: 2026")).from, 2026);
  EXPECT_EQ(only(parse_query("so:15")).value, "#15");
  EXPECT_EQ(only(parse_query("số: 15/QĐ-UBND")).value, "15/qd-ubnd");
  EXPECT_EQ(only(parse_query("trichyeu:\"kỷ luật\"")).tokens.size(), 2U);
}

TEST(SearchQuery, ranges_of_days) {
  const auto quarter = only(parse_query("ngay:2021-01-01..2021-03-31"));
  EXPECT_EQ(quarter.from, to_days(*parse_date("2021-01-01")));
  EXPECT_EQ(quarter.to, to_days(*parse_date("2021-03-31")));

  const auto month = only(parse_query("ngày: 2/2024"));
  EXPECT_EQ(month.to, to_days(*parse_date("2024-02-29")));
}

TEST(SearchQuery, what_is_malformed_is_read_literally_and_says_so) {
  for (const auto* text : {"\"kỷ luật", "ngay:32/13/2021 a", "OR kỷ", "nam:abc"}) {
    const auto query = parse_query(text);
    EXPECT_FALSE(query.empty()) << text;
    ASSERT_FALSE(query.notes.empty()) << text;
    EXPECT_EQ(query.notes[0].key, "query_literal") << text;
  }
}

TEST(SearchQuery, overdue_is_a_filter_only_where_today_is_known) {
  EXPECT_EQ(only(parse_query("quá hạn", {MarksMode::automatic, true})).where, Where::overdue);
  EXPECT_EQ(parse_query("quá hạn").units.size(), 2U);
}

TEST(SearchQuery, random_bytes_never_do_harm) {
  std::mt19937 random(7);
  const std::string pieces[] = {"\"", "-",    "*",  ":",   "so:", "ngay:",  "OR",       " ",
                                "đ",  "\xFF", "..", "15/", "QĐ",  "loai: ", "\xCC\x81", "a"};
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (int i = 0; i < 12; ++i) text += pieces[random() % std::size(pieces)];
    for (const auto& unit : parse_query(text).units) EXPECT_FALSE(unit.empty());
  }
  EXPECT_LE(parse_query(std::string(100'000, '"') + " a b").units.size(), 32U);
}

}  // namespace
}  // namespace chauban::search

// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_terms.h"

#include "projections/search_code.h"
#include "schemas/base/text.h"

namespace chauban::search {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

std::vector<std::string> folded(std::string_view text) {
  std::vector<std::string> out;
  for (const auto& token : tokenize(text)) out.push_back(token.folded);
  return out;
}
std::vector<std::string> exact(std::string_view text) {
  std::vector<std::string> out;
  for (const auto& token : tokenize(text)) out.push_back(token.exact);
  return out;
}

TEST(SearchTerms, tone_placement_does_not_matter) {
  EXPECT_EQ(exact_form("hoà"), exact_form("hòa"));
  EXPECT_EQ(exact_form("thuý"), exact_form("thúy"));
  EXPECT_EQ(exact_form("hòan"), exact_form("hoàn"));
  EXPECT_EQ(exact_form("qúy"), exact_form("quý"));
  EXPECT_EQ(exact_form("HOÀ"), "hòa");
}

TEST(SearchTerms, different_marks_stay_different) {
  EXPECT_NE(exact_form("bán"), exact_form("bạn"));
  EXPECT_NE(exact_form("mưa"), exact_form("mua"));
  EXPECT_NE(exact_form("già"), exact_form("gia"));
  EXPECT_EQ(exact_form("nghiêng"), "nghiêng");
  EXPECT_EQ(exact_form("khuỷu"), "khuỷu");
  EXPECT_EQ(exact_form("người"), "người");
}

TEST(SearchTerms, lone_y_is_i) {
  EXPECT_EQ(exact_form("kỹ"), "kĩ");
  EXPECT_EQ(folded_form("Kỷ"), "ki");
  EXPECT_EQ(folded_form("quý"), folded_form("quí"));
  EXPECT_EQ(exact_form("thúy"), "thúy");
  EXPECT_EQ(exact_form("máy"), "máy");
  EXPECT_EQ(display_form("kỉ"), "kỷ");
}

TEST(SearchTerms, d_with_stroke_in_all_its_code_points) {
  EXPECT_EQ(exact_form("Đất"), exact_form("đất"));
  EXPECT_EQ(exact_form("\u00D0ất"), exact_form("đất"));
  EXPECT_EQ(folded_form("Đất"), "dat");
}

TEST(SearchTerms, decomposed_text_gives_the_same_terms) {
  EXPECT_EQ(exact("ky\u0309 lua\u0323\u0302t"), exact("kỷ luật"));
  EXPECT_EQ(exact("QU\u00DD"), exact("QUY\u0301"));
}

TEST(SearchTerms, text_is_cut_at_everything_but_letters_and_digits) {
  EXPECT_THAT(folded("Về việc: \"kỷ luật\", (kỷ cương)…"), ElementsAre("ve", "viec", "ki", "luat", "ki", "cuong"));
  EXPECT_THAT(folded("và/hoặc"), ElementsAre("va", "hoac"));
}

TEST(SearchTerms, codes_numbers_and_dates_stay_whole) {
  EXPECT_THAT(exact("số 15/QĐ-UBND."), ElementsAre("số", "15/qđ-ubnd"));
  EXPECT_THAT(folded("05/2021/NQ-HĐND"), ElementsAre("5/2021/nq-hdnd"));
  EXPECT_THAT(folded("1.250.000 đồng, 1,250,000; 3,5"), ElementsAre("1250000", "dong", "1250000", "3,5"));
  EXPECT_THAT(folded("29/4/2021 29-04-2021 29.4.2021 2021-04-29"),
              ElementsAre("2021-04-29", "2021-04-29", "2021-04-29", "2021-04-29"));
  EXPECT_THAT(folded("31/2/2021"), ElementsAre("31", "2", "2021"));
  EXPECT_THAT(folded("15/QĐ-UBND,18/KH-UBND"), ElementsAre("15/qd-ubnd", "18/kh-ubnd"));
  EXPECT_THAT(folded("30/NN&MT-VP"), ElementsAre("30/nn&mt-vp"));
}

TEST(SearchTerms, offsets_point_at_the_words) {
  const std::string text = "(Kỷ luật)";
  const auto tokens = tokenize(text);

  ASSERT_EQ(tokens.size(), 2U);
  EXPECT_EQ(text.substr(tokens[1].begin, tokens[1].end - tokens[1].begin), "luật");
}

TEST(SearchTerms, hostile_text_is_read_without_harm) {
  EXPECT_THAT(folded("a\xFF\xFE b\xC3"), ElementsAre("a", "b"));
  EXPECT_TRUE(tokenize("").empty());
  EXPECT_LE(tokenize(std::string(100'000, 'x')).front().folded.size(), 120U);
  EXPECT_TRUE(is_utf8(tokenize("đđ" + std::string(60, 'x') + std::string(300, '\xC4')).front().exact));
}

TEST(SearchCode, is_read_in_every_spelling) {
  const auto plain = *parse_code("15/QĐ-UBND");
  EXPECT_EQ(plain.whole(), "15/qđ-ubnd");
  EXPECT_EQ(plain.folded(), "15/qd-ubnd");
  for (const auto* typed : {"15/QĐ-UBND", "15/qd-ubnd", "15 qd ubnd", "15 QĐ UBND", "số 15/QĐ-UBND", "15 / QĐ - UBND",
                            "015/qđ-ubnd", "15/QĐ\u2013UBND", "Số: 15/qd-ubnd", "15 qd-ubnd"}) {
    const auto code = parse_typed_code(typed);
    ASSERT_TRUE(code) << typed;
    EXPECT_EQ(code->folded(), "15/qd-ubnd") << typed;
  }
  for (const auto* typed : {"15/QĐ-UBND 2021", "15 qd ubnd 2021", "15/qđ-ubnd/2021", "15/QĐ-UBND năm 2021"}) {
    EXPECT_EQ(parse_typed_code(typed)->issue_year, 2021) << typed;
    EXPECT_EQ(parse_typed_code(typed)->folded(), "15/qd-ubnd") << typed;
  }
}

TEST(SearchCode, a_year_inside_makes_another_code) {
  EXPECT_EQ(parse_code("15/2026/QĐ-UBND")->folded(), "15/2026/qd-ubnd");
  EXPECT_THAT(code_terms("15/2026/QĐ-UBND", 2026), Not(Contains("15/qd-ubnd")));
}

TEST(SearchCode, sentences_are_no_codes) {
  for (const auto* text :
       {"15 người dân", "báo cáo quý", "15", "2021", "15/4/2021", "kỷ luật", "24/7", "120/ha", "15 ngày", ""}) {
    EXPECT_FALSE(parse_typed_code(text)) << text;
  }
}

TEST(SearchCode, kinds_are_known_by_name_and_abbreviation) {
  EXPECT_EQ(find_kind("qd")->name, "quyết định");
  EXPECT_EQ(find_kind("ke hoach")->abbreviation, "KH");
  EXPECT_EQ(find_kind("CTr")->name, "chương trình");
  EXPECT_EQ(find_kind("đa")->name, "đề án");
  EXPECT_EQ(find_kind("da")->name, "dự án");
  EXPECT_EQ(find_kind("xyz"), nullptr);
}

}  // namespace
}  // namespace chauban::search

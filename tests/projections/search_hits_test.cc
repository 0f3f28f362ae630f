// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_hits.h"

#include "tests/projections/search_support.h"

namespace chauban::search {
namespace {

std::vector<PageWords> pages(const std::vector<std::string>& texts) {
  std::vector<PageWords> out;
  for (const auto& text : texts) out.push_back({static_cast<int>(out.size()) + 1, words_of(text)});
  return out;
}

TEST(SearchHits, words_are_found_by_page_and_index) {
  const auto hits = find_hits(parse_query("ky luat"), pages({"Về việc", "tăng cường kỷ luật, kỷ cương"}));

  ASSERT_EQ(hits.size(), 3U);
  EXPECT_EQ(hits[0], (WordHit{2, 2, 2, 0, false}));
  EXPECT_EQ(hits[1], (WordHit{2, 3, 3, 1, false}));
}

TEST(SearchHits, a_phrase_over_a_page_break_gives_a_hit_on_each_page) {
  const auto hits =
      find_hits(parse_query("\"thanh tra đột xuất\""), pages({"quyết định thanh tra", "đột xuất tại xã"}));

  ASSERT_EQ(hits.size(), 2U);
  EXPECT_EQ(hits[0], (WordHit{1, 2, 3, 0, true}));
  EXPECT_EQ(hits[1], (WordHit{2, 0, 1, 0, true}));
}

TEST(SearchHits, other_markings_are_hits_only_where_the_typed_one_is_nowhere) {
  EXPECT_EQ(find_hits(parse_query("bán"), pages({"bạn bán bàn"})).size(), 1U);
  EXPECT_EQ(find_hits(parse_query("bán"), pages({"bạn bàn"})).size(), 2U);
}

TEST(SearchHits, a_code_is_one_word) {
  const auto hits = find_hits(parse_query("15/qd-ubnd"), pages({"Căn cứ 115/QĐ-UBND và 15/QĐ-UBND,"}));

  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits[0].first_word, 4U);
}

TEST(SearchHits, the_snippet_shows_the_best_passage) {
  std::string text = "kỷ";
  for (int i = 0; i < 100; ++i) text += " x" + std::to_string(i);
  const auto words = pages({text + " tăng cường kỷ luật, kỷ cương trong tiếp nhận"});
  const auto snippet = make_snippet(find_hits(parse_query("\"kỷ luật\" kỷ"), words), words, 10);

  EXPECT_NE(snippet.text.find("⟦kỷ luật⟧, ⟦kỷ⟧ cương"), std::string::npos) << snippet.text;
  EXPECT_EQ(snippet.page, 1);
  EXPECT_TRUE(snippet.text.starts_with("… "));
}

TEST(SearchHits, without_hits_the_beginning_is_shown) {
  const auto words = pages({"Ủy ban nhân dân"});

  EXPECT_EQ(make_snippet({}, words).text, "Ủy ban nhân dân");
  EXPECT_EQ(make_snippet({}, {}).text, "");
}

}  // namespace
}  // namespace chauban::search

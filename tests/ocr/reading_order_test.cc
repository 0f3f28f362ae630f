// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/steps/reading_order.h"

namespace chauban::ocr {
namespace {

constexpr double kPage = 1000;

/// A line of words, 20 high, each 12 a letter wide with a gap of 10. `line` is how the recogniser numbered it.
void add_line(std::vector<Word>& words, const std::string& text, double left, double top, int line) {
  std::string word;
  for (const char c : text + " ") {
    if (c != ' ') {
      word += c;
      continue;
    }
    const double width = 12 * static_cast<double>(word.size());
    words.push_back({word, {left, top, left + width, top + 20}, 1, line, 0});
    left += width + 10;
    word.clear();
  }
}

std::string read(std::vector<Word> words) {
  PageText page;
  page.words = in_reading_order(std::move(words), kPage);
  return plain_text(page);
}

TEST(ReadingOrder, AHeadOfTwoColumnsIsReadLeftColumnFirst) {
  std::vector<Word> words;
  add_line(words, "SO NOI VU", 80, 100, 0);
  add_line(words, "CONG HOA XA HOI", 560, 101, 0);  // one line of the recogniser
  add_line(words, "So: 15/QD", 90, 130, 1);
  add_line(words, "Hue, ngay 5", 580, 130, 1);
  add_line(words, "Can cu chuong trinh cong tac nam nay va tinh hinh thuc te tai dia phuong", 80, 260, 2);
  EXPECT_EQ(read(words),
            "SO NOI VU\nSo: 15/QD\n\nCONG HOA XA HOI\nHue, ngay 5\n\n"
            "Can cu chuong trinh cong tac nam nay va tinh hinh thuc te tai dia phuong\n");
}

TEST(ReadingOrder, ATableIsReadRowByRow) {
  std::vector<Word> words;
  for (int row = 0; row < 3; ++row) {
    const double top = 100 + 30 * row;
    add_line(words, "a" + std::to_string(row), 100, top, 3 * row);
    add_line(words, "b" + std::to_string(row), 400, top, 3 * row + 1);
    add_line(words, "c" + std::to_string(row), 700, top, 3 * row + 2);
  }
  EXPECT_EQ(read(words), "a0 b0 c0\na1 b1 c1\na2 b2 c2\n");
}

TEST(ReadingOrder, TheSignatureBlockFollowsTheRecipients) {
  std::vector<Word> words;
  add_line(words, "xin tran trong cam on cac don vi da phoi hop thuc hien nhiem vu duoc giao", 80, 100, 0);
  add_line(words, "Noi nhan:", 80, 200, 1);
  add_line(words, "KT. GIAM DOC", 600, 200, 1);
  add_line(words, "- Nhu tren;", 80, 230, 2);
  add_line(words, "PHO GIAM DOC", 600, 230, 2);
  add_line(words, "Tran Van An", 610, 420, 3);
  EXPECT_EQ(read(words),
            "xin tran trong cam on cac don vi da phoi hop thuc hien nhiem vu duoc giao\n\n"
            "Noi nhan:\n- Nhu tren;\n\nKT. GIAM DOC\nPHO GIAM DOC\n\nTran Van An\n");
}

TEST(ReadingOrder, LinesAndBlocksRiseAndNoWordIsLost) {
  std::vector<Word> words;
  for (int line = 0; line < 20; ++line) add_line(words, "mot hai ba bon nam sau", 80, 100 + 30 * line, 19 - line);
  const auto ordered = in_reading_order(words, kPage);
  ASSERT_EQ(ordered.size(), words.size());
  for (std::size_t i = 1; i < ordered.size(); ++i) {
    EXPECT_GE(ordered[i].line, ordered[i - 1].line);
    EXPECT_GE(ordered[i].block, ordered[i - 1].block);
    EXPECT_GE(ordered[i].box_pt.top, ordered[i - 1].box_pt.top);
  }
  EXPECT_TRUE(in_reading_order({}, kPage).empty());
}

}  // namespace
}  // namespace chauban::ocr

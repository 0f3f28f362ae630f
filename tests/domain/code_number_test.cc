// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/code_number.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chauban {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> warnings(std::string_view text) {
  const auto parsed = parse_code(text);
  return parsed ? parsed->warnings : std::vector<std::string>{"no code"};
}

TEST(CodeNumber, reads_each_class_of_the_grammar) {
  EXPECT_EQ(parse_code("15/QĐ-UBND")->code, (CodeNumber{DocClass::administrative, 15, {}, "QĐ", "UBND", ""}));
  EXPECT_EQ(parse_code("1287/SNV-CCHC")->code, (CodeNumber{DocClass::administrative, 1287, {}, "", "SNV", "CCHC"}));
  EXPECT_EQ(parse_code("15/2026/QĐ-UBND")->code, (CodeNumber{DocClass::normative, 15, 2026, "QĐ", "UBND", ""}));
  EXPECT_EQ(parse_code("12/SY-UBND")->code, (CodeNumber{DocClass::copy, 12, {}, "SY", "UBND", ""}));
  EXPECT_EQ(parse_code("33/2024/QH15")->code, (CodeNumber{DocClass::normative, 33, 2024, "", "QH15", ""}));
  EXPECT_EQ(parse_code("30/2020/NĐ-CP")->code.str(), "30/2020/NĐ-CP");
  EXPECT_EQ(parse_code("45/SNN-NN&MT")->code.unit, "NN&MT");
}

TEST(CodeNumber, writes_what_it_read) {
  for (const auto* text : {"05/BC-SNV", "15/QĐ-UBND", "1287/SNV-CCHC", "15/2026/QĐ-UBND", "12/TrS-UBND",
                           "01/2016/TTLT-BTP-BNV", "33/2024/QH15"}) {
    ASSERT_TRUE(parse_code(text)) << text;
    EXPECT_EQ(parse_code(text)->code.str(), text);
    EXPECT_THAT(warnings(text), IsEmpty()) << text;
  }
}

TEST(CodeNumber, R1_wants_two_digits_and_no_other_padding) {
  EXPECT_THAT(warnings("05/BC-SNV"), IsEmpty());
  EXPECT_THAT(warnings("5/BC-SNV"), ElementsAre("VT-R1"));
  EXPECT_THAT(warnings("005/BC-SNV"), ElementsAre("VT-R1"));
}

TEST(CodeNumber, R2_tells_kinds_by_case_and_marks) {
  EXPECT_THAT(warnings("15/QĐ-UBND"), IsEmpty());
  EXPECT_THAT(warnings("15/QD-UBND"), ElementsAre("VT-R2"));
  EXPECT_FALSE(parse_code("15-QĐ/UBND"));
  EXPECT_NE(parse_code("01/CT-UBND")->code, parse_code("01/CTr-UBND")->code);
}

TEST(CodeNumber, R3_gives_no_kind_to_an_official_letter) {
  EXPECT_THAT(warnings("1287/SNV-CCHC"), IsEmpty());
  EXPECT_THAT(warnings("1287/CV-SNV"), ElementsAre("VT-R3"));
}

TEST(CodeNumber, R4_lets_only_normative_documents_carry_the_year) {
  EXPECT_THAT(warnings("15/2026/QĐ-UBND"), IsEmpty());
  EXPECT_THAT(warnings("15/2026/BC-UBND"), ElementsAre("VT-R4"));
}

TEST(CodeNumber, tolerates_how_people_type) {
  EXPECT_EQ(parse_code("15 / QĐ - UBND")->code, parse_code("15/QĐ-UBND")->code);
  EXPECT_EQ(parse_code("15/Q\xC3\x90-UBND")->code, parse_code("15/QĐ-UBND")->code);          // Ð for Đ
  EXPECT_EQ(parse_code("15/TTr-H\xC3\x80N")->code, parse_code("15/TTr-HA\xCC\x80N")->code);  // NFC, NFD
}

TEST(CodeNumber, refuses_what_is_no_code) {
  for (const std::string text : {"", "abc", "15", "15/", "/QĐ-UBND", "0/QĐ-UBND", "123456/QĐ-UBND", "15/QĐ UBND x",
                                 "15/\xFF", "-5/QĐ-UBND", "15/QĐ;UBND"}) {
    EXPECT_FALSE(parse_code(text)) << text;
  }
}

TEST(CodeNumber, knows_the_29_kinds) {
  EXPECT_EQ(document_kinds().size(), 29u);
  std::set<int> codes;
  for (const auto& kind : document_kinds()) codes.insert(kind.tt05);
  EXPECT_EQ(codes.size(), 29u);
}

TEST(CodeNumber, finds_one_paper_under_two_spellings) {
  EXPECT_EQ(duplicate_key("5/BC-SNV", "2026-11-19", "Sở Nội vụ"),
            duplicate_key("05/BC - SNV", "2026-11-19", " SỞ NỘI VỤ"));
  EXPECT_NE(duplicate_key("15/QĐ-UBND", "2026-11-19", "a"), duplicate_key("15/2026/QĐ-UBND", "2026-11-19", "a"));
  EXPECT_NE(duplicate_key("15/QĐ-UBND", "2026-11-19", "a"), duplicate_key("15/QĐ-UBND", "2026-11-20", "a"));
}

}  // namespace
}  // namespace chauban

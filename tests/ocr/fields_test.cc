// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/fields.h"

#include "ocr/field_code.h"
#include "ocr/service.h"
#include "tests/ocr/scans.h"
#include "tests/support/matchers.h"

#include <boost/json.hpp>

namespace chauban::ocr {
namespace {

/// A page of A4 with lines of words at the given places (points).
PageText page_with(const std::vector<std::tuple<std::string, double, double>>& lines) {
  PageText page;
  page.width_pt = 595;
  page.height_pt = 842;
  int number = 0;
  for (const auto& [text, x, y] : lines) {
    double left = x;
    std::string word;
    for (const char c : text + " ") {
      if (c != ' ') {
        word += c;
        continue;
      }
      const double width = 5 * static_cast<double>(word.size());
      page.words.push_back({word, {left, y, left + width, y + 12}, 0.95, number, number});
      left += width + 4;
      word.clear();
    }
    ++number;
  }
  return page;
}

std::string value_of(const std::vector<FieldProposal>& fields, const std::string& name) {
  for (const auto& field : fields) {
    if (field.field == name) return field.value;
  }
  return "";
}

TEST(CodeLine, IsReadByTheGrammarOfSymbols) {
  const auto plain = parse_code_line("Số: 15/QĐ-UBND");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->value, "15/QĐ-UBND");
  EXPECT_EQ(plain->kind, "QĐ");
  EXPECT_FALSE(plain->mended);
  const auto stamped = parse_code_line("Số: 1119/KH-VP[ HỎA TỐC");
  ASSERT_TRUE(stamped);
  EXPECT_EQ(stamped->value, "1119/KH-VP");
  EXPECT_EQ(urgency_of(stamped->rest), "hoaToc");
  const auto letter = parse_code_line("Số: 586/STTTT-VP");
  ASSERT_TRUE(letter);
  EXPECT_EQ(letter->kind, "");
  const auto normative = parse_code_line("Số: 01/2026/NQ-HĐND");
  ASSERT_TRUE(normative);
  EXPECT_EQ(normative->value, "01/2026/NQ-HĐND");
  EXPECT_EQ(normative->kind, "NQ");
  const auto slipped = parse_code_line("Số: 3O/QD-UBND");
  ASSERT_TRUE(slipped);
  EXPECT_EQ(slipped->value, "30/QĐ-UBND");
  EXPECT_TRUE(slipped->mended);
  EXPECT_FALSE(parse_code_line("SỞ TÀI CHÍNH"));
  EXPECT_FALSE(parse_code_line("Số hồ sơ đã giải quyết trong năm là 12/15"));
}

TEST(Fields, ADateThatDoesNotExistIsNotProposed) {
  const auto page = page_with({{"Huế, ngày 31 tháng 02 năm 2026", 330, 90}});
  EXPECT_EQ(value_of(propose_fields({page}), "issueDate"), "");
  const auto good = page_with({{"Huế, ngày 05 tháng 3 năm 2026", 330, 90}});
  EXPECT_EQ(value_of(propose_fields({good}), "issueDate"), "2026-03-05");
  EXPECT_EQ(value_of(propose_fields({good}), "place"), "Huế");
}

TEST(Fields, AMarkOfSecrecyStandsByItselfInTheHead) {
  const auto marked = page_with({{"Số: 15/BC-UBND", 90, 90}, {"TỐI MẬT", 90, 120}});
  ASSERT_TRUE(secrecy_mark({marked}));
  EXPECT_EQ(secrecy_mark({marked})->value, "toiMat");
  EXPECT_EQ(secrecy_mark({page_with({{"", 0, 0}}), page_with({{"MẬT", 90, 60}})})->page, 1);
  EXPECT_EQ(secrecy_mark({page_with({{"Số: 15/BC-UBND TUYỆT MẬT", 90, 90}})})->value, "tuyetMat");
  EXPECT_FALSE(secrecy_mark({page_with({{"trừ văn bản thuộc danh mục bí mật nhà nước", 90, 120}})}));
  EXPECT_FALSE(secrecy_mark({page_with({{"mật", 90, 120}})}));
  EXPECT_FALSE(secrecy_mark({page_with({{"MẬT", 90, 700}})}));
}

TEST(Fields, ASealOverTheSignersPostIsMendedOrDoubted) {
  const auto signed_by = [](const std::string& authority, const std::string& position) {
    return propose_fields({page_with({{"Nơi nhận:", 80, 500},
                                      {"- Như trên;", 80, 520},
                                      {"- Lưu: VT.", 80, 540},
                                      {authority, 350, 500},
                                      {position, 350, 520},
                                      {"Trần Văn An", 360, 620}})});
  };
  const auto mended = signed_by("TM: ỦY BAN NHÂN DÂN", "C Ủ TỊCH");
  EXPECT_EQ(value_of(mended, "signerAuthority"), "TM. ỦY BAN NHÂN DÂN");
  EXPECT_EQ(value_of(mended, "signerPosition"), "CHỦ TỊCH");
  EXPECT_EQ(value_of(mended, "signerName"), "Trần Văn An");
  EXPECT_EQ(value_of(mended, "recipients"), "Như trên\nLưu: VT");
  for (const auto& field : signed_by("KT. GIÁM ĐỐC", "GIÁM ĐỐC")) {
    if (field.field == "signerPosition") {
      EXPECT_LE(field.confidence, 0.5);
    }
  }
}

TEST(Fields, NoPagesGiveNoFields) { EXPECT_TRUE(propose_fields({}).empty()); }

/// Real scans, against what they say. Poor scans may lose a field; clean and office ones may not lose many.
TEST(Fields, OfRealScansAreFound) {
  const auto truth = boost::json::parse(file_bytes(scan("truth.json"))).at("documents").as_array();
  Reading reading;
  std::map<std::pair<Uuid, int>, std::size_t> owner;
  std::size_t pages = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (truth[i].at("level").as_string() == "poor") continue;
    for (int page = 0; page < truth[i].at("pages").as_int64(); ++page, ++pages) {
      owner[{reading.add(scan(std::string(truth[i].at("file").as_string())), page), page}] = i;
    }
  }
  std::map<std::size_t, std::map<int, PageText>> read;
  for (const auto& result : reading.wait(pages)) {
    ASSERT_THAT(result.text, Succeeds());
    read[owner.at({result.job, result.page})][result.page] = *result.text;
  }
  const std::map<std::string, std::string> names = {{"code", "symbol"},
                                                    {"issueDate", "date"},
                                                    {"issuer", "agency"},
                                                    {"parentIssuer", "parent_agency"},
                                                    {"place", "place"},
                                                    {"kind", "kind"},
                                                    {"subject", "subject"},
                                                    {"signerName", "signer_name"},
                                                    {"signerPosition", "signer_title"}};
  int exact = 0;
  int all = 0;
  for (const auto& [index, texts] : read) {
    std::vector<PageText> document;
    for (const auto& [page, text] : texts) document.push_back(text);
    const auto fields = propose_fields(document);
    for (const auto& [field, key] : names) {
      ++all;
      const std::string expected(truth[index].at("fields").at(key).as_string());
      if (value_of(fields, field) == expected) {
        ++exact;
      } else {
        std::cout << truth[index].at("file") << ' ' << field << ": " << expected << " | " << value_of(fields, field)
                  << '\n';
      }
    }
    for (const auto& field : fields) {
      EXPECT_GT(field.box_pt.width(), 0) << field.field;
      EXPECT_TRUE(field.confidence > 0 && field.confidence <= 1) << field.field;
    }
  }
  EXPECT_GE(exact, all * 9 / 10) << "of " << all;
}

}  // namespace
}  // namespace chauban::ocr

// SPDX-License-Identifier: GPL-3.0-or-later
#include "schemas/base/ids.h"
#include "schemas/base/text.h"
#include "schemas/base/time.h"
#include "tests/support/matchers.h"

#include <gtest/gtest.h>

namespace chauban {
namespace {

using namespace std::chrono_literals;

TEST(Text, folds_vietnamese_to_plain_letters) {
  EXPECT_EQ(fold("Kỷ luật, KỶ CƯƠNG Đồng"), "ky luat, ky cuong dong");
  EXPECT_EQ(fold("ho\xCC\x80"
                 "a"),
            "hoa");
}

TEST(Text, appends_characters_of_each_length) {
  std::string text;
  for (const char32_t c : {U'a', U'đ', U'ệ', U'𠊛'}) append_character(text, c);
  EXPECT_EQ(text, "ađệ𠊛");
}

TEST(Text, folds_a_character_alike_whether_it_is_looked_up_or_worked_out) {
  const std::string unknown = "中";  // no table has it, so that what stands beside it is worked out too
  for (char32_t c = 0x80; c < 0x2100; ++c) {
    std::string text;
    append_character(text, c);
    if (c == 0x03A3) continue;  // Σ: its small letter depends on what follows
    EXPECT_EQ(fold(text + "A") + unknown, fold(text + "A" + unknown)) << std::hex << static_cast<unsigned>(c);
  }
}

TEST(Text, keeps_nfc_and_mends_the_icelandic_eth) {
  EXPECT_EQ(*parse_text("subject",
                        "\xC3\x90"
                        "o\xCC\x82"
                        "ng"),
            "Đông");
}

TEST(Text, refuses_what_could_deceive_or_harm) {
  EXPECT_THAT(parse_text("subject", std::string_view("a\0b", 3)),
              FailsWith(ErrorCode::invalid_field, "text_control_character"));
  EXPECT_THAT(parse_text("subject", "a\u202Eb"), FailsWith(ErrorCode::invalid_field, "text_control_character"));
  EXPECT_THAT(parse_text("subject", "\xC3\x28"), FailsWith(ErrorCode::invalid_field, "text_not_utf8"));
  EXPECT_THAT(parse_text("subject", std::string(501, 'a')), FailsWith(ErrorCode::invalid_field, "text_too_long"));
  EXPECT_THAT(parse_text("subject", "  ", {.required = true}), FailsWith(ErrorCode::invalid_field, "text_missing"));
  EXPECT_THAT(parse_text("subject", std::string(500, 'a')), Succeeds());
}

TEST(Time, knows_the_day_in_viet_nam) {
  EXPECT_EQ(vietnam_date(*parse_time("2026-12-31T16:59:59Z")), Date(2026y / 12 / 31));
  EXPECT_EQ(vietnam_date(*parse_time("2026-12-31T17:00:00Z")), Date(2027y / 1 / 1));
}

TEST(Time, reads_and_writes_rfc_3339) {
  EXPECT_EQ(format_time(*parse_time("2021-05-06T03:41:55.128Z")), "2021-05-06T10:41:55.128+07:00");
  EXPECT_EQ(format_time_utc(*parse_time("2021-05-06T10:41:55+07:00")), "2021-05-06T03:41:55Z");
  EXPECT_FALSE(parse_time("2021-02-30T10:41:55Z"));
  EXPECT_FALSE(parse_time("2021-02-03 10:41:55"));
  EXPECT_FALSE(parse_date("2026-02-29"));
}

TEST(Ids, sort_by_time_and_print_as_uuid) {
  SeededIds ids(1);
  const auto early = ids.next(from_micros(1'000'000));
  const auto late = ids.next(from_micros(2'000'000));
  EXPECT_LT(early, late);
  EXPECT_EQ(Uuid::parse(late.str()), late);
  EXPECT_EQ(Uuid::from_words(late.word_a(), late.word_b()), late);
  EXPECT_FALSE(Uuid::parse("not-an-id"));
}

TEST(Bytes, base64_round_trips_and_refuses_second_spellings) {
  for (const std::string text : {"", "f", "fo", "foo", "foob"}) {
    EXPECT_EQ(from_base64url(to_base64url(text)), text);
    EXPECT_EQ(from_base64(to_base64(text)), text);
  }
  EXPECT_FALSE(from_base64url("Zh"));  // "f" is "Zg"; the left-over bits of "Zh" are not zero
}

}  // namespace
}  // namespace chauban

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/routes/content_disposition.h"
#include "server/routes/cursor.h"
#include "server/routes/parse.h"
#include "server/routes/positions.h"
#include "tests/support/matchers.h"

namespace chauban::server {
namespace {

using http::Json;

TEST(Cursor, comes_back_only_as_it_was_given_out) {
  const auto now = from_micros(1'000'000);
  const auto later = now + std::chrono::hours(1);
  const auto cursor = sign_cursor("secret", Bytes("place\0x", 7), "reader and query", later);
  EXPECT_EQ(*open_cursor("secret", cursor, "reader and query", now), Bytes("place\0x", 7));
  EXPECT_THAT(open_cursor("secret", cursor, "another", now), FailsWith(ErrorCode::bad_cursor));
  EXPECT_THAT(open_cursor("other", cursor, "reader and query", now), FailsWith(ErrorCode::bad_cursor));
  EXPECT_THAT(open_cursor("secret", cursor, "reader and query", later + std::chrono::seconds(1)),
              FailsWith(ErrorCode::bad_cursor, "cursor_expired"));
  for (std::size_t i = 0; i < cursor.size(); ++i) {
    auto changed = cursor;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(open_cursor("secret", changed, "reader and query", now)) << i;
  }
  EXPECT_THAT(open_cursor("secret", "", "reader and query", now), FailsWith(ErrorCode::bad_cursor));
}

TEST(Hmac, is_that_of_rfc_4231) {
  EXPECT_EQ(hmac_sha256("Jefe", "what do ya want for nothing?").hex(),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac_sha256(Bytes(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First").hex(),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Positions, name_each_partition_and_say_which_are_empty) {
  const Heads heads{{storage::PartitionId{0}, 6}, {storage::PartitionId{1}, 0}};
  const Standings standings{{storage::PartitionId{0}, {6, 1, {}}}, {storage::PartitionId{1}, {42, 1, {}}}};
  EXPECT_EQ(to_string(heads, standings), "0:5,1:none");
  EXPECT_EQ(*parse_heads("0:5,1:none", standings), heads);
  EXPECT_EQ(last_of(heads), (std::vector<storage::Position>{{storage::PartitionId{0}, 5}}));
  EXPECT_EQ(parse_heads("1:41", standings)->at(storage::PartitionId{1}), 42U);
  for (const auto* bad : {"x", "1:", "1:-1", "1:1,1:2", ":none", "0:5;1:2", "1:1@0", "1:1@", "1:1@x"}) {
    EXPECT_THAT(parse_heads(bad, standings), FailsWith(ErrorCode::bad_request, "position_malformed")) << bad;
  }
}

TEST(Positions, beyond_the_end_or_of_no_partition_are_unknown) {
  const Standings standings{{storage::PartitionId{1}, {42, 1, {}}}};
  for (const auto* unknown : {"1:42", "2:0", "1:3@2", "1:none@2"}) {
    EXPECT_FALSE(parse_heads(unknown, standings)) << unknown;
  }
  EXPECT_THAT(parse_heads("1:42", standings), FailsWith(ErrorCode::position_unknown));
  EXPECT_THAT(parse_heads("1:3@2", standings), FailsWith(ErrorCode::position_unknown));
}

// Generation 2 took over the first 30 events, generation 3 the first 20 of its own; the partition has grown since.
TEST(Positions, of_an_older_generation_hold_as_far_as_it_was_handed_on) {
  const Standings standings{{storage::PartitionId{1}, {50, 3, {{2, 30}, {3, 20}}}}};
  EXPECT_EQ(to_string({{storage::PartitionId{1}, 50}}, standings), "1:49@3");
  for (const auto* good : {"1:19", "1:19@1", "1:19@2", "1:19@3", "1:49@3", "1:none"}) {
    EXPECT_THAT(parse_heads(good, standings), Succeeds()) << good;
  }
  for (const auto* lost : {"1:20", "1:29@1", "1:45", "1:20@2", "1:1000@2"}) {
    EXPECT_THAT(parse_heads(lost, standings), FailsWith(ErrorCode::position_lost)) << lost;
  }
}

TEST(ContentDisposition, carries_any_name) {
  for (const auto* name : {"a.pdf", "công văn số 5.pdf", "a\"b.pdf", "x;y='z.pdf", "100%.pdf"}) {
    EXPECT_EQ(disposition_file_name(content_disposition("attachment", name)), name);
  }
  EXPECT_EQ(disposition_file_name("attachment; filename=\"a\\\"b.pdf\""), "a\"b.pdf");
  EXPECT_EQ(disposition_file_name("attachment; filename=plain.pdf"), "plain.pdf");
  EXPECT_EQ(disposition_file_name("attachment"), "");
  EXPECT_EQ(disposition_file_name("attachment; filename=\"\xFF\""), "");
}

Json value(std::string_view text) { return Json::object({{"value", text}}); }

TEST(ParseRegistration, takes_fields_with_where_they_came_from) {
  const auto made = parse_register_incoming(Json::object(
      {{"arrivalDate", "2026-11-20"},
       {"fields",
        Json::object(
            {{"code",
              Json::object({{"value", " 15/QĐ-UBND "}, {"source", "ocr"}, {"confirmed", true}, {"confidence", 0.9}})},
             {"pageAmount", value("3")},
             {"dueDate", value("")},
             {"urgency", value("hoaToc")}})}}));
  ASSERT_THAT(made, Succeeds());
  EXPECT_EQ(made->registration.code, "15/QĐ-UBND");
  EXPECT_EQ(made->registration.page_amount, 3);
  EXPECT_FALSE(made->registration.due_date);
  EXPECT_EQ(made->registration.urgency, Urgency::hoa_toc);
  EXPECT_TRUE(made->provenance.at("code").confirmed);
  EXPECT_EQ(made->provenance.at("code").source, incoming::Source::ocr);
  EXPECT_EQ(made->provenance.at("urgency").source, incoming::Source::typed);
}

TEST(ParseRegistration, refuses_dates_that_do_not_exist_and_names_the_place) {
  const auto bad =
      parse_register_incoming(Json::object({{"fields", Json::object({{"issueDate", value("2026-02-30")}})}}));
  ASSERT_THAT(bad, FailsWith(ErrorCode::invalid_field));
  EXPECT_EQ(bad.error().details.at("pointer"), "/fields/issueDate/value");
  const auto control = parse_register_incoming(
      Json::object({{"fields", Json::object({{"subject", value(std::string_view("a\0b", 3))}})}}));
  EXPECT_THAT(control, FailsWith(ErrorCode::invalid_field, "text_control_character"));
  EXPECT_THAT(parse_register_incoming(Json::object()), FailsWith(ErrorCode::invalid_field, "field_missing"));
  EXPECT_THAT(parse_register_incoming(Json::object({{"fields", Json::object()}, {"colour", 1}})),
              FailsWith(ErrorCode::unknown_field));
}

TEST(ParseCorrection, keeps_what_is_absent_and_clears_what_is_null) {
  incoming::Registration present;
  present.code = "15/QĐ-UBND";
  present.kind = "quyết định";
  present.due_date = Date{std::chrono::year{2026} / 12 / 1};
  const auto made =
      parse_correction(Json::object({{"reason", "gõ nhầm"}, {"kind", "công văn"}, {"dueDate", Json()}}), present);
  ASSERT_THAT(made, Succeeds());
  EXPECT_EQ(made->registration.code, present.code);
  EXPECT_EQ(made->registration.kind, "công văn");
  EXPECT_FALSE(made->registration.due_date);
  EXPECT_THAT(parse_correction(Json::object({{"kind", "x"}}), present),
              FailsWith(ErrorCode::invalid_field, "field_missing"));
  EXPECT_THAT(parse_correction(Json::object({{"reason", "x"}, {"arrivalNumber", 5}}), present),
              FailsWith(ErrorCode::unknown_field));
}

TEST(ParseDirection, wants_a_unit_or_a_position_for_each) {
  const auto id = Uuid{{1}}.str();
  const auto made = parse_give_direction(Json::object({{"lead", Json::object({{"unit", id}})},
                                                       {"coop", Json::array({Json::object({{"position", id}})})},
                                                       {"due", Json::object({{"days", 3}, {"calendar", "working"}})},
                                                       {"text", "Đ/c Dũng chủ trì"}}));
  ASSERT_THAT(made, Succeeds());
  EXPECT_EQ(made->working_days, 3);
  EXPECT_TRUE(made->lead.front().is_unit());
  const auto both = parse_give_direction(Json::object({{"lead", Json::object({{"unit", id}, {"position", id}})}}));
  ASSERT_THAT(both, FailsWith(ErrorCode::invalid_field, "assignee_one_of"));
  EXPECT_EQ(both.error().details.at("pointer"), "/lead/unit");
}

}  // namespace
}  // namespace chauban::server

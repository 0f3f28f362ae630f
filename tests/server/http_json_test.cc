// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/http.h"
#include "server/http/json.h"
#include "tests/support/matchers.h"

namespace chauban::http {
namespace {

std::string reason(const Result<Json>& parsed) { return parsed ? "parsed" : parsed.error().details.at("reason"); }

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(Json, writes_what_it_reads) {
  const std::string text = R"({"a":[1,-2,2.5,true,null],"b":{"c":"Số \"15\"\n"}})";

  const auto parsed = parse_json(text);

  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(parsed->str(), text);
}

TEST(Json, refuses_what_is_no_json) {
  EXPECT_EQ(reason(parse_json("")), "incomplete");
  EXPECT_EQ(reason(parse_json("{")), "incomplete");
  EXPECT_EQ(reason(parse_json("{'a':1}")), "syntax");
  EXPECT_EQ(reason(parse_json("[1,]")), "syntax");
  EXPECT_EQ(reason(parse_json("{} {}")), "extra_data");
  EXPECT_EQ(reason(parse_json("// x\n1")), "syntax");
  EXPECT_EQ(reason(parse_json("\"\xFF\"")), "syntax");
  EXPECT_EQ(reason(parse_json("NaN")), "syntax");
}

TEST(Json, refuses_a_member_named_twice) { EXPECT_EQ(reason(parse_json(R"({"a":1,"a":2})")), "duplicate_member"); }

TEST(Json, refuses_depth_and_size_over_the_limits) {
  EXPECT_THAT(parse_json(nested(32)), Succeeds());
  EXPECT_EQ(reason(parse_json(nested(33))), "too_deep");
  EXPECT_EQ(reason(parse_json(nested(100'000))), "too_deep");
  EXPECT_THAT(parse_json(std::string(100, ' ') + "1", {.max_bytes = 50}), FailsWith(ErrorCode::body_too_large));
}

TEST(Json, refuses_numbers_it_cannot_hold) {
  EXPECT_EQ(reason(parse_json("18446744073709551615")), "number_too_large");
  EXPECT_EQ(parse_json("9223372036854775807").value().str(), "9223372036854775807");
}

TEST(Json, never_writes_what_is_no_utf8) {
  EXPECT_EQ(Json(std::string("a\xFFz")).str(), "\"a\xEF\xBF\xBDz\"");
  EXPECT_EQ(Json(std::string("\x01\0", 2)).str(), R"("\u0001\u0000")");
}

TEST(JsonBody, wants_its_content_type) {
  Request request;
  request.body = "{}";

  EXPECT_THAT(json_body(request), FailsWith(ErrorCode::unsupported_media));
  request.headers.set("Content-Type", "application/merge-patch+json; charset=utf-8");
  EXPECT_THAT(json_body(request), Succeeds());
}

TEST(JsonReader, reads_typed_members) {
  const auto json = parse_json(R"({"subject":" Về việc ","due":"2026-11-25","count":3,"urgent":true,
    "id":"01793fc4-87b8-7a53-9a4b-0e7f2b1c9d10","note":null,"list":["a","b"]})");
  JsonReader in(*json);

  const auto subject = in.text("subject", {.required = true});
  const auto due = in.optional_date("due");
  const auto count = in.integer("count", 1, 5);
  const auto urgent = in.boolean("urgent");
  const auto id = in.id<DocumentId>("id");
  const auto note = in.optional_text("note");
  const auto list = in.texts("list", 5);

  EXPECT_THAT(in.finish(), Succeeds());
  EXPECT_EQ(subject, "Về việc");
  EXPECT_EQ(due, parse_date("2026-11-25"));
  EXPECT_EQ(count, 3);
  EXPECT_TRUE(urgent);
  EXPECT_EQ(id.str(), "01793fc4-87b8-7a53-9a4b-0e7f2b1c9d10");
  EXPECT_EQ(note, std::nullopt);
  EXPECT_EQ(list.size(), 2U);
}

TEST(JsonReader, refuses_members_nobody_asked_for) {
  const auto json = parse_json(R"({"known":"x","more":1})");
  JsonReader in(*json);
  in.text("known");

  const auto result = in.finish();

  ASSERT_THAT(result, FailsWith(ErrorCode::unknown_field));
  EXPECT_EQ(result.error().details.at("pointer"), "/more");
}

TEST(JsonReader, collects_every_fault_with_its_place) {
  const auto json = parse_json(R"({"due":"2026-02-30","count":99,"id":"no"})");
  JsonReader in(*json, "/fields");
  in.optional_date("due");
  in.integer("count", 1, 5);
  in.id<DocumentId>("id");
  in.text("subject");

  const auto result = in.finish();

  ASSERT_THAT(result, FailsWith(ErrorCode::invalid_field, "date_malformed"));
  const auto& details = result.error().details;
  EXPECT_EQ(details.at("pointer"), "/fields/due");
  EXPECT_EQ(details.at("1/key"), "number_out_of_range");
  EXPECT_EQ(details.at("2/key"), "id_malformed");
  EXPECT_EQ(details.at("3/pointer"), "/fields/subject");
}

TEST(JsonReader, takes_over_the_faults_of_a_part) {
  const auto json = parse_json(R"({"items":[{"a":1},{"b":2}]})");
  JsonReader in(*json);

  const auto& items = in.items("items", 10);
  for (std::size_t i = 0; i < items.size(); ++i) {
    JsonReader part(items[i], in.pointer("items", i));
    part.optional_integer("a", 0, 9);
    in.absorb(part);
  }

  const auto result = in.finish();
  ASSERT_THAT(result, FailsWith(ErrorCode::unknown_field));
  EXPECT_EQ(result.error().details.at("pointer"), "/items/1/b");
}

TEST(JsonReader, refuses_what_is_no_object) {
  const auto json = parse_json("[]");
  JsonReader in(*json);

  EXPECT_THAT(in.finish(), FailsWith(ErrorCode::invalid_field, "field_type"));
}

TEST(JsonReader, passes_on_the_rules_of_texts) {
  const auto json = parse_json(R"({"a":"x\u0000y","b":"\u202Eabc","c":"12345"})");
  JsonReader in(*json);
  in.text("a");
  in.text("b");
  in.text("c", {.max_characters = 4});

  const auto result = in.finish();

  ASSERT_THAT(result, FailsWith(ErrorCode::invalid_field, "text_control_character"));
  EXPECT_EQ(result.error().details.at("1/key"), "text_control_character");
  EXPECT_EQ(result.error().details.at("2/key"), "text_too_long");
}

}  // namespace
}  // namespace chauban::http

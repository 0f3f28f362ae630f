// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/json.h"
#include "server/http/problem.h"
#include "tests/support/matchers.h"

namespace chauban::http {
namespace {

Request asking(Language language) {
  Request request;
  request.path = "/v1/incoming/1";
  request.trace = "4bf92f3577b34da6a3ce929d0e0e4736";
  request.language = language;
  return request;
}

Json body_of(const Response& response) { return parse_json(response.body).value(); }
std::string text(const Json& body, const char* name) { return *body.find(name)->as_string(); }

TEST(Problem, speaks_both_languages_with_one_code) {
  const Error error{ErrorCode::number_taken, "", {}};

  const auto vi = problem(error, asking(Language::vi), "https://x.example");
  const auto en = problem(error, asking(Language::en), "https://x.example");

  EXPECT_EQ(vi.status, 409);
  EXPECT_EQ(vi.headers["Content-Type"], "application/problem+json");
  EXPECT_EQ(vi.headers["Content-Language"], "vi");
  EXPECT_EQ(text(body_of(vi), "type"), "https://x.example/problems/number_taken");
  EXPECT_EQ(text(body_of(vi), "title"), "Số này đã cấp cho văn bản khác");
  EXPECT_EQ(text(body_of(en), "title"), "This number belongs to another document");
  EXPECT_EQ(text(body_of(en), "code"), text(body_of(vi), "code"));
  EXPECT_EQ(text(body_of(vi), "instance"), "/v1/incoming/1");
  EXPECT_EQ(text(body_of(vi), "trace"), "4bf92f3577b34da6a3ce929d0e0e4736");
}

TEST(Problem, names_the_rule_that_spoke) {
  const auto body = body_of(problem(Error{ErrorCode::rule_broken, "VT-R23", {}}, asking(Language::en)));

  EXPECT_EQ(text(body, "rule"), "VT-R23");
  EXPECT_EQ(text(body, "title"), "The document is not registered");
}

TEST(Problem, lists_each_fault_with_its_place_and_words) {
  const auto error = join(
      {Error{
           ErrorCode::invalid_field, "text_too_long", {{"field", "subject"}, {"pointer", "/subject"}, {"max", "500"}}},
       Error{ErrorCode::unknown_field, "", {{"field", "x"}, {"pointer", "/x"}}}});

  const auto body = body_of(problem(error, asking(Language::en)));

  const auto& errors = *body.find("errors")->as_array();
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(text(errors[0], "pointer"), "/subject");
  EXPECT_EQ(text(errors[0], "code"), "text_too_long");
  EXPECT_THAT(text(errors[0], "detail"), testing::HasSubstr("longer than 500 characters"));
  EXPECT_EQ(text(errors[1], "code"), "unknown_field");
}

TEST(Problem, hands_on_the_current_representation) {
  const auto body = body_of(
      problem(Error{ErrorCode::version_conflict, "", {{"current", R"({"subject":"a"})"}}}, asking(Language::vi)));

  EXPECT_EQ(text(*body.find("current"), "subject"), "a");
}

TEST(Problem, leaves_out_a_current_that_is_no_json) {
  const auto body =
      body_of(problem(Error{ErrorCode::version_conflict, "", {{"current", "{broken"}}}, asking(Language::vi)));

  EXPECT_EQ(body.find("current"), nullptr);
}

TEST(Problem, says_when_to_try_again) {
  const auto busy = problem(Error{ErrorCode::overloaded, "", {}}, asking(Language::vi));
  const auto limited = problem(Error{ErrorCode::rate_limited, "", {{"retry_after", "42"}}}, asking(Language::en));

  EXPECT_EQ(busy.headers["Retry-After"], "1");
  EXPECT_EQ(problem(Error{ErrorCode::storage_full, "", {}}, asking(Language::vi)).headers["Retry-After"], "10");
  EXPECT_TRUE(*body_of(busy).find("retry")->as_bool());
  EXPECT_EQ(limited.headers["Retry-After"], "42");
  EXPECT_THAT(text(body_of(limited), "detail"), testing::HasSubstr("wait 42 seconds"));
}

TEST(Problem, keeps_to_itself_the_ids_a_command_came_upon) {
  const auto response = problem(Error{ErrorCode::duplicate_suspected, "", {{"documents", "01793fc4"}}}, Request{}, "");
  EXPECT_EQ(response.body.find("01793fc4"), std::string::npos);
}

TEST(Problem, keeps_other_details_for_the_client) {
  const auto body =
      body_of(problem(Error{ErrorCode::forbidden, "", {{"permission", "give_direction"}}}, asking(Language::vi)));

  EXPECT_EQ(text(*body.find("details"), "permission"), "give_direction");
}

}  // namespace
}  // namespace chauban::http

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/routed_server.h"

#include <gmock/gmock.h>

namespace chauban::server {
namespace {

using http::Json;
using http::Method;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> texts_at(const Json& json, std::string_view name) {
  std::vector<std::string> out;
  const auto* list = json.find(name);
  if (list == nullptr || list->as_array() == nullptr) return out;
  for (const auto& item : *list->as_array()) out.push_back(item.as_string() == nullptr ? "" : *item.as_string());
  return out;
}

class RoutesDocuments : public testing::Test {
 protected:
  RoutedServer server_;
};

TEST_F(RoutesDocuments, a_registration_answers_with_number_tag_and_place) {
  const auto id = server_.registered(server_.stored_file());
  const auto response = server_.get(server_.clerk, "/v1/incoming/" + id);
  ASSERT_EQ(response.status, 200);
  const auto json = json_of(response);
  EXPECT_EQ(text_at(json, "state"), "registered");
  EXPECT_EQ(*json.find("arrivalNumber")->as_int(), 1);
  EXPECT_THAT(std::string(response.headers["ETag"]), HasSubstr("\"2."));
  EXPECT_THAT(std::string(response.headers["Log-Position"]), HasSubstr("1:"));
  EXPECT_THAT(texts_at(json, "allowedActions"), Contains("submitToLeader"));
}

TEST_F(RoutesDocuments, what_one_may_not_know_is_not_found_and_what_one_may_not_do_is_forbidden) {
  const auto id = server_.registered(server_.stored_file());
  EXPECT_EQ(server_.get(server_.officer, "/v1/incoming/" + id).status, 404);
  EXPECT_EQ(server_.get(server_.officer, "/v1/incoming/" + id + "/history").status, 404);
  EXPECT_EQ(server_.get(server_.admin, "/v1/incoming/" + id).status, 403);
  const auto json = json_of(server_.get(server_.leader, "/v1/incoming/" + id));
  EXPECT_THAT(texts_at(json, "allowedActions"), Not(Contains("submitToLeader")));
  EXPECT_EQ(server_.get(server_.clerk, "/v1/incoming/no-id").status, 404);
}

TEST_F(RoutesDocuments, a_command_needs_the_tag_one_saw) {
  const auto id = server_.registered(server_.stored_file());
  const auto path = "/v1/incoming/" + id + "/submitToLeader";
  const auto body = Json::object({{"leader", server_.leader.position.str()}});
  EXPECT_EQ(server_.post(server_.clerk, path, body).status, 428);
  const auto stale = server_.post(server_.clerk, path, body, {{"If-Match", "\"1\""}});
  EXPECT_EQ(stale.status, 412);
  EXPECT_EQ(text_at(*json_of(stale).find("current"), "id"), id);
  const auto tag = std::string(server_.get(server_.clerk, "/v1/incoming/" + id).headers["ETag"]);
  const auto done = server_.post(server_.clerk, path, body, {{"If-Match", tag}});
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(text_at(json_of(done), "state"), "submitted");
}

TEST_F(RoutesDocuments, the_same_key_gives_the_first_answer_again_and_another_body_is_refused) {
  const auto file = server_.stored_file();
  const auto body = Json::object({{"files", Json::array({file.str()})}});
  const http::Headers key{{"Idempotency-Key", "0179f3e8-7c44-7b55-8c7a-2f6d1e9a7b55"}};
  const auto first = server_.post(server_.clerk, "/v1/incoming/arrivals", body, key);
  ASSERT_EQ(first.status, 201) << first.body;
  const auto again = server_.post(server_.clerk, "/v1/incoming/arrivals", body, key);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.headers["Idempotent-Replayed"], "true");
  EXPECT_EQ(text_at(json_of(again), "id"), text_at(json_of(first), "id"));
  const auto other = Json::object({{"files", Json::array()}});
  EXPECT_EQ(server_.post(server_.clerk, "/v1/incoming/arrivals", other, key).status, 422);
}

TEST_F(RoutesDocuments, a_duplicate_is_named_with_the_document_it_looks_like) {
  const auto id = server_.registered(server_.stored_file());
  const auto second = server_.stored_file();  // the same bytes
  const auto response =
      server_.post(server_.clerk, "/v1/incoming/arrivals", Json::object({{"files", Json::array({second.str()})}}));
  ASSERT_EQ(response.status, 409) << response.body;
  const auto json = json_of(response);
  EXPECT_EQ(text_at(json, "code"), "duplicate_suspected");
  ASSERT_NE(json.find("matches"), nullptr);
  EXPECT_EQ(text_at(json.find("matches")->as_array()->front(), "id"), id);
}

TEST_F(RoutesDocuments, faults_of_a_registration_point_into_its_fields) {
  const auto response =
      server_.post(server_.clerk, "/v1/incoming",
                   Json::object({{"fields", Json::object({{"issueDate", Json::object({{"value", "2026-02-30"}})},
                                                          {"colour", Json::object({{"value", "red"}})}})}}));
  EXPECT_THAT(response.body, HasSubstr("/fields/issueDate/value"));
  EXPECT_THAT(response.body, HasSubstr("/fields/colour"));
}

TEST_F(RoutesDocuments, cursors_go_on_for_the_same_reader_and_query_only) {
  for (int i = 0; i < 3; ++i)
    server_.registered(server_.stored_file("%PDF-1.7 " + std::to_string(i)), std::to_string(i + 10) + "/QĐ-UBND");
  server_.settle();
  const auto first = json_of(server_.get(server_.clerk, "/v1/incoming?limit=2"));
  ASSERT_EQ(first.find("items")->as_array()->size(), 2U);
  const auto next = text_at(first, "next");
  ASSERT_FALSE(next.empty());
  const auto second = json_of(server_.get(server_.clerk, "/v1/incoming?limit=2&cursor=" + next));
  EXPECT_EQ(second.find("items")->as_array()->size(), 1U);
  EXPECT_EQ(server_.get(server_.leader, "/v1/incoming?limit=2&cursor=" + next).status, 400);
  EXPECT_EQ(server_.get(server_.clerk, "/v1/incoming?state=registered&cursor=" + next).status, 400);
  server_.clock().advance(std::chrono::hours(25));
  EXPECT_EQ(server_.get(server_.clerk, "/v1/incoming?limit=2&cursor=" + next).status, 400);
}

TEST_F(RoutesDocuments, unknown_parameters_and_positions_beyond_the_log_are_refused) {
  EXPECT_EQ(server_.get(server_.clerk, "/v1/incoming?colour=red").status, 400);
  const auto ahead =
      server_.ask(server_.clerk, {.target = "/v1/incoming", .headers = {{"Min-Log-Position", "1:999999"}}});
  EXPECT_EQ(ahead.status, 400);
  EXPECT_THAT(ahead.body, HasSubstr("position_unknown"));
}

TEST_F(RoutesDocuments, an_arrival_in_the_inbox_bears_the_name_of_its_file_until_that_is_locked) {
  const auto file = server_.stored_file();
  const auto body = Json::object({{"files", Json::array({file.str()})}});
  ASSERT_EQ(server_.post(server_.clerk, "/v1/incoming/arrivals", body).status, 201);
  const auto arrival = [&] {
    server_.settle();
    const auto items = json_of(server_.get(server_.clerk, "/v1/inbox"));
    return items.find("items")->as_array()->at(0).find("arrival")->str();
  };
  EXPECT_THAT(arrival(), HasSubstr("\"fileName\":"));
  server_.lock(file);
  EXPECT_EQ(arrival(), "{}");
}

TEST_F(RoutesDocuments, a_locked_file_gives_nothing_of_itself) {
  const auto file = server_.stored_file();
  server_.add_words(file, {"tuyệt", "mật"});
  const auto path = "/v1/files/" + file.str();
  EXPECT_EQ(server_.get(server_.clerk, path + "/pages/1/words").status, 200);
  server_.lock(file);
  for (const auto* part :
       {"", "/pages", "/pages/1", "/pages/1/words", "/pages/1/text", "/pages/1/preview", "/searchable.pdf"}) {
    EXPECT_EQ(server_.get(server_.clerk, path + part).status, 423) << part;
  }
  EXPECT_EQ(server_.get(server_.clerk, "/v1/incoming/suggestions/" + file.str()).status, 423);
  EXPECT_EQ(text_at(json_of(server_.get(server_.clerk, path + "/info")), "name"), "");
}

TEST_F(RoutesDocuments, files_are_their_uploaders_and_the_clerks_until_a_document_holds_them) {
  const auto file = server_.stored_file();
  server_.settle();
  EXPECT_EQ(server_.get(server_.officer, "/v1/files/" + file.str()).status, 404);
  const auto part =
      server_.ask(server_.clerk, {.target = "/v1/files/" + file.str(), .headers = {{"Range", "bytes=0-3"}}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(*part.source->read(100), "%PDF");
  EXPECT_EQ(server_.get(server_.leader, "/v1/files/" + file.str()).status, 404);
  server_.registered(file);
  EXPECT_EQ(server_.get(server_.leader, "/v1/files/" + file.str()).status, 200);
}

TEST_F(RoutesDocuments, search_finds_for_those_who_may_read_only) {
  const auto file = server_.stored_file();
  server_.add_words(file, {"tăng", "cường", "kỷ", "luật"});
  const auto id = server_.registered(file);
  server_.settle();
  const auto body = Json::object({{"q", "\"ky luat\""}});
  const auto found = json_of(server_.post(server_.clerk, "/v1/search", body));
  ASSERT_EQ(found.find("items")->as_array()->size(), 1U);
  const auto& item = found.find("items")->as_array()->front();
  EXPECT_EQ(text_at(item, "id"), id);
  EXPECT_THAT(text_at(item.find("hits")->as_array()->front(), "text"), HasSubstr("⟦kỷ luật⟧"));
  const auto hidden = json_of(server_.post(server_.officer, "/v1/search", body));
  EXPECT_TRUE(hidden.find("items")->as_array()->empty());
  EXPECT_EQ(*hidden.find("total")->find("value")->as_int(), 0);
}

}  // namespace
}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
// How long and of how many lines the texts may be that people write into a document's flow.
#include "tests/server/routed_server.h"

#include <gmock/gmock.h>

namespace chauban::server {
namespace {

using http::Json;
using testing::HasSubstr;

std::string of_characters(std::size_t count) {
  std::string text = "Dòng một\ndòng hai: ";
  for (std::size_t i = count_characters(text); i < count; ++i) text += "ệ";
  return text;
}

class RoutesTexts : public testing::Test {
 protected:
  RoutesTexts() {
    id_ = server_.registered(server_.stored_file());
    act(server_.clerk, "submitToLeader", Json::object({{"leader", server_.leader.position.str()}}));
  }
  http::Response act(const RoutedServer::Person& who, const std::string& name, Json body) {
    return server_.post(who, "/v1/incoming/" + id_ + "/" + name, std::move(body), {{"If-Match", "*"}});
  }
  http::Response direct(const std::string& text) {
    return act(server_.leader, "giveDirection",
               Json::object({{"lead", Json::object({{"position", server_.officer.position.str()}})},
                             {"coop", Json::array({Json::object({{"position", server_.head.position.str()}})})},
                             {"due", Json::object({{"days", 5}, {"calendar", "working"}})},
                             {"text", text}}));
  }
  /// Refused for this member alone, with this key.
  static void expect_refused(const http::Response& response, const std::string& member) {
    EXPECT_EQ(response.status, 422) << member;
    const auto json = json_of(response);
    EXPECT_EQ(text_at(json, "code"), "invalid_field");
    ASSERT_NE(json.find("errors"), nullptr) << response.body;
    EXPECT_EQ(text_at(json.find("errors")->as_array()->front(), "pointer"), "/" + member);
  }

  RoutedServer server_;
  std::string id_;
};

TEST_F(RoutesTexts, take_instructions_opinions_and_results_of_20000_characters_in_many_lines) {
  const auto longest = of_characters(20'000);
  const auto longer = of_characters(20'001);
  expect_refused(direct(longer), "text");
  const auto directed = direct(longest);
  ASSERT_EQ(directed.status, 200) << directed.body;
  EXPECT_EQ(text_at(json_of(directed), "direction"), longest);

  expect_refused(act(server_.officer, "recordProgress", Json::object({{"text", longer}})), "text");
  EXPECT_EQ(act(server_.officer, "recordProgress", Json::object({{"text", longest}})).status, 200);
  expect_refused(act(server_.head, "finishCoordination", Json::object({{"text", longer}})), "text");
  EXPECT_EQ(act(server_.head, "finishCoordination", Json::object({{"text", longest}})).status, 200);
  expect_refused(act(server_.officer, "completeHandling", Json::object({{"result", longer}})), "result");
  expect_refused(
      act(server_.officer, "completeHandling", Json::object({{"result", "xong"}, {"replyCode", "7/UBND\n-VP"}})),
      "replyCode");
  const auto done = act(server_.officer, "completeHandling", Json::object({{"result", longest}}));
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(text_at(json_of(done), "result"), longest);

  server_.settle();
  const auto history = server_.get(server_.clerk, "/v1/incoming/" + id_ + "/history");
  EXPECT_THAT(history.body, HasSubstr(longest.substr(longest.find('\n') + 1))) << "the whole text stays to be read";
  const auto events = json_of(server_.get(server_.clerk, "/v1/events?types=IncomingDocument.*"));
  for (const auto& event : *events.find("items")->as_array()) EXPECT_LE(event.str().size(), 64U * 1024U);
}

TEST_F(RoutesTexts, keep_reasons_and_notes_on_one_line_of_500_characters) {
  direct("Giải quyết");
  expect_refused(act(server_.officer, "returnForReassignment", Json::object({{"reason", of_characters(501)}})),
                 "reason");
  expect_refused(act(server_.officer, "returnForReassignment", Json::object({{"reason", " \n "}})), "reason");
  const auto returned =
      act(server_.officer, "returnForReassignment", Json::object({{"reason", "Không thuộc\r\n\tthẩm quyền "}}));
  ASSERT_EQ(returned.status, 200) << returned.body;
  server_.settle();
  const auto events = json_of(server_.get(server_.clerk, "/v1/events?types=IncomingDocument.ReturnedForReassignment"));
  const auto& event = events.find("items")->as_array()->front();
  EXPECT_EQ(text_at(*event.find("data"), "reason"), "Không thuộc thẩm quyền");
}

}  // namespace
}  // namespace chauban::server

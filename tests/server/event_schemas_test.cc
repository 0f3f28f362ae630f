// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/subscriptions/event_data.h"
#include "tests/domain/golden.h"
#include "tests/server/routed_server.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

namespace chauban::server {
namespace {

using http::Json;
using testing::IsEmpty;

class EventSchemas : public testing::Test {
 protected:
  http::Response page(const std::string& place) { return server_.ask({}, {.target = place}); }
  /// How this data differs from the schema at this place.
  std::vector<std::string> differences(const std::string& place, const Json& data) {
    const auto schema = json_of(page(place));
    return Description(schema).differences(schema, data);
  }

  RoutedServer server_;
};

std::string place_of(const EventType& type, int version) {
  return "/v1/schemas/events/" + std::string(type.name) + "/" + std::to_string(version);
}

TEST_F(EventSchemas, fit_a_stored_event_of_each_version_of_each_type) {
  const auto folder = std::filesystem::path(CHAUBAN_TEST_DATA) / "golden" / "events";
  for (const auto& type : event_types()) {
    for (std::uint16_t version = 1; version <= type.version; ++version) {
      const auto place = place_of(type, version);
      const auto answer = page(place);
      ASSERT_EQ(answer.status, 200) << place << " is not described in schemas/event_data.yaml";
      EXPECT_EQ(text_at(json_of(answer), "title"),
                "chauban." + std::string(aggregate_name(type.aggregate)) + "." + std::string(type.name));
      EXPECT_EQ(text_at(json_of(answer), "$id"), place);
      std::ostringstream bytes;
      bytes << std::ifstream(folder / golden::file_name(type, version), std::ios::binary).rdbuf();
      const auto event = decode_event(static_cast<std::uint16_t>(type.aggregate), type.type, version, bytes.str());
      ASSERT_THAT(event, Succeeds()) << place;
      auto data = event_data(*event);
      data.set("links", Json::object({{"self", "/v1/any"}}));
      EXPECT_THAT(differences(place, data), IsEmpty()) << data.str();
    }
    EXPECT_EQ(page(place_of(type, type.version + 1)).status, 404);
  }
  EXPECT_EQ(page("/v1/schemas/events/NeverHappened/1").status, 404);
}

TEST_F(EventSchemas, are_where_events_say_and_fit_what_happens) {
  const auto file = server_.stored_file();
  server_.add_words(file, {"kỷ", "luật"});
  const auto id = server_.registered(file);
  const auto act = [&](const RoutedServer::Person& who, const std::string& name, Json body) {
    const auto done = server_.post(who, "/v1/incoming/" + id + "/" + name, std::move(body), {{"If-Match", "*"}});
    EXPECT_EQ(done.status, 200) << done.body;
  };
  act(server_.clerk, "submitToLeader", Json::object({{"leader", server_.leader.position.str()}}));
  act(server_.leader, "giveDirection",
      Json::object({{"lead", Json::object({{"unit", server_.office.str()}})},
                    {"due", Json::object({{"days", 3}})},
                    {"text", "x"}}));
  server_.settle();
  const auto page_of_events = json_of(server_.get(server_.clerk, "/v1/events?limit=500"));
  std::set<std::string> types;
  for (const auto& event : *page_of_events.find("items")->as_array()) {
    types.insert(text_at(event, "type"));
    EXPECT_THAT(differences(text_at(event, "dataschema"), *event.find("data")), IsEmpty()) << event.str();
  }
  EXPECT_TRUE(types.contains("chauban.IncomingDocument.DirectionGiven"));
  EXPECT_GT(types.size(), 8U);
}

TEST_F(EventSchemas, refuse_what_lacks_a_member_or_has_one_more) {
  const auto place = std::string("/v1/schemas/events/NumberAssigned/1");
  const auto links = Json::object({{"self", "/v1/any"}});
  auto data = Json::object({{"number", 3}, {"links", links}});
  EXPECT_EQ(differences(place, data).size(), 1U);
  data.set("document", Uuid{{1}}.str());
  EXPECT_THAT(differences(place, data), IsEmpty());
  data.set("secret", "x");
  EXPECT_EQ(differences(place, data).size(), 1U);
}

}  // namespace
}  // namespace chauban::server

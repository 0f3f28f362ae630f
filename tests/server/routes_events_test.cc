// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/subscriptions/hub.h"
#include "tests/server/routed_server.h"

#include <gmock/gmock.h>

#include <thread>

namespace chauban::server {
namespace {

using http::Json;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> types_of(const Json& page) {
  std::vector<std::string> out;
  for (const auto& item : *page.find("items")->as_array()) out.push_back(text_at(item, "type"));
  return out;
}

class RoutesEvents : public testing::Test {
 protected:
  RoutedServer server_;
};

TEST_F(RoutesEvents, pages_go_on_without_gap_or_double_and_are_filtered) {
  server_.registered(server_.stored_file());
  server_.settle();
  const auto all = json_of(server_.get(server_.clerk, "/v1/events?types=IncomingDocument.*"));
  ASSERT_THAT(types_of(all), testing::ElementsAre("chauban.IncomingDocument.DocumentArrived",
                                                  "chauban.IncomingDocument.IncomingRegistered"));
  std::vector<std::string> stepwise;
  std::string after;
  for (int i = 0; i < 2; ++i) {
    const auto page = json_of(server_.get(server_.clerk, "/v1/events?types=IncomingDocument.*&limit=1" + after));
    for (auto& type : types_of(page)) stepwise.push_back(std::move(type));
    after = "&after=" + text_at(page, "next");
  }
  EXPECT_EQ(stepwise, types_of(all));
  EXPECT_TRUE(types_of(json_of(server_.get(server_.clerk, "/v1/events?types=IncomingDocument.*" + after))).empty());
  auto backwards = types_of(json_of(server_.get(server_.clerk, "/v1/events?order=desc&types=IncomingDocument.*")));
  std::reverse(backwards.begin(), backwards.end());
  EXPECT_EQ(backwards, types_of(all));
  EXPECT_EQ(server_.get(server_.clerk, "/v1/events?types=Unheard.*").status, 400);
}

TEST_F(RoutesEvents, others_events_are_not_told) {
  server_.registered(server_.stored_file());
  server_.settle();
  const auto page =
      json_of(server_.get(server_.officer, "/v1/events?types=IncomingDocument.*,File.*,NumberSeries.NumberAssigned"));
  EXPECT_TRUE(types_of(page).empty());
  EXPECT_EQ(server_.get(server_.admin, "/v1/events").status, 403);
}

TEST_F(RoutesEvents, a_stream_catches_up_and_then_is_live) {
  const auto first = server_.registered(server_.stored_file());
  server_.settle();
  const auto response = server_.get(server_.clerk, "/v1/events/stream?types=IncomingDocument.IncomingRegistered");
  ASSERT_EQ(response.status, 200);
  ASSERT_NE(response.events, nullptr);
  const auto caught_up = response.events->take(1 << 20);
  EXPECT_THAT(caught_up, HasSubstr("event: IncomingRegistered"));
  EXPECT_THAT(caught_up, HasSubstr(first));
  const auto second = server_.registered(server_.stored_file("%PDF-1.7 two"), "16/QĐ-UBND");
  server_.settle();
  response.events->notify();
  const auto live = response.events->take(1 << 20);
  EXPECT_THAT(live, HasSubstr(second));
  EXPECT_THAT(live, Not(HasSubstr(first)));
  response.events->notify();
  EXPECT_EQ(response.events->take(1 << 20), "");
}

TEST_F(RoutesEvents, the_browser_is_told_what_to_ask_again) {
  server_.registered(server_.stored_file());  // the year's series is open: that, everybody may know
  server_.settle();
  const auto clerk = server_.get(server_.clerk, "/v1/stream");
  const auto officer = server_.get(server_.officer, "/v1/stream");
  EXPECT_EQ(clerk.events->take(1 << 20), "retry: 3000\n\n");
  EXPECT_EQ(officer.events->take(1 << 20), "retry: 3000\n\n");
  const auto id = server_.registered(server_.stored_file("%PDF-1.7 two"), "16/QĐ-UBND");
  server_.settle();
  clerk.events->notify();
  officer.events->notify();
  EXPECT_THAT(clerk.events->take(1 << 20), testing::AllOf(HasSubstr("incoming/" + id), HasSubstr("\"inbox\"")));
  EXPECT_EQ(officer.events->take(1 << 20), "");
}

TEST_F(RoutesEvents, a_position_of_another_log_resets_the_browser_and_is_refused_to_machines) {
  const auto browser = server_.ask(server_.clerk, {.target = "/v1/stream", .headers = {{"Last-Event-ID", "1:999999"}}});
  EXPECT_THAT(browser.events->take(1 << 20), HasSubstr("event: reset"));
  EXPECT_EQ(server_.get(server_.clerk, "/v1/events/stream?after=1:999999").status, 400);
}

TEST(Hub, bounds_the_streams_of_an_account_and_wakes_who_waits) {
  Hub hub({.streams_per_account = 2});
  const AccountId account{Uuid{{1}}};
  auto first = std::make_shared<http::EventStream>();
  auto second = std::make_shared<http::EventStream>();
  EXPECT_THAT(hub.add(account, first), Succeeds());
  EXPECT_THAT(hub.add(account, second), Succeeds());
  EXPECT_THAT(hub.add(account, std::make_shared<http::EventStream>()),
              FailsWith(ErrorCode::rate_limited, "too_many_streams"));
  first->close();
  EXPECT_THAT(hub.add(account, std::make_shared<http::EventStream>()), Succeeds());
  const auto seen = hub.ticks();
  std::thread teller([&] { hub.notify(); });
  EXPECT_TRUE(hub.wait(seen, std::chrono::seconds(20)));
  teller.join();
  hub.close(account);
  EXPECT_TRUE(second->closed());
  hub.stop();
  EXPECT_FALSE(hub.wait(hub.ticks(), std::chrono::seconds(20)));
}

}  // namespace
}  // namespace chauban::server

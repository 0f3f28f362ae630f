// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/routed_server.h"

#include <gmock/gmock.h>

namespace chauban::server {
namespace {

using http::Json;

class RoutesAdmin : public testing::Test {
 protected:
  http::Response create(const std::string& password) {
    return server_.post(server_.admin, "/v1/admin/users",
                        Json::object({{"userName", "dung"}, {"fullName", "Ngô Văn Dũng"}, {"password", password}}),
                        {{"Idempotency-Key", "0179f3e8-7c44-7b55-8c7a-2f6d1e9a7b55"}});
  }
  int sign_in(const std::string& password) {
    const auto body = Json::object({{"user", "dung"}, {"password", password}});
    return server_.post({}, "/v1/auth/sign-in", body).status;
  }

  RoutedServer server_;
};

TEST_F(RoutesAdmin, a_user_made_twice_keeps_the_first_password) {
  const auto first = create("mật khẩu thứ nhất");
  ASSERT_EQ(first.status, 201) << first.body;
  const auto again = create("mật khẩu thứ hai");
  EXPECT_EQ(again.status, 201) << again.body;
  EXPECT_EQ(text_at(json_of(again), "id"), text_at(json_of(first), "id"));
  EXPECT_EQ(sign_in("mật khẩu thứ nhất"), 200);
  EXPECT_EQ(sign_in("mật khẩu thứ hai"), 401);
}

TEST_F(RoutesAdmin, a_user_whose_password_was_lost_by_a_stop_gets_it_by_the_repeated_request) {
  const auto first = create("mật khẩu thứ nhất");
  const auto account = *AccountId::parse(text_at(json_of(first), "id"));
  // As if the process had ended between the event and the password.
  ASSERT_THAT(server_.passwords().erase(account), Succeeds());
  ASSERT_EQ(sign_in("mật khẩu thứ nhất"), 401);
  EXPECT_EQ(create("mật khẩu thứ nhất").status, 201);
  EXPECT_EQ(sign_in("mật khẩu thứ nhất"), 200);
}

TEST_F(RoutesAdmin, a_closed_account_gets_no_password_by_a_repeated_request) {
  const auto id = text_at(json_of(create("mật khẩu thứ nhất")), "id");
  const auto closed = server_.post(server_.admin, "/v1/admin/users/" + id + "/closeAccount",
                                   Json::object({{"reason", "chuyển công tác"}}));
  ASSERT_EQ(closed.status, 200) << closed.body;
  EXPECT_EQ(create("mật khẩu thứ nhất").status, 201);
  EXPECT_FALSE(server_.passwords().has(*AccountId::parse(id)).value());
}

TEST_F(RoutesAdmin, a_rebuild_of_search_is_answered_at_once_and_runs_once) {
  const auto file = server_.stored_file();
  server_.add_words(file, {"kỷ", "luật"});
  server_.registered(file);
  server_.settle();
  const auto of_search = [&] {
    const auto views = json_of(server_.get(server_.admin, "/v1/admin/projections"));
    return views.find("items")->as_array()->back();
  };
  const auto version = *of_search().find("version")->as_int();
  {
    const std::scoped_lock held(server_.search_gate());
    for (int i = 0; i < 2; ++i) {
      const auto begun = server_.post(server_.admin, "/v1/admin/projections/search/rebuild", {});
      ASSERT_EQ(begun.status, 202) << begun.body;
      EXPECT_EQ(begun.headers["Location"], "/v1/admin/projections");
      EXPECT_TRUE(*json_of(begun).find("rebuilding")->as_bool());
    }
    EXPECT_TRUE(*of_search().find("rebuilding")->as_bool());
  }
  ASSERT_TRUE(server_.search().wait_for_rebuild(std::chrono::seconds(60)));
  EXPECT_FALSE(*of_search().find("rebuilding")->as_bool());
  EXPECT_EQ(*of_search().find("version")->as_int(), version + 1);
  EXPECT_EQ(server_.post(server_.admin, "/v1/admin/projections/unheard/rebuild", {}).status, 404);
}

}  // namespace
}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/session.h"
#include "server/http/router.h"
#include "tests/support/matchers.h"
#include "tests/support/test_clock.h"

namespace chauban::http {
namespace {

using auth::Permission;

class RouterTest : public testing::Test {
 protected:
  Response ask(Method method, const std::string& path) {
    Request request;
    request.method = method;
    request.path = path;
    return router_.dispatch(request, router_.match(method, path));
  }
  static Handler says(std::string text) {
    return [text](Request&) -> Result<Response> { return Response::json(text); };
  }

  TestClock clock_;
  SeededIds ids_{1};
  Router router_{ids_, clock_};
};

/// Each request is worked on while the one before still is.
class SharesTest : public RouterTest {
 protected:
  void SetUp() override {
    router_.set_guard([this](Request&, Permission) -> Result<std::shared_ptr<const auth::Session>> {
      auth::Session session;
      session.account = account_;
      return std::make_shared<const auth::Session>(session);
    });
  }
  Response nested(const std::string& path) {
    Request request;
    request.path = path;
    request.headers.add("Prefer", "respond-async");
    request.headers.add("Prefer", "wait=25");
    return router_.dispatch(request, router_.match(Method::get, path));
  }
  AccountId account_{Uuid::from_words(1, 1)};
  int depth_ = 0;
  int waiting_ = 0;
};

TEST_F(RouterTest, prefers_the_fixed_word_to_the_parameter) {
  router_.get("/v1/incoming/{id}", Permission::open, says("one"));
  router_.get("/v1/incoming/bulk", Permission::open, says("bulk"));

  EXPECT_EQ(ask(Method::get, "/v1/incoming/bulk").body, "bulk");
  EXPECT_EQ(ask(Method::get, "/v1/incoming/7").body, "one");
}

TEST_F(RouterTest, does_not_take_an_empty_segment_for_a_parameter) {
  router_.get("/v1/incoming/{id}", Permission::open, says("one"));

  EXPECT_EQ(ask(Method::get, "/v1/incoming/").status, 404);
  EXPECT_EQ(ask(Method::get, "/v1/incoming").status, 404);
}

TEST_F(RouterTest, refuses_everything_but_open_without_a_guard) {
  router_.get("/v1/open", Permission::open, says("x"));
  router_.get("/v1/closed", Permission::read_inbox, says("x"));

  EXPECT_EQ(ask(Method::get, "/v1/open").status, 200);
  EXPECT_EQ(ask(Method::get, "/v1/closed").status, 401);
}

TEST_F(RouterTest, asks_the_guard_for_the_routes_permission_before_the_handler) {
  bool handled = false;
  Permission asked = Permission::open;
  router_.get("/v1/closed", Permission::read_inbox, [&handled](Request&) -> Result<Response> {
    handled = true;
    return Response::empty();
  });
  router_.set_guard([&asked](Request&, Permission permission) -> Result<std::shared_ptr<const auth::Session>> {
    asked = permission;
    return refuse(ErrorCode::forbidden, "", {{"permission", "read_inbox"}});
  });

  EXPECT_EQ(ask(Method::get, "/v1/closed").status, 403);
  EXPECT_EQ(asked, Permission::read_inbox);
  EXPECT_FALSE(handled);
}

TEST_F(RouterTest, gives_the_session_to_the_handler_and_adds_the_guards_headers) {
  router_.get("/v1/me", Permission::read_self,
              [](Request& r) -> Result<Response> { return Response::json(r.session->user_name); });
  router_.set_guard([](Request& request, Permission) -> Result<std::shared_ptr<const auth::Session>> {
    request.answer_headers.set("RateLimit", "r=1");
    auth::Session session;
    session.user_name = "tram";
    return std::make_shared<const auth::Session>(session);
  });

  const auto answer = ask(Method::get, "/v1/me");

  EXPECT_EQ(answer.body, "tram");
  EXPECT_EQ(answer.headers["RateLimit"], "r=1");
}

TEST_F(RouterTest, turns_any_exception_into_an_incident) {
  router_.get("/v1/odd", Permission::open, [](Request&) -> Result<Response> { throw 7; });

  EXPECT_EQ(ask(Method::get, "/v1/odd").status, 500);
}

TEST_F(RouterTest, asks_to_come_again_when_a_request_finds_no_memory) {
  router_.get("/v1/huge", Permission::open, [](Request&) -> Result<Response> { throw std::bad_alloc(); });

  const auto response = ask(Method::get, "/v1/huge");

  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, testing::HasSubstr("\"overloaded\""));
  EXPECT_EQ(response.headers["Retry-After"], "1");
}

TEST_F(RouterTest, leaves_other_paths_to_the_web_application) {
  router_.set_fallback(says("page"));

  EXPECT_EQ(ask(Method::get, "/van-ban/7").body, "page");
  EXPECT_EQ(ask(Method::post, "/van-ban/7").status, 405);
  EXPECT_EQ(ask(Method::get, "/v1/nothing").status, 404);
}

TEST_F(RouterTest, lists_its_routes_for_the_comparison_with_openapi) {
  router_.post("/v1/b", Permission::arrivals, says("x"));
  router_.get("/v1/b", Permission::read_inbox, says("x"));
  router_.get("/v1/a", Permission::open, says("x"));

  const auto routes = router_.routes();

  ASSERT_EQ(routes.size(), 3U);
  EXPECT_EQ(routes[0]->path, "/v1/a");
  EXPECT_EQ(routes[1]->method, Method::get);
  EXPECT_EQ(routes[2]->permission, Permission::arrivals);
}

TEST_F(RouterTest, takes_a_route_only_once) {
  router_.get("/v1/a", Permission::open, says("x"));

  EXPECT_THROW(router_.get("/v1/a", Permission::open, says("y")), Bug);
}

TEST_F(SharesTest, lets_each_account_wait_on_a_few_workers_only) {
  router_.get("/v1/events", Permission::read_events, [this](Request& request) -> Result<Response> {
    if (request.headers.all("Prefer").size() == 2) ++waiting_;
    if (++depth_ == 12) account_ = AccountId{Uuid::from_words(2, 2)};
    if (depth_ < 30) return nested("/v1/events");
    return Response::json("end");
  });

  EXPECT_EQ(nested("/v1/events").status, 200);
  EXPECT_EQ(waiting_, 16);  // eight of the first, eight of the second
  depth_ = 29;
  EXPECT_EQ(nested("/v1/events").status, 200);
  EXPECT_EQ(waiting_, 17);  // all were given back
}

TEST_F(SharesTest, lets_each_account_send_a_few_streamed_bodies_at_once) {
  const RouteOptions streamed{.stream_body = true};
  router_.add(
      Method::get, "/v1/files", Permission::files_write,
      [this](Request&) -> Result<Response> {
        if (++depth_ > 20) return Response::json("end");
        return nested("/v1/files");
      },
      streamed);

  const auto answer = nested("/v1/files");
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(depth_, 8);
}

}  // namespace
}  // namespace chauban::http

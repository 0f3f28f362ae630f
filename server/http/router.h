// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/ids.h"
#include "schemas/base/result.h"
#include "schemas/base/time.h"
#include "server/auth/permission.h"
#include "server/http/http.h"
#include "server/http/shares.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chauban::http {

struct RouteOptions {
  bool stream_body = false;                             ///< the handler reads Request::stream itself
  std::uint64_t max_body = std::uint64_t{1024} * 1024;  ///< bytes; more is 413
};

/// Says who asks and whether this permission is theirs; null only for Permission::open without a credential.
/// Runs on the worker thread before the handler. auth::Guard is the real one.
using GuardFunction = std::function<Result<std::shared_ptr<const auth::Session>>(Request&, auth::Permission)>;

/// Which handler answers which path. Every route names a permission: there is no overload without one.
/// Filled before the server starts, immutable afterwards.
class Router {
 public:
  struct Route {
    Method method = Method::get;
    std::string path;  ///< `/v1/incoming/{id}/giveDirection`
    auth::Permission permission = auth::Permission::open;
    Handler handler;
    RouteOptions options;
    std::vector<std::string> segments;
  };
  /// What a request line leads to: a route, or the reason why there is none.
  struct Match {
    const Route* route = nullptr;
    std::map<std::string, std::string, std::less<>> params;
    std::vector<Method> allowed;  ///< of the path: Allow of 405 and OPTIONS
    bool fallback = false;
  };

  /// `ids` names incidents. Both must outlive the router.
  Router(IdSource& ids, Clock& clock) : ids_(ids), clock_(clock) {}

  /// Adding a method and path twice is a Bug.
  void add(Method method, std::string path, auth::Permission permission, Handler handler, RouteOptions options = {});
  void get(std::string path, auth::Permission permission, Handler handler, RouteOptions options = {}) {
    add(Method::get, std::move(path), permission, std::move(handler), options);
  }
  void post(std::string path, auth::Permission permission, Handler handler, RouteOptions options = {}) {
    add(Method::post, std::move(path), permission, std::move(handler), options);
  }
  void put(std::string path, auth::Permission permission, Handler handler, RouteOptions options = {}) {
    add(Method::put, std::move(path), permission, std::move(handler), options);
  }
  void patch(std::string path, auth::Permission permission, Handler handler, RouteOptions options = {}) {
    add(Method::patch, std::move(path), permission, std::move(handler), options);
  }
  void del(std::string path, auth::Permission permission, Handler handler, RouteOptions options = {}) {
    add(Method::del, std::move(path), permission, std::move(handler), options);
  }

  /// Without a guard every route but the open ones answers 401.
  void set_guard(GuardFunction guard) { guard_ = std::move(guard); }
  /// GET and HEAD of paths outside /v1 that no route has: the web application. Open.
  void set_fallback(Handler handler) { fallback_ = std::move(handler); }
  /// `https://chauban.example.gov.vn`: begins the `type` of problems. Empty: relative.
  void set_base_url(std::string url) { base_url_ = std::move(url); }

  /// Sorted by path, then method: for the comparison with the OpenAPI file.
  [[nodiscard]] std::vector<const Route*> routes() const;

  /// Cheap, on the I/O thread. HEAD finds GET's route.
  [[nodiscard]] Match match(Method method, std::string_view path) const;
  /// Guard, handler, and every failure as a problem; also what the handler throws (a Bug is 500 with an incident id and
  /// a log line). Never throws. The body of an answer to HEAD is left for the server to drop.
  Response dispatch(Request& request, const Match& match) const;
  /// A refusal rendered for this request: problem+json.
  [[nodiscard]] Response refusal(const Error& error, const Request& request) const;

 private:
  Result<Response> answer(Request& request, const Match& match) const;
  Result<Response> handle(Request& request, const Route& route) const;
  Result<Response> unrouted(const Request& request, const Match& match) const;

  IdSource& ids_;
  Clock& clock_;
  std::vector<std::unique_ptr<Route>> routes_;
  GuardFunction guard_;
  Handler fallback_;
  std::string base_url_;
  // Handlers block their workers, so that what takes long by its nature is shared out among accounts.
  std::unique_ptr<Shares> waits_ = std::make_unique<Shares>(8, 16);
  std::unique_ptr<Shares> bodies_ = std::make_unique<Shares>(8, 1'000);  // the server bounds them all
};

}  // namespace chauban::http

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/router.h"

#include "schemas/base/log.h"
#include "server/auth/session.h"
#include "server/http/problem.h"

#include <algorithm>
#include <exception>
#include <new>
#include <optional>

namespace chauban::http {
namespace {

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> out;
  if (!path.empty()) path.remove_prefix(1);  // the first slash
  for (;;) {
    const auto at = path.find('/');
    out.emplace_back(path.substr(0, at));
    if (at == std::string_view::npos) return out;
    path.remove_prefix(at + 1);
  }
}

bool is_parameter(const std::string& segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

/// How many segments are fixed words when the route fits; nullopt when it does not. The most fixed words win, so that
/// `/v1/incoming/bulk` is not taken for an `{id}`.
std::optional<std::size_t> fit(const Router::Route& route, const std::vector<std::string>& segments) {
  if (route.segments.size() != segments.size()) return std::nullopt;
  std::size_t fixed = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (is_parameter(route.segments[i])) {
      if (segments[i].empty()) return std::nullopt;
    } else if (route.segments[i] == segments[i]) {
      ++fixed;
    } else {
      return std::nullopt;
    }
  }
  return fixed;
}

bool is_api(std::string_view path) { return path == "/v1" || path.rfind("/v1/", 0) == 0; }

std::string allow_header(const std::vector<Method>& methods) {
  std::string out;
  for (const auto method : methods) {
    if (!out.empty()) out += ", ";
    out += to_string(method);
  }
  return out;
}

void allow(std::vector<Method>& methods, Method method) {
  if (std::find(methods.begin(), methods.end(), method) == methods.end()) methods.push_back(method);
}

void set_common_headers(Response& response, const Request& request) {
  for (const auto& [name, value] : request.answer_headers) response.headers.add(name, value);
  response.headers.set_default("X-Content-Type-Options", "nosniff");
  response.headers.set_default("Referrer-Policy", "same-origin");
  // With a tag a private cache may keep it and must ask; without one there is nothing to ask with.
  response.headers.set_default("Cache-Control", response.headers.has("ETag") ? "private, no-cache" : "no-store");
  response.headers.set_default("X-Request-Id", request.trace);
}

}  // namespace

void Router::add(Method method, std::string path, auth::Permission permission, Handler handler, RouteOptions options) {
  CHAUBAN_ASSERT(!path.empty() && path.front() == '/' && handler);
  for (const auto& route : routes_) CHAUBAN_ASSERT(route->method != method || route->path != path);
  auto segments = split(path);
  routes_.push_back(std::make_unique<Route>(
      Route{method, std::move(path), permission, std::move(handler), options, std::move(segments)}));
}

std::vector<const Router::Route*> Router::routes() const {
  std::vector<const Route*> out;
  for (const auto& route : routes_) out.push_back(route.get());
  std::sort(out.begin(), out.end(),
            [](const Route* a, const Route* b) { return std::tie(a->path, a->method) < std::tie(b->path, b->method); });
  return out;
}

Router::Match Router::match(Method method, std::string_view path) const {
  const auto segments = split(path);
  const auto wanted = method == Method::head ? Method::get : method;
  Match match;
  std::size_t best = 0;
  for (const auto& route : routes_) {
    const auto fixed = fit(*route, segments);
    if (!fixed) continue;
    allow(match.allowed, route->method);
    if (route->method == Method::get) allow(match.allowed, Method::head);
    if (route->method != wanted || (match.route != nullptr && *fixed <= best)) continue;
    match.route = route.get();
    best = *fixed;
  }
  if (match.route != nullptr) {
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const auto& name = match.route->segments[i];
      if (is_parameter(name)) match.params.emplace(name.substr(1, name.size() - 2), segments[i]);
    }
  }
  if (match.allowed.empty() && fallback_ && !is_api(path)) {
    match.allowed = {Method::get, Method::head};
    match.fallback = wanted == Method::get;
  }
  if (!match.allowed.empty()) allow(match.allowed, Method::options);
  return match;
}

Result<Response> Router::unrouted(const Request& request, const Match& match) const {
  if (match.allowed.empty()) return refuse(ErrorCode::not_found, "route_not_found");
  // No CORS headers: no other site may call us from a browser (api.md 2).
  if (request.method == Method::options) return Response::empty();
  return refuse(ErrorCode::method_not_allowed, "", {{"allowed", allow_header(match.allowed)}});
}

Result<Response> Router::answer(Request& request, const Match& match) const {
  if (match.route == nullptr && match.fallback) return fallback_(request);
  if (match.route == nullptr) return unrouted(request, match);
  request.params = match.params;
  const auto permission = match.route->permission;
  if (guard_) {
    CHAUBAN_TRY(request.session, guard_(request, permission));
  }
  if (permission != auth::Permission::open && request.session == nullptr) return refuse(ErrorCode::auth_required);
  return handle(request, *match.route);
}

Result<Response> Router::handle(Request& request, const Route& route) const {
  if (request.session == nullptr) return route.handler(request);
  const auto account = request.session->account.str();
  const auto wishes = request.headers.all("Prefer");
  const bool would_wait =
      std::any_of(wishes.begin(), wishes.end(), [](auto wish) { return wish.find("wait=") != std::string_view::npos; });
  const auto wait = would_wait ? waits_->take(account) : std::optional<Shares::Place>();
  // A preference may be left unheeded (RFC 7240 §2): who holds enough workers already is answered with what there is.
  if (would_wait && !wait) request.headers.set("Prefer", "");
  const auto body = route.options.stream_body ? bodies_->take(account) : std::optional<Shares::Place>();
  if (route.options.stream_body && !body) return refuse(ErrorCode::quota_exceeded, "uploads_open");
  return route.handler(request);
}

Response Router::dispatch(Request& request, const Match& match) const {
  const LogRequest named(request.trace);
  const auto incident = [&](const char* what) {
    const auto id = Uuid(ids_.next(clock_.now())).str();
    log_error("http_incident",
              {{"incident", id}, {"what", what}, {"route", match.route == nullptr ? "" : match.route->path}});
    return refusal(Error{ErrorCode::internal, "", {{"incident", id}}}, request);
  };
  Response response;
  try {
    auto result = answer(request, match);
    response = result ? std::move(*result) : refusal(result.error(), request);
    if (!result && result.error().code == ErrorCode::internal) {
      log_error("http_internal", {{"key", result.error().key}});
    }
  } catch (const std::bad_alloc&) {
    log_error("http_out_of_memory", {{"route", match.route == nullptr ? "" : match.route->path}});
    response = refusal(Error{ErrorCode::overloaded, "", {}}, request);  // the others go on, and so may this one later
  } catch (const std::exception& error) {
    // A broken promise of our own code ends this request, not the server: the answer names the incident for the log.
    response = incident(error.what());
  } catch (...) {
    response = incident("unknown exception");
  }
  if (match.route == nullptr && !match.fallback && !match.allowed.empty()) {
    response.headers.set("Allow", allow_header(match.allowed));
  }
  set_common_headers(response, request);
  return response;
}

Response Router::refusal(const Error& error, const Request& request) const {
  return problem(error, request, base_url_);
}

}  // namespace chauban::http

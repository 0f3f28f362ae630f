// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/problem.h"

#include "schemas/base/of_disk.h"
#include "server/http/json.h"
#include "server/messages/messages.h"

#include <algorithm>
#include <array>

namespace chauban::http {
namespace {

using Details = std::map<std::string, std::string>;

/// Further faults of a joined Error stand in its details under `<ordinal>/`: `1/code`, `1/key`, `1/pointer`, …
std::string prefix_of(std::size_t ordinal) { return std::to_string(ordinal) + "/"; }

std::optional<Error> further_fault(const Details& details, std::size_t ordinal) {
  const auto prefix = prefix_of(ordinal);
  const auto code = details.find(prefix + "code");
  if (code == details.end()) return std::nullopt;
  Error fault{parse_error_code(code->second).value_or(ErrorCode::internal), "", {}};
  for (auto it = details.lower_bound(prefix); it != details.end() && it->first.rfind(prefix, 0) == 0; ++it) {
    const auto name = it->first.substr(prefix.size());
    if (name == "key") {
      fault.key = it->second;
    } else if (name != "code") {
      fault.details.emplace(name, it->second);
    }
  }
  return fault;
}

std::string value_of(const Details& details, std::string_view name) {
  const auto found = details.find(std::string(name));
  return found == details.end() ? std::string() : found->second;
}

Json rendered_fault(const Error& error, Language language) {
  const auto message = messages::text_of(error, language);
  const auto pointer = value_of(error.details, "pointer");
  const auto field = value_of(error.details, "field");
  Json fault = Json::object({{"pointer", pointer.empty() ? "/" + field : pointer}});
  fault.set("code", error.key.empty() ? std::string(to_string(error.code)) : error.key);
  fault.set("detail", message.detail);
  return fault;
}

bool names_a_place(const Error& error) {
  return !value_of(error.details, "pointer").empty() || !value_of(error.details, "field").empty();
}

Json faults_of(const Error& error, Language language) {
  Json list = Json::array();
  if (names_a_place(error)) list.push(rendered_fault(error, language));
  for (std::size_t i = 1; const auto fault = further_fault(error.details, i); ++i) {
    list.push(rendered_fault(*fault, language));
  }
  return list;
}

/// What is left for the client to act on: names of states, permissions, limits.
Json other_details(const Details& details) {
  // `documents`: ids of those a command came upon; which of them the asker may know of stands in `matches`.
  constexpr std::array<std::string_view, 6> kOwnMember{"pointer", "field",     "current",
                                                       "matches", "documents", "retry_after"};
  Json out = Json::object();
  for (const auto& [name, value] : details) {
    if (name.find('/') != std::string::npos) continue;
    if (std::find(kOwnMember.begin(), kOwnMember.end(), name) != kOwnMember.end()) continue;
    out.set(name, value);
  }
  return out;
}

bool is_rule(std::string_view key) { return key.rfind("VT-R", 0) == 0 || key.rfind("SoD-", 0) == 0; }

void set_json_member(Json& body, const Details& details, const char* name) {
  const auto text = value_of(details, name);
  if (!text.empty() && parse_json(text, {.max_bytes = std::size_t{8} * 1024 * 1024})) body.set(name, Json::raw(text));
}

}  // namespace

Error join(std::vector<Error> faults) {
  CHAUBAN_ASSERT(!faults.empty());
  Error joined = std::move(faults.front());
  for (std::size_t i = 1; i < faults.size(); ++i) {
    const auto prefix = prefix_of(i);
    joined.details[prefix + "code"] = std::string(to_string(faults[i].code));
    joined.details[prefix + "key"] = faults[i].key;
    for (const auto& [name, value] : faults[i].details) joined.details[prefix + name] = value;
  }
  return joined;
}

Response problem(const Error& error, const Request& request, std::string_view base_url) {
  const auto message = messages::text_of(error, request.language);
  const auto code = std::string(to_string(error.code));
  const int status = http_status(error.code);
  Json body = Json::object({{"type", std::string(base_url) + "/problems/" + code}, {"code", code}});
  body.set("key", error.key.empty() ? code : error.key);
  body.set("status", status).set("title", message.title).set("detail", message.detail);
  body.set("instance", request.path).set("trace", request.trace);
  body.set("errors", faults_of(error, request.language));
  body.set("rule", is_rule(error.key) ? Json(error.key) : Json());
  body.set("retry", may_retry(error.code)).set("details", other_details(error.details));
  set_json_member(body, error.details, "current");
  set_json_member(body, error.details, "matches");

  Response response = Response::text(body.str(), "application/problem+json", status);
  response.headers.set("Content-Language", request.language == Language::en ? "en" : "vi");
  response.headers.set("Vary", "Accept-Language");
  const auto retry_after = value_of(error.details, "retry_after");
  if (!retry_after.empty()) {
    response.headers.set("Retry-After", retry_after);
  } else if (is_of_disk(error.code)) {
    response.headers.set("Retry-After", "10");  // the disk is asked every few seconds, people make room in minutes
  } else if (status == 429 || (status == 503 && may_retry(error.code))) {
    response.headers.set("Retry-After", "1");
  }
  if (error.code == ErrorCode::auth_required) response.headers.set("WWW-Authenticate", "Bearer");
  if (error.code == ErrorCode::range_not_satisfiable) {
    response.headers.set("Content-Range", "bytes */" + value_of(error.details, "size"));
  }
  return response;
}

}  // namespace chauban::http

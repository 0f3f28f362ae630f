// SPDX-License-Identifier: GPL-3.0-or-later
// From a request to a command in the log.
#include "domain/decide.h"
#include "server/command/loaded_world.h"
#include "server/routes/api.h"

#include <algorithm>
#include <charconv>

namespace chauban::server {
namespace {

/// Members in order of their names, so that two spellings of one request are one request.
Json canonical(const Json& value) {
  if (const auto* items = value.as_array()) {
    Json::Items out;
    for (const auto& item : *items) out.push_back(canonical(item));
    return Json::array(std::move(out));
  }
  if (const auto* members = value.as_object()) {
    auto sorted = *members;
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    Json out = Json::object();
    for (const auto& [name, member] : sorted) out.set(name, canonical(member));
    return out;
  }
  return value;
}

/// Errors: bad_request key idempotency_key_malformed.
Result<std::string> idempotency_key(const Request& request) {
  const auto header = request.headers.get("Idempotency-Key");
  if (!header) return std::string();
  auto text = trim(*header);
  // RFC draft "Idempotency-Key": a structured string; both spellings are read.
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  const auto key = Uuid::parse(text);
  if (!key) return refuse(ErrorCode::bad_request, "idempotency_key_malformed");
  return key->str();
}

Context context_of(const Api& api, const Actor& actor, const Directory& directory) {
  const auto now = api.services.clock.now();
  return {now,       vietnam_date(now),     actor,
          directory, api.services.calendar, [&api, now] { return api.services.ids.next(now); }};
}

}  // namespace

Status would_allow(const Api& api, const World& world, const Actor& actor, const Command& command) {
  const auto directory = api.directory();
  return decide(world, command, context_of(api, actor, *directory)).map([](const auto&) {});
}

Actor actor_for(const Api& api, const World& world, const Request& request, const Command& command) {
  const Actor standing{request.session->account, request.session->position};
  const auto directory = api.directory();
  const auto held = directory->positions_of(standing.account);
  if (held.size() == 1) return {standing.account, held.front()->id};
  for (const auto* position : held) {
    const Actor actor{standing.account, position->id};
    const auto allowed = would_allow(api, world, actor, command);
    if (allowed || allowed.error().code != ErrorCode::forbidden) return actor;
  }
  return standing;
}

Result<Receipt> submit(const Api& api, Request& request, Command command, Submission how) {
  CommandMeta meta;
  if (how.key.empty()) {
    CHAUBAN_TRY(meta.idempotency_key, idempotency_key(request));
  } else {
    meta.idempotency_key = how.key;
  }
  if (!meta.idempotency_key.empty() && !how.part.empty()) meta.idempotency_key += '/' + how.part;
  meta.key_scope = request.session->account.str();
  meta.actor = actor_for(api, StateWorld(api.services.state), request, command);
  meta.expected = std::move(how.expected);
  meta.canonical = std::string(command_name(command)) + '\n' + (how.path.empty() ? request.path : how.path) + '\n';
  if (how.body != nullptr) canonical(*how.body).write(meta.canonical);
  CHAUBAN_TRY(auto receipt, api.services.bus.submit(std::move(command), std::move(meta)));
  for (const auto& hop : receipt.hops) request.passed(hop);
  const storage::Token token{receipt.position, api.services.state.standing(receipt.position.partition).generation};
  request.answer_headers.set("Log-Position", token.str());
  if (receipt.replayed) request.answer_headers.set("Idempotent-Replayed", "true");
  return receipt;
}

std::optional<Uuid> stream_in(const Receipt& receipt, Aggregate aggregate) {
  for (const auto& event : receipt.events) {
    if (event.stream.aggregate == aggregate) return event.stream.id;
  }
  return std::nullopt;
}

Result<Json> body_of(const Request& request, bool optional) {
  if (optional && request.body.empty()) return Json::object();
  return http::json_body(request);
}

std::string version_tag(std::uint32_t version, std::string_view text) {
  return '"' + std::to_string(version) + '.' + to_base64url(sha256(text).view().substr(0, 12)) + '"';
}

Result<std::optional<std::uint32_t>> if_match_version(const Request& request) {
  const auto header = request.headers.get("If-Match");
  if (!header) return refuse(ErrorCode::if_match_required);
  auto text = trim(*header);
  if (text == "*") return std::optional<std::uint32_t>();
  if (text.empty() || text.front() != '"') return refuse(ErrorCode::version_conflict);
  text.remove_prefix(1);
  std::uint32_t version = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), version);
  const bool ends = end != text.data() + text.size() && (*end == '"' || *end == '.');
  if (failed != std::errc() || !ends) return refuse(ErrorCode::version_conflict);
  return std::optional<std::uint32_t>(version);
}

Response tagged(const Request& request, std::uint32_t version, const Json& json, int status) {
  auto text = json.str();
  auto tag = version_tag(version, text);
  const bool known = http::is_safe(request.method) && http::none_match(request, tag);
  auto response = known ? Response::empty(304) : Response::json(std::move(text), status);
  response.headers.set("ETag", std::move(tag));
  return response;
}

}  // namespace chauban::server

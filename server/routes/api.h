// SPDX-License-Identifier: GPL-3.0-or-later
// What all handlers share: finding, waiting, sending commands, answering.
#pragma once

#include "domain/access.h"
#include "domain/world.h"
#include "projections/documents.h"
#include "server/http/json.h"
#include "server/http/problem.h"
#include "server/http/router.h"
#include "server/routes/positions.h"
#include "server/services.h"

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chauban::server {

using http::Json;
using http::JsonReader;
using http::Request;
using http::Response;
using projections::ViewSnapshot;

struct Api {
  Services& services;
  Bytes cursor_secret;

  [[nodiscard]] std::shared_ptr<const Directory> directory() const { return services.directory(); }
};
using ApiPtr = std::shared_ptr<const Api>;

/// `router.get("/v1/me", Permission::read_self, with(api, get_me));`
inline http::Handler with(ApiPtr api, Result<Response> (*handler)(const Api&, Request&)) {
  return [api = std::move(api), handler](Request& request) { return handler(*api, request); };
}

/// An id of the path; one that is none names nothing: not_found.
template <class AnyId>
Result<AnyId> path_id(const Request& request, std::string_view name = "id") {
  if (const auto id = AnyId::parse(request.param(name))) return *id;
  return refuse(ErrorCode::not_found);
}

/// Refuses query parameters other than these: bad_filter with the detail `parameter`.
Status check_query(const Request& request, std::initializer_list<std::string_view> known);
/// Errors of all: bad_filter with the details `parameter` and `value`.
Result<std::optional<std::int64_t>> query_integer(const Request& request, std::string_view name, std::int64_t min,
                                                  std::int64_t max);
Result<std::optional<Date>> query_date(const Request& request, std::string_view name);
Result<std::string> query_text(const Request& request, std::string_view name, std::size_t max_characters);
tl::unexpected<Error> bad_filter(std::string_view parameter, std::string_view value);
template <class AnyId>
Result<std::optional<AnyId>> query_id(const Request& request, std::string_view name) {
  const auto text = request.query.get(name);
  if (!text || text->empty()) return std::optional<AnyId>();
  if (const auto id = AnyId::parse(*text)) return std::optional<AnyId>(*id);
  return bad_filter(name, *text);
}
template <class T, class Parse>
Result<std::optional<T>> query_choice(const Request& request, std::string_view name, Parse parse) {
  const auto text = request.query.get(name);
  if (!text || text->empty()) return std::optional<T>();
  std::optional<T> value = parse(*text);
  if (!value) return bad_filter(name, *text);
  return value;
}

/// `limit` and `cursor` of a list. Errors: bad_filter, bad_cursor.
Result<projections::Page> page_of(const Api& api, const Request& request);
/// `{"items": …, "next": …, "position": …}`; `next` is what the view gave, signed here.
Json listed(const Api& api, Request& request, Json items, const Bytes& next);

/// The view as it is, once it has what Min-Log-Position asks for; says on the answer how far it is.
/// Errors: bad_request (malformed), position_unknown, projection_behind.
Result<ViewSnapshot> read_view(const Api& api, Request& request, std::string_view name);
/// The same for something that is no view of the catalogue: `reached(position, timeout)`.
Status wait_for_positions(
    const Api& api, Request& request,
    const std::function<bool(std::span<const storage::Position>, std::chrono::milliseconds)>& reached);
/// The view once it has the events of this command. Errors: projection_behind (repeating the request with its key is
/// safe).
Result<ViewSnapshot> read_after(const Api& api, Request& request, std::string_view name, const Receipt& receipt);
/// `Prefer: wait=…` in seconds, if sent.
std::optional<std::chrono::seconds> preferred_wait(const Request& request);

/// Sends a command for whoever asks: idempotency key, canonical form, positions on the answer.
/// `part`: which of several commands of one request. Errors: those of the bus; idempotency_key malformed is
/// bad_request.
struct Submission {
  std::vector<ExpectedVersion> expected = {};
  const Json* body = nullptr;
  std::string part = "";
  std::string key = "";   ///< instead of the request's Idempotency-Key, for requests that repeat by other means
  std::string path = "";  ///< likewise: what stands in the canonical form
};
Result<Receipt> submit(const Api& api, Request& request, Command command, Submission how = {});
/// The position of the caller's that may do it: asks decide itself where somebody holds several.
Actor actor_for(const Api& api, const World& world, const Request& request, const Command& command);
/// What decide says to it now, without anything happening.
Status would_allow(const Api& api, const World& world, const Actor& actor, const Command& command);
/// Draws an id of now.
template <class AnyId>
AnyId new_id(const Api& api) {
  return AnyId{api.services.ids.next(api.services.clock.now())};
}
/// The stream of this aggregate that a receipt created or changed: a repeated request is answered with the first one's
/// id.
std::optional<Uuid> stream_in(const Receipt& receipt, Aggregate aggregate);

/// The body as JSON; an absent one is an empty object where `optional`.
Result<Json> body_of(const Request& request, bool optional = false);

/// `"7.x9…"`: the version for If-Match, then what the representation is made of, so that 304 is never said of another.
std::string version_tag(std::uint32_t version, std::string_view text);
/// What If-Match says a stream's version is; nothing for `*`. Errors: if_match_required, version_conflict (no such
/// tag).
Result<std::optional<std::uint32_t>> if_match_version(const Request& request);
/// 200 (or `status`) with ETag and, where the client has it already, 304.
Response tagged(const Request& request, std::uint32_t version, const Json& json, int status = 200);

Rights rights_of(const Api& api, const Request& request);
/// Errors: not_found, also for what the caller may not know of.
Result<projections::DocumentCard> readable_document(const Api& api, const Request& request,
                                                    const ViewSnapshot& documents, DocumentId id);
bool may_read_file(const Request& request, const ViewSnapshot& documents, const Rights& rights,
                   const projections::FileCard& file);
Result<projections::FileCard> readable_file(const Api& api, const Request& request, const ViewSnapshot& documents,
                                            FileId id);
/// The same, and its content is not locked: content_locked.
Result<projections::FileCard> open_file(const Api& api, const Request& request, const ViewSnapshot& documents,
                                        FileId id);

}  // namespace chauban::server

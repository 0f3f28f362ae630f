// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"
#include "server/telemetry/hops.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chauban::auth {
struct Session;
}

namespace chauban::http {

/// The methods we answer; any other is 405. `del` because `delete` is taken.
enum class Method : std::uint8_t { get, head, post, put, patch, del, options };
std::string_view to_string(Method method);  ///< `GET`, …
std::optional<Method> parse_method(std::string_view name);
/// RFC 9110 §9.2.1: asks only, changes nothing.
bool is_safe(Method method);

/// The language of the texts of an answer.
enum class Language : std::uint8_t { vi, en };
/// RFC 9110 §12.5.4; Vietnamese when nothing else is preferred.
Language choose_language(std::string_view accept_language);

/// Header fields: names compare without case, order and repetition are kept. Value type.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<std::pair<std::string, std::string>> fields) : fields_(fields) {}

  /// The first field of this name.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;
  /// The first field of this name, or "".
  [[nodiscard]] std::string_view operator[](std::string_view name) const { return get(name).value_or(""); }
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const { return get(name).has_value(); }
  /// Replaces every field of this name.
  void set(std::string_view name, std::string value);
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  /// Sets it only where it is absent.
  void set_default(std::string_view name, std::string value);
  [[nodiscard]] auto begin() const { return fields_.begin(); }
  [[nodiscard]] auto end() const { return fields_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// Decoded query parameters (application/x-www-form-urlencoded), valid UTF-8, in order.
class Query {
 public:
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
  void add(std::string name, std::string value) { items_.emplace_back(std::move(name), std::move(value)); }
  [[nodiscard]] auto begin() const { return items_.begin(); }
  [[nodiscard]] auto end() const { return items_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> items_;
};

/// The body of a request on a route with `stream_body`, read as it comes. Thread: the handler's; blocks.
class BodyReader {
 public:
  virtual ~BodyReader() = default;
  /// At least one byte and at most `max`; empty at the end of the body.
  /// Errors: body_too_large (over the route's limit), bad_request (broken off, or chunks that are none; key
  /// `body_interrupted` or `body_malformed`). After an error every further call gives the same.
  virtual Result<Bytes> read(std::size_t max) = 0;
  /// Content-Length, if the client gave one.
  [[nodiscard]] virtual std::optional<std::uint64_t> length() const = 0;
};

/// What a handler is given. Lives as long as the call; the body reader may not be kept.
struct Request {
  Method method = Method::get;
  std::string target;  ///< as sent: `/v1/incoming?limit=5`
  std::string path;    ///< decoded, no query, begins with `/`, no NUL, no `.` or `..` segment, valid UTF-8
  Query query;
  Headers headers;
  std::map<std::string, std::string, std::less<>> params;  ///< `{id}` of the route, decoded
  Bytes body;                                              ///< empty on routes with stream_body
  BodyReader* stream = nullptr;                            ///< only on routes with stream_body
  std::string remote_address;                              ///< `127.0.0.1`, without the port
  std::string trace;                                       ///< 32 hex digits (W3C Trace Context), the client's or ours
  std::string parent_span;               ///< 16 hex digits: the client's span that this request belongs to; empty: none
  bool traced = true;                    ///< false: the client asked that no trace be kept of it
  std::vector<telemetry::HopTime> hops;  ///< where its time went; see passed()
  Language language = Language::vi;
  std::shared_ptr<const auth::Session> session;  ///< never null behind a permission other than `open`
  Headers answer_headers;  ///< added to the answer whatever the handler returns; the guard puts RateLimit here

  /// A parameter of the route. Asking for one the route does not have is a Bug.
  [[nodiscard]] const std::string& param(std::string_view name) const;
  /// Remembers a hop, the first 64 of a request.
  void passed(const telemetry::HopTime& hop) {
    if (hops.size() < 64) hops.push_back(hop);
  }
  /// A cookie's value (RFC 6265 §5.4).
  [[nodiscard]] std::optional<std::string> cookie(std::string_view name) const;
};

/// The body of an answer that is too large to hold. Read on a worker thread, may block.
class BodySource {
 public:
  virtual ~BodySource() = default;
  /// Known size gives Content-Length, unknown gives chunks.
  [[nodiscard]] virtual std::optional<std::uint64_t> size() const = 0;
  /// At most `max` bytes, empty at the end. An error breaks the connection off: the answer has begun already.
  virtual Result<Bytes> read(std::size_t max) = 0;
};

class EventStream;

/// An answer. At most one of `body`, `source`, `events` is used.
struct Response {
  int status = 200;
  Headers headers;
  Bytes body;
  std::unique_ptr<BodySource> source;
  std::shared_ptr<EventStream> events;  ///< text/event-stream, open until it closes

  static Response json(std::string text, int status = 200);
  static Response text(std::string text, std::string content_type, int status = 200);
  static Response empty(int status = 204);
};

/// Called on a worker thread, may block for seconds. Must be thread-safe.
using Handler = std::function<Result<Response>(Request&)>;

/// `%20` and the like. Errors: bad_request key `target_malformed` (bad escape, NUL, invalid UTF-8).
Result<std::string> percent_decode(std::string_view text, bool plus_is_space = false);
Result<Query> parse_query(std::string_view text);
/// Fills path and query from the request target; refuses `.`/`..` segments, encoded slashes and backslashes.
Status parse_target(std::string_view target, Request& request);

/// The one range of a Range header over `size` bytes: RFC 9110 §14. nullopt: send the whole (no header, other unit,
/// several ranges). Error range_not_satisfiable with the detail `size`.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;
  bool operator==(const ByteRange&) const = default;
};
Result<std::optional<ByteRange>> parse_range(std::string_view header, std::uint64_t size);

/// Strong ETag of these bytes, quoted.
std::string etag_of(BytesView representation);
/// True if If-None-Match names this tag (weak comparison, RFC 9110 §13.1.2) or is `*`: answer 304.
bool none_match(const Request& request, std::string_view etag);
/// Errors: if_match_required (absent); version_conflict (none is this tag; the caller adds the detail `current`, JSON).
Status check_if_match(const Request& request, std::string_view etag);
/// 304 without body when the client has it, else 200 JSON; both carry the ETag.
Response json_with_etag(const Request& request, std::string text);

}  // namespace chauban::http

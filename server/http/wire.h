// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/time.h"
#include "server/http/http.h"

#include <cstdint>
#include <optional>
#include <string>

namespace chauban::http {

/// How the body of an answer is delimited (RFC 9112 §6.3).
struct Framing {
  std::optional<std::uint64_t> length;  ///< Content-Length
  bool chunked = false;
  bool keep_alive = true;
};

/// Status line and header fields, with the empty line. What a handler put into a field cannot break out of it.
std::string wire_head(const Response& response, const Framing& framing, Timestamp now);
/// `1a2b\r\n` before a chunk; behind it comes `\r\n`.
std::string chunk_head(std::size_t size);
std::string_view reason_phrase(int status);
/// RFC 9110 §5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
std::string http_date(Timestamp at);
/// A traceparent header (W3C Trace Context §3.2).
struct TraceParent {
  std::string trace;    ///< 32 hex digits
  std::string span;     ///< 16: the caller's
  bool sampled = true;  ///< the caller keeps its part of the trace
};
/// nullopt when malformed.
std::optional<TraceParent> parse_traceparent(std::string_view header);

}  // namespace chauban::http

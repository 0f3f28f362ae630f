// SPDX-License-Identifier: GPL-3.0-or-later
// What comes as a line of text with every request. Input: one line each.
#include "schemas/base/text.h"
#include "server/http/http.h"
#include "server/http/wire.h"
#include "server/routes/content_disposition.h"
#include "tests/fuzz/targets.h"

#include <chrono>

namespace chauban::fuzz {
namespace {

void check_target(BytesView line) {
  http::Request request;
  if (!http::parse_target(line, request)) return;
  CHAUBAN_ASSERT(request.path.starts_with('/') && is_utf8(request.path));
  CHAUBAN_ASSERT(request.path.find('\0') == std::string::npos && request.path.find('\\') == std::string::npos);
  CHAUBAN_ASSERT((request.path + "/").find("/../") == std::string::npos);
  for (const auto& [name, value] : request.query) CHAUBAN_ASSERT(is_utf8(name) && is_utf8(value));
}

void check_range(BytesView line, std::uint64_t size) {
  const auto range = http::parse_range(line, size);
  if (!range || !*range) return;
  const auto [first, length] = **range;
  CHAUBAN_ASSERT(length > 0 && first < size && length <= size - first);
}

/// What a sender called a file goes out again when it is fetched.
void check_file_name(BytesView line) {
  const auto name = server::disposition_file_name(line);
  CHAUBAN_ASSERT(is_utf8(name));
  if (name.find('\0') != std::string::npos) return;  // no header can name it
  const auto header = server::content_disposition("attachment", name);
  CHAUBAN_ASSERT(header.find_first_of("\r\n") == std::string::npos);
  CHAUBAN_ASSERT(server::disposition_file_name(header) == name);
}

}  // namespace

void request_target(BytesView input) {
  Pieces in(input);
  check_target(in.line());
  check_range(in.line(), 1000);
  static_cast<void>(http::parse_traceparent(in.line()));
  static_cast<void>(http::choose_language(in.line()));
  http::Request request;
  request.headers.add("Cookie", std::string(in.line()));
  request.headers.add("If-None-Match", std::string(in.line()));
  static_cast<void>(request.cookie("chauban"));
  static_cast<void>(http::none_match(request, "\"tag\""));
  check_file_name(in.line());
  // What a handler puts into a field stays in it.
  auto response = http::Response::text("", "text/plain");
  response.headers.set("X-Said", std::string(in.rest()));
  const auto head = http::wire_head(response, {.length = 0}, Timestamp{});
  CHAUBAN_ASSERT(head.find("\r\n\r\n") == head.size() - 4);
}

}  // namespace chauban::fuzz

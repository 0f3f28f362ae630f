// SPDX-License-Identifier: GPL-3.0-or-later
// Conditional requests: RFC 9110 §13.
#include "schemas/base/text.h"
#include "server/http/http.h"

namespace chauban::http {
namespace {

std::string_view opaque(std::string_view tag) { return tag.substr(0, 2) == "W/" ? tag.substr(2) : tag; }

/// Whether one of the tags of the header is `etag`. Our tags hold no comma.
bool lists(std::string_view header, std::string_view etag, bool weak) {
  while (!header.empty()) {
    const auto comma = header.find(',');
    const auto tag = trim(header.substr(0, comma));
    if (tag == "*" || (weak ? opaque(tag) == opaque(etag) : tag == etag)) return true;
    header.remove_prefix(comma == std::string_view::npos ? header.size() : comma + 1);
  }
  return false;
}

}  // namespace

std::string etag_of(BytesView representation) {
  return '"' + to_base64url(sha256(representation).view().substr(0, 16)) + '"';
}

bool none_match(const Request& request, std::string_view etag) {
  return lists(request.headers["If-None-Match"], etag, true);
}

Status check_if_match(const Request& request, std::string_view etag) {
  const auto header = request.headers.get("If-Match");
  if (!header) return refuse(ErrorCode::if_match_required);
  if (!lists(*header, etag, false)) return refuse(ErrorCode::version_conflict);
  return {};
}

Response json_with_etag(const Request& request, std::string text) {
  auto tag = etag_of(text);
  auto response = none_match(request, tag) ? Response::empty(304) : Response::json(std::move(text));
  response.headers.set("ETag", std::move(tag));
  return response;
}

}  // namespace chauban::http

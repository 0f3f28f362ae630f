// SPDX-License-Identifier: GPL-3.0-or-later
// The request target and what else comes as a line of text from strangers: escapes, query, ranges.
#include "schemas/base/text.h"
#include "server/http/http.h"

#include <algorithm>
#include <charconv>

namespace chauban::http {
namespace {

constexpr std::size_t kMaxTarget = 8 * 1024;
constexpr std::size_t kMaxParameters = 200;

tl::unexpected<Error> malformed() { return refuse(ErrorCode::bad_request, "target_malformed"); }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

/// An encoded slash or backslash would be one segment here and two for whoever takes the path apart later.
bool hides_a_separator(std::string_view raw) {
  for (std::size_t i = 0; i + 2 < raw.size(); ++i) {
    if (raw[i] != '%') continue;
    const int c = hex_value(raw[i + 1]) * 16 + hex_value(raw[i + 2]);
    if (c == '/' || c == '\\') return true;
  }
  return raw.find('\\') != std::string_view::npos;
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    const auto at = path.find('/');
    const auto segment = path.substr(0, at);
    if (segment == "." || segment == "..") return true;
    if (at == std::string_view::npos) return false;
    path.remove_prefix(at + 1);
  }
  return false;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

tl::unexpected<Error> out_of_range(std::uint64_t size) {
  return refuse(ErrorCode::range_not_satisfiable, "", {{"size", std::to_string(size)}});
}

}  // namespace

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) return malformed();
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (c == '\0') return malformed();
    out.push_back(c);
  }
  if (!is_utf8(out)) return malformed();
  return out;
}

Result<Query> parse_query(std::string_view text) {
  Query query;
  std::size_t count = 0;
  while (!text.empty()) {
    const auto end = text.find('&');
    const auto item = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (item.empty()) continue;
    if (++count > kMaxParameters) return malformed();
    const auto equals = item.find('=');
    CHAUBAN_TRY(auto name, percent_decode(item.substr(0, equals), true));
    CHAUBAN_TRY(auto value, percent_decode(equals == std::string_view::npos ? "" : item.substr(equals + 1), true));
    query.add(std::move(name), std::move(value));
  }
  return query;
}

Status parse_target(std::string_view target, Request& request) {
  if (target.empty() || target.front() != '/' || target.size() > kMaxTarget) return malformed();
  const auto question = target.find('?');
  const auto raw_path = target.substr(0, question);
  if (raw_path.find('#') != std::string_view::npos || hides_a_separator(raw_path)) return malformed();
  CHAUBAN_TRY(request.path, percent_decode(raw_path));
  if (has_control(request.path) || has_dot_segment(request.path)) return malformed();
  CHAUBAN_TRY(request.query, parse_query(question == std::string_view::npos ? "" : target.substr(question + 1)));
  request.target = std::string(target);
  return {};
}

Result<std::optional<ByteRange>> parse_range(std::string_view header, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (header.substr(0, kUnit.size()) != kUnit || header.find(',') != std::string_view::npos) return std::nullopt;
  const auto spec = trim(header.substr(kUnit.size()));
  const auto dash = spec.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = parse_number(spec.substr(0, dash));
  const auto last = parse_number(spec.substr(dash + 1));
  const bool suffix = dash == 0;
  // What is no range by the grammar is as if it were not there (RFC 9110 §14.2).
  if ((suffix && !last) || (!suffix && !first) || (!suffix && dash + 1 < spec.size() && !last)) return std::nullopt;
  if (suffix) {
    if (*last == 0 || size == 0) return out_of_range(size);
    const auto length = std::min(*last, size);
    return ByteRange{size - length, length};
  }
  if (last && *last < *first) return std::nullopt;
  if (*first >= size) return out_of_range(size);
  return ByteRange{*first, std::min(last.value_or(size - 1), size - 1) - *first + 1};
}

}  // namespace chauban::http

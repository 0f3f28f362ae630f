// SPDX-License-Identifier: GPL-3.0-or-later
// JSON from strangers. Boost.JSON's SAX parser does the grammar; we build our own small value and keep the limits.
#include "server/http/http.h"
#include "server/http/json.h"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace chauban::http {
namespace {

namespace bj = boost::json;

/// Receives the parser's calls; false or an error code stops it.
struct Builder {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = 1024;
  static constexpr std::size_t max_string_size = std::size_t(-1);

  Json root;
  std::string reason;  ///< why we stopped it ourselves
  std::vector<Json> open;
  std::vector<std::string> keys;
  std::string text;

  bool stop(const char* why, bj::error_code& ec) {
    reason = why;
    ec = bj::error::extra_data;
    return false;
  }
  bool add(Json value, bj::error_code& ec) {
    if (open.empty()) {
      root = std::move(value);
      return true;
    }
    if (open.back().as_object() == nullptr) {
      open.back().push(std::move(value));
      return true;
    }
    if (open.back().find(keys.back()) != nullptr) return stop("duplicate_member", ec);
    if (open.back().as_object()->size() >= 1000) return stop("too_many_members", ec);
    open.back().set(keys.back(), std::move(value));
    keys.pop_back();
    return true;
  }
  bool close(bj::error_code& ec) {
    Json done = std::move(open.back());
    open.pop_back();
    return add(std::move(done), ec);
  }

  bool on_document_begin(bj::error_code&) { return true; }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_object_begin(bj::error_code&) { return open.push_back(Json::object()), true; }
  bool on_object_end(std::size_t, bj::error_code& ec) { return close(ec); }
  bool on_array_begin(bj::error_code&) { return open.push_back(Json::array()), true; }
  bool on_array_end(std::size_t, bj::error_code& ec) { return close(ec); }
  bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) {
    return text.append(part.data(), part.size()), true;
  }
  bool on_key(bj::string_view part, std::size_t, bj::error_code&) {
    text.append(part.data(), part.size());
    keys.push_back(std::move(text));
    text.clear();
    return true;
  }
  bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) {
    return text.append(part.data(), part.size()), true;
  }
  bool on_string(bj::string_view part, std::size_t, bj::error_code& ec) {
    text.append(part.data(), part.size());
    Json value(std::move(text));
    text.clear();
    return add(std::move(value), ec);
  }
  bool on_number_part(bj::string_view part, bj::error_code&) { return text.append(part.data(), part.size()), true; }
  bool on_int64(std::int64_t value, bj::string_view, bj::error_code& ec) {
    text.clear();
    return add(value, ec);
  }
  bool on_uint64(std::uint64_t, bj::string_view, bj::error_code& ec) { return stop("number_too_large", ec); }
  bool on_double(double about, bj::string_view part, bj::error_code& ec) {
    text.append(part.data(), part.size());
    // The parser's own number may be off in its last digit: written and read again it would not be the same.
    double value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    text.clear();
    if (failed == std::errc::result_out_of_range) {
      if (std::abs(about) > 1) return stop("number_too_large", ec);
      value = 0;
    }
    return add(value, ec);
  }
  bool on_bool(bool value, bj::error_code& ec) { return add(value, ec); }
  bool on_null(bj::error_code& ec) { return add(Json(), ec); }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }
};

std::string reason_of(const bj::error_code& ec) {
  if (ec == bj::error::too_deep) return "too_deep";
  if (ec == bj::error::incomplete) return "incomplete";
  if (ec == bj::error::extra_data) return "extra_data";
  return "syntax";
}

bool is_json_type(std::string_view content_type) {
  std::string type(trim(content_type.substr(0, content_type.find(';'))));
  std::transform(type.begin(), type.end(), type.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return type == "application/json" ||
         (type.rfind("application/", 0) == 0 && type.size() > 5 && type.ends_with("+json"));
}

}  // namespace

Result<Json> parse_json(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.max_bytes) {
    return refuse(ErrorCode::body_too_large, "", {{"max", std::to_string(limits.max_bytes)}});
  }
  bj::parse_options options;
  options.max_depth = limits.max_depth;
  bj::basic_parser<Builder> parser(options);
  bj::error_code ec;
  const auto used = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && used < text.size()) ec = bj::error::extra_data;
  if (ec) {
    auto reason = parser.handler().reason.empty() ? reason_of(ec) : parser.handler().reason;
    return refuse(ErrorCode::malformed_json, "", {{"reason", std::move(reason)}, {"offset", std::to_string(used)}});
  }
  return std::move(parser.handler().root);
}

Result<Json> json_body(const Request& request) {
  if (!is_json_type(request.headers["Content-Type"])) {
    return refuse(ErrorCode::unsupported_media, "", {{"expected", "application/json"}});
  }
  return parse_json(request.body);
}

}  // namespace chauban::http

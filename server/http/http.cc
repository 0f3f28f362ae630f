// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/http.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace chauban::http {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> kMethods{{{Method::get, "GET"},
                                                                       {Method::head, "HEAD"},
                                                                       {Method::post, "POST"},
                                                                       {Method::put, "PUT"},
                                                                       {Method::patch, "PATCH"},
                                                                       {Method::del, "DELETE"},
                                                                       {Method::options, "OPTIONS"}}};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Up to the separator; `rest` goes behind it.
std::string_view next_part(std::string_view& rest, char separator) {
  const auto at = rest.find(separator);
  const auto part = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return trimmed(part);
}

/// `q=0.8` in thousandths; 1000 when there is none, 0 when it is malformed.
int quality(std::string_view parameters) {
  while (!parameters.empty()) {
    auto part = next_part(parameters, ';');
    if (part.size() < 3 || lower(part[0]) != 'q' || part[1] != '=') continue;
    double value = 0;
    const auto parsed = std::from_chars(part.data() + 2, part.data() + part.size(), value);
    if (parsed.ec != std::errc{} || value < 0 || value > 1) return 0;
    return static_cast<int>(value * 1000);
  }
  return 1000;
}

}  // namespace

std::string_view to_string(Method method) {
  for (const auto& [value, name] : kMethods) {
    if (value == method) return name;
  }
  return "";
}

std::optional<Method> parse_method(std::string_view name) {
  for (const auto& [value, text] : kMethods) {
    if (text == name) return value;
  }
  return std::nullopt;
}

bool is_safe(Method method) { return method == Method::get || method == Method::head || method == Method::options; }

Language choose_language(std::string_view accept_language) {
  int vi = -1;
  int en = -1;
  while (!accept_language.empty()) {
    auto item = next_part(accept_language, ',');
    const auto tag = next_part(item, ';');
    const auto primary = tag.substr(0, tag.find('-'));
    if (same_name(primary, "vi")) vi = std::max(vi, quality(item));
    if (same_name(primary, "en")) en = std::max(en, quality(item));
  }
  return en > 0 && en > vi ? Language::en : Language::vi;
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  for (const auto& [key, value] : fields_) {
    if (same_name(key, name)) return value;
  }
  return std::nullopt;
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> out;
  for (const auto& [key, value] : fields_) {
    if (same_name(key, name)) out.emplace_back(value);
  }
  return out;
}

void Headers::set(std::string_view name, std::string value) {
  std::erase_if(fields_, [name](const auto& field) { return same_name(field.first, name); });
  fields_.emplace_back(std::string(name), std::move(value));
}

void Headers::set_default(std::string_view name, std::string value) {
  if (!has(name)) add(std::string(name), std::move(value));
}

std::optional<std::string_view> Query::get(std::string_view name) const {
  for (const auto& [key, value] : items_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string_view> Query::all(std::string_view name) const {
  std::vector<std::string_view> out;
  for (const auto& [key, value] : items_) {
    if (key == name) out.emplace_back(value);
  }
  return out;
}

const std::string& Request::param(std::string_view name) const {
  const auto found = params.find(name);
  CHAUBAN_ASSERT(found != params.end());
  return found->second;
}

std::optional<std::string> Request::cookie(std::string_view name) const {
  for (auto line : headers.all("Cookie")) {
    while (!line.empty()) {
      const auto pair = next_part(line, ';');
      const auto equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name)
        return std::string(pair.substr(equals + 1));
    }
  }
  return std::nullopt;
}

Response Response::json(std::string text, int status) {
  return Response::text(std::move(text), "application/json", status);
}

Response Response::text(std::string text, std::string content_type, int status) {
  Response response;
  response.status = status;
  response.headers.set("Content-Type", std::move(content_type));
  response.body = std::move(text);
  return response;
}

Response Response::empty(int status) {
  Response response;
  response.status = status;
  return response;
}

}  // namespace chauban::http

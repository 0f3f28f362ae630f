// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/json.h"

#include <array>
#include <charconv>
#include <cmath>

namespace chauban::http {
namespace {

void write_escaped(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20) {
    out.push_back(c);
    return;
  }
  out += "\\u00";
  out.push_back(kHex[byte >> 4U]);
  out.push_back(kHex[byte & 15U]);
}

/// Well-formed UTF-8 as it is; each byte that is none becomes U+FFFD, for a client would refuse the whole answer.
void write_string(std::string& out, std::string_view text) {
  const bool valid = is_utf8(text);
  out.push_back('"');
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (valid || static_cast<unsigned char>(text[i]) < 0x80) {
      write_escaped(out, text[i]);
      continue;
    }
    std::size_t length = 2;
    while (length <= 4 && i + length <= text.size() && !is_utf8(text.substr(i, length))) ++length;
    if (length <= 4 && i + length <= text.size()) {
      out += text.substr(i, length);
      i += length - 1;
    } else {
      out += "\xEF\xBF\xBD";
    }
  }
  out.push_back('"');
}

template <class Number>
void write_number(std::string& out, Number value) {
  std::array<char, 32> buffer{};
  const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  out.append(buffer.data(), written.ptr);
}

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

}  // namespace

Json Json::array(Items items) {
  Json json;
  json.value_ = Array{std::move(items)};
  return json;
}

Json Json::object(std::initializer_list<std::pair<std::string_view, Json>> members) {
  Json json;
  Object object;
  object.members.reserve(members.size());
  for (const auto& [name, value] : members) object.members.emplace_back(std::string(name), value);
  json.value_ = std::move(object);
  return json;
}

Json Json::raw(std::string text) {
  Json json;
  json.value_ = Raw{std::move(text)};
  return json;
}

std::optional<double> Json::as_double() const {
  if (const auto* number = std::get_if<double>(&value_)) return *number;
  if (const auto* number = as_int()) return static_cast<double>(*number);
  return std::nullopt;
}

const Json::Items* Json::as_array() const {
  const auto* array = std::get_if<Array>(&value_);
  return array == nullptr ? nullptr : &array->items;
}

const Json::Members* Json::as_object() const {
  const auto* object = std::get_if<Object>(&value_);
  return object == nullptr ? nullptr : &object->members;
}

const Json* Json::find(std::string_view name) const {
  const auto* members = as_object();
  if (members == nullptr) return nullptr;
  for (const auto& [key, value] : *members) {
    if (key == name) return &value;
  }
  return nullptr;
}

Json& Json::set(std::string_view name, Json value) {
  if (is_null()) value_ = Object{};
  auto* object = std::get_if<Object>(&value_);
  CHAUBAN_ASSERT(object != nullptr);
  for (auto& [key, old] : object->members) {
    if (key == name) {
      old = std::move(value);
      return *this;
    }
  }
  object->members.emplace_back(std::string(name), std::move(value));
  return *this;
}

Json& Json::push(Json value) {
  if (is_null()) value_ = Array{};
  auto* array = std::get_if<Array>(&value_);
  CHAUBAN_ASSERT(array != nullptr);
  array->items.push_back(std::move(value));
  return *this;
}

void Json::write(std::string& out) const {
  const auto write_array = [&out](const Array& array) {
    out.push_back('[');
    for (std::size_t i = 0; i < array.items.size(); ++i) {
      if (i > 0) out.push_back(',');
      array.items[i].write(out);
    }
    out.push_back(']');
  };
  const auto write_object = [&out](const Object& object) {
    out.push_back('{');
    for (std::size_t i = 0; i < object.members.size(); ++i) {
      if (i > 0) out.push_back(',');
      write_string(out, object.members[i].first);
      out.push_back(':');
      object.members[i].second.write(out);
    }
    out.push_back('}');
  };
  std::visit(
      Overloaded{[&out](std::monostate) { out += "null"; }, [&out](bool value) { out += value ? "true" : "false"; },
                 [&out](std::int64_t value) { write_number(out, value); },
                 // JSON knows no infinity.
                 [&out](double value) { std::isfinite(value) ? write_number(out, value) : void(out += "null"); },
                 [&out](const std::string& value) { write_string(out, value); }, write_array, write_object,
                 [&out](const Raw& raw) { out += raw.text; }},
      value_);
}

std::string Json::str() const {
  std::string out;
  write(out);
  return out;
}

}  // namespace chauban::http

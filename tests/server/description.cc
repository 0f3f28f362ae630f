// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/server/description.h"

#include "schemas/base/ids.h"
#include "schemas/base/text.h"
#include "schemas/base/time.h"

#include <algorithm>

namespace chauban::server {

using http::Json;

namespace {

std::string type_of(const Json& value) {
  if (value.is_null()) return "null";
  if (value.as_bool() != nullptr) return "boolean";
  if (value.as_int() != nullptr) return "integer";
  if (value.as_string() != nullptr) return "string";
  if (value.as_array() != nullptr) return "array";
  return value.as_object() != nullptr ? "object" : "number";
}

bool is_of(const Json& types, const std::string& type) {
  const auto fits = [&](const Json& one) {
    return *one.as_string() == type || (*one.as_string() == "number" && type == "integer");
  };
  return types.as_array() == nullptr ? fits(types) : std::ranges::any_of(*types.as_array(), fits);
}

}  // namespace

Json Description::resolved(const Json& schema) const {
  if (const auto* ref = schema.find("$ref")) {
    const Json* at = &document_;
    std::string_view path = std::string_view(*ref->as_string()).substr(2);
    while (at != nullptr && !path.empty()) {
      const auto slash = path.find('/');
      at = at->find(path.substr(0, slash));
      path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
    CHAUBAN_ASSERT(at != nullptr);
    return resolved(*at);
  }
  const auto* parts = schema.find("allOf");
  if (parts == nullptr) return schema;
  Json all = Json::object();
  Json properties = Json::object();
  for (const auto& part : *parts->as_array()) {
    const auto one = resolved(part);
    for (const auto& [name, value] : *one.as_object()) {
      if (name != "properties") all.set(name, value);
    }
    const auto* members = one.find("properties");
    if (members == nullptr) continue;
    for (const auto& [name, value] : *members->as_object()) {
      Json merged = resolved(properties.find(name) == nullptr ? Json::object() : *properties.find(name));
      const auto added = resolved(value);
      for (const auto& [key, of_key] : *added.as_object()) merged.set(key, of_key);
      properties.set(name, std::move(merged));
    }
  }
  return all.set("properties", std::move(properties));
}

void Description::check_text(const Json& schema, const std::string& value, const At& at) {
  const auto* format = schema.find("format");
  const auto name = format == nullptr ? std::string() : *format->as_string();
  const bool right = (name != "uuid" || Uuid::parse(value)) && (name != "date" || parse_date(value)) &&
                     (name != "date-time" || parse_time(value));
  if (!right) differs(at, "no " + name + ": " + value);
  if (const auto* longest = schema.find("maxLength")) {
    if (count_characters(value) > static_cast<std::size_t>(*longest->as_int())) differs(at, "too long");
  }
}

void Description::check_object(const Json& schema, const Json& value, const At& at) {
  const auto* properties = schema.find("properties");
  const auto* others = schema.find("additionalProperties");
  for (const auto& [name, member] : *value.as_object()) {
    const auto* known = properties == nullptr ? nullptr : properties->find(name);
    const At inside{at.pointer + "/" + name, at.name + "." + name};
    if (known != nullptr) {
      seen_.insert(inside.name);
      check(*known, member, inside);
    } else if (others != nullptr && others->as_object() != nullptr) {
      check(*others, member, {inside.pointer, at.name + ".*"});
    } else if (properties != nullptr || others != nullptr) {
      differs(inside, "is sent and not described");
    }
  }
  const auto* required = schema.find("required");
  if (required == nullptr) return;
  for (const auto& name : *required->as_array()) {
    if (value.find(*name.as_string()) == nullptr) differs(at, "lacks " + *name.as_string());
  }
}

void Description::check(const Json& schema, const Json& value, const At& at) {
  auto here = at;
  if (const auto* ref = schema.find("$ref")) {
    here.name = ref->as_string()->substr(ref->as_string()->rfind('/') + 1);
  }
  const auto rules = resolved(schema);
  const auto type = type_of(value);
  if (const auto* types = rules.find("type"); types != nullptr && !is_of(*types, type)) {
    return differs(here, "is of type " + type);
  }
  if (const auto* words = rules.find("enum")) {
    const auto known =
        std::ranges::any_of(*words->as_array(), [&](const Json& one) { return one.str() == value.str(); });
    if (!known) differs(here, "no word for it: " + value.str());
  }
  if (const auto* only = rules.find("const"); only != nullptr && only->str() != value.str()) {
    differs(here, "is not " + only->str());
  }
  if (value.as_string() != nullptr) check_text(rules, *value.as_string(), here);
  if (value.as_object() != nullptr) check_object(rules, value, here);
  const auto* items = rules.find("items");
  if (value.as_array() == nullptr || items == nullptr) return;
  for (std::size_t i = 0; i < value.as_array()->size(); ++i) {
    check(*items, (*value.as_array())[i], {here.pointer + "/" + std::to_string(i), here.name});
  }
}

std::vector<std::string> Description::differences(const Json& schema, const Json& value) {
  found_.clear();
  check(schema, value, {});
  return std::exchange(found_, {});
}

const Json* Description::described_body(const Json& responses, int status, std::string_view type) const {
  const auto* of_status = responses.find(std::to_string(status));
  if (of_status == nullptr) of_status = responses.find("default");
  if (of_status == nullptr) return nullptr;
  if (const auto* ref = of_status->find("$ref")) {
    of_status = document_.find("components")
                    ->find("responses")
                    ->find(ref->as_string()->substr(ref->as_string()->rfind('/') + 1));
  }
  const auto* content = of_status->find("content");
  const auto* body = content == nullptr ? nullptr : content->find(type);
  return body == nullptr ? nullptr : body->find("schema");
}

std::vector<std::string> Description::differences(std::string_view method, std::string_view path,
                                                  const http::Response& response) {
  const std::string type(response.headers["Content-Type"].substr(0, response.headers["Content-Type"].find(';')));
  if (response.body.empty() || type.find("json") == std::string::npos) return {};
  const auto place = std::string(method) + " " + std::string(path) + " " + std::to_string(response.status);
  std::string verb(method);
  std::ranges::transform(verb, verb.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
  const auto* item = document_.find("paths")->find(path);
  const auto* operation = item == nullptr ? nullptr : item->find(verb);
  if (operation == nullptr) return {place + ": is not described"};
  const auto* schema = described_body(*operation->find("responses"), response.status, type);
  if (schema == nullptr) return {place + ": " + type + " is not described"};
  const auto body = http::parse_json(response.body, {.max_bytes = std::size_t{16} << 20U});
  if (!body) return {place + ": no JSON"};
  auto found = differences(*schema, *body);
  for (auto& one : found) one.insert(0, place + ": ");
  return found;
}

}  // namespace chauban::server

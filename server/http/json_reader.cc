// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/json.h"
#include "server/http/problem.h"

#include <algorithm>

namespace chauban::http {
namespace {

/// RFC 6901 §3.
std::string escaped(std::string_view name) {
  std::string out;
  for (char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::map<std::string, std::string> expects(const char* type) { return {{"type", type}}; }

}  // namespace

JsonReader::JsonReader(const Json& value, std::string pointer) : value_(&value), pointer_(std::move(pointer)) {
  if (value.as_object() != nullptr) return;
  faults_.push_back(Error{ErrorCode::invalid_field, "field_type", {{"type", "object"}, {"pointer", pointer_}}});
}

std::string JsonReader::pointer(std::string_view name) const { return pointer_ + "/" + escaped(name); }
std::string JsonReader::pointer(std::string_view name, std::size_t index) const {
  return pointer(name) + "/" + std::to_string(index);
}

void JsonReader::fault(std::string_view name, ErrorCode code, std::string key,
                       std::map<std::string, std::string> details) {
  details["field"] = std::string(name);
  details["pointer"] = pointer(name);
  faults_.push_back(Error{code, std::move(key), std::move(details)});
}

bool JsonReader::has(std::string_view name) const { return value_->find(name) != nullptr; }

bool JsonReader::is_null(std::string_view name) {
  const auto* value = value_->find(name);
  if (value == nullptr || !value->is_null()) return false;
  taken_.emplace_back(name);
  return true;
}

const Json* JsonReader::take(std::string_view name) {
  taken_.emplace_back(name);
  const auto* value = value_->find(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

const Json* JsonReader::take_required(std::string_view name) {
  const auto* value = take(name);
  if (value == nullptr) fault(name, ErrorCode::invalid_field, "field_missing");
  return value;
}

const Json* JsonReader::optional_value(std::string_view name) { return take(name); }

std::optional<std::string> JsonReader::optional_text(std::string_view name, TextRules rules) {
  const auto* value = take(name);
  if (value == nullptr) return std::nullopt;
  if (value->as_string() == nullptr) {
    fault(name, ErrorCode::invalid_field, "field_type", expects("string"));
    return std::nullopt;
  }
  auto text = parse_text(name, *value->as_string(), rules);
  if (text) return std::move(*text);
  fault(name, text.error().code, text.error().key, text.error().details);
  return std::nullopt;
}

std::string JsonReader::text(std::string_view name, TextRules rules) {
  if (take_required(name) == nullptr) return {};
  return optional_text(name, rules).value_or("");
}

std::optional<std::int64_t> JsonReader::optional_integer(std::string_view name, std::int64_t min, std::int64_t max) {
  const auto* value = take(name);
  if (value == nullptr) return std::nullopt;
  if (value->as_int() == nullptr) {
    fault(name, ErrorCode::invalid_field, "field_type", expects("integer"));
    return std::nullopt;
  }
  const auto number = *value->as_int();
  if (number >= min && number <= max) return number;
  fault(name, ErrorCode::invalid_field, "number_out_of_range",
        {{"min", std::to_string(min)}, {"max", std::to_string(max)}});
  return std::nullopt;
}

std::int64_t JsonReader::integer(std::string_view name, std::int64_t min, std::int64_t max) {
  if (take_required(name) == nullptr) return min;
  return optional_integer(name, min, max).value_or(min);
}

std::optional<bool> JsonReader::optional_boolean(std::string_view name) {
  const auto* value = take(name);
  if (value == nullptr) return std::nullopt;
  if (value->as_bool() != nullptr) return *value->as_bool();
  fault(name, ErrorCode::invalid_field, "field_type", expects("boolean"));
  return std::nullopt;
}

bool JsonReader::boolean(std::string_view name) {
  return take_required(name) != nullptr && optional_boolean(name).value_or(false);
}

std::optional<Date> JsonReader::optional_date(std::string_view name) {
  const auto* value = take(name);
  if (value == nullptr) return std::nullopt;
  if (value->as_string() != nullptr) {
    if (const auto date = parse_date(*value->as_string())) return date;
  }
  fault(name, ErrorCode::invalid_field, "date_malformed");
  return std::nullopt;
}

Date JsonReader::date(std::string_view name) {
  if (take_required(name) == nullptr) return {};
  return optional_date(name).value_or(Date{});
}

std::optional<Timestamp> JsonReader::optional_time(std::string_view name) {
  const auto* value = take(name);
  if (value == nullptr) return std::nullopt;
  if (value->as_string() != nullptr) {
    if (const auto time = parse_time(*value->as_string())) return time;
  }
  fault(name, ErrorCode::invalid_field, "time_malformed");
  return std::nullopt;
}

std::optional<Uuid> JsonReader::uuid(std::string_view name, bool required) {
  const auto* value = required ? take_required(name) : take(name);
  if (value == nullptr) return std::nullopt;
  if (value->as_string() != nullptr) {
    if (const auto id = Uuid::parse(*value->as_string())) return id;
  }
  fault(name, ErrorCode::invalid_field, "id_malformed");
  return std::nullopt;
}

const Json::Items& JsonReader::items(std::string_view name, std::size_t max_items) {
  static const Json::Items kNone;
  const auto* value = take(name);
  if (value == nullptr) return kNone;
  const auto* list = value->as_array();
  if (list == nullptr) {
    fault(name, ErrorCode::invalid_field, "field_type", expects("array"));
    return kNone;
  }
  if (list->size() > max_items) {
    fault(name, ErrorCode::invalid_field, "list_too_long", {{"max", std::to_string(max_items)}});
    return kNone;
  }
  return *list;
}

std::vector<Uuid> JsonReader::uuids(std::string_view name, std::size_t max_items) {
  std::vector<Uuid> out;
  for (const Json& item : items(name, max_items)) {
    const auto id = item.as_string() == nullptr ? std::nullopt : Uuid::parse(*item.as_string());
    if (id) {
      out.push_back(*id);
    } else {
      fault(name, ErrorCode::invalid_field, "id_malformed");
    }
  }
  return out;
}

std::vector<std::string> JsonReader::texts(std::string_view name, std::size_t max_items, TextRules rules) {
  std::vector<std::string> out;
  for (const Json& item : items(name, max_items)) {
    if (item.as_string() == nullptr) {
      fault(name, ErrorCode::invalid_field, "field_type", expects("string"));
      continue;
    }
    auto text = parse_text(name, *item.as_string(), rules);
    if (text) {
      out.push_back(std::move(*text));
    } else {
      fault(name, text.error().code, text.error().key, text.error().details);
    }
  }
  return out;
}

void JsonReader::find_unknown() {
  const auto* members = value_->as_object();
  if (members == nullptr) return;
  for (const auto& [name, value] : *members) {
    if (std::find(taken_.begin(), taken_.end(), name) != taken_.end()) continue;
    // A name is a stranger's text: shown back only as far as it is text.
    const auto shown = parse_text("field", first_characters(name, 100));
    fault(shown.value_or("?"), ErrorCode::unknown_field, "");
    taken_.push_back(name);
  }
}

void JsonReader::absorb(JsonReader& part) {
  part.find_unknown();
  for (auto& error : part.faults_) faults_.push_back(std::move(error));
  part.faults_.clear();
}

Status JsonReader::finish() {
  find_unknown();
  if (faults_.empty()) return {};
  return refuse(join(std::move(faults_)));
}

}  // namespace chauban::http

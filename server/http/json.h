// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/ids.h"
#include "schemas/base/result.h"
#include "schemas/base/text.h"
#include "schemas/base/time.h"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace chauban::http {

/// A JSON value (RFC 8259), small and cheap to compile. Objects keep the order in which members were set.
/// Build: `Json::object({{"id", id.str()}, {"count", 3}, {"tags", Json::array()}})`. Absent values are left out by
/// `set_if`. Value type.
class Json {
 public:
  using Members = std::vector<std::pair<std::string, Json>>;
  using Items = std::vector<Json>;
  struct Array {
    Items items;
  };
  struct Object {
    Members members;
  };

  Json() = default;  ///< null
  Json(std::nullptr_t) {}
  Json(bool value) : value_(value) {}
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  Json(T value) : value_(static_cast<std::int64_t>(value)) {}
  Json(double value) : value_(value) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(const char* value) : value_(std::string(value)) {}

  static Json array(Items items = {});
  static Json object(std::initializer_list<std::pair<std::string_view, Json>> members = {});
  /// Text that is JSON already (a stored representation), written as it is. The caller vouches for it.
  static Json raw(std::string text);

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  [[nodiscard]] const bool* as_bool() const { return std::get_if<bool>(&value_); }
  [[nodiscard]] const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&value_); }
  [[nodiscard]] std::optional<double> as_double() const;  ///< integers too
  [[nodiscard]] const std::string* as_string() const { return std::get_if<std::string>(&value_); }
  [[nodiscard]] const Items* as_array() const;
  [[nodiscard]] const Members* as_object() const;
  /// A member of an object, or null pointer.
  [[nodiscard]] const Json* find(std::string_view name) const;

  /// Only on objects (null becomes one): replaces or appends.
  Json& set(std::string_view name, Json value);
  template <class T>
  Json& set_if(std::string_view name, const std::optional<T>& value) {
    return value ? set(name, Json(*value)) : *this;
  }
  /// Only on arrays (null becomes one).
  Json& push(Json value);

  /// Compact. Invalid UTF-8 never gets out: it becomes U+FFFD.
  [[nodiscard]] std::string str() const;
  void write(std::string& out) const;

 private:
  struct Raw {
    std::string text;
  };
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object, Raw> value_;
};

struct JsonLimits {
  std::size_t max_bytes = std::size_t{1024} * 1024;
  std::size_t max_depth = 32;
};
/// The whole text is one value; UTF-8 only, no duplicate member, no number beyond int64 or finite double.
/// Errors: malformed_json with the detail `reason` (and `pointer` of a duplicate), body_too_large.
Result<Json> parse_json(std::string_view text, JsonLimits limits = {});

/// Reads an object of a request and collects every fault with its pointer, so that a person corrects all at once.
///   JsonReader in(body);
///   auto text = in.text("text", {.max_characters = 20'000, .required = true});
///   auto due = in.optional_date("dueDate");
///   CHAUBAN_CHECK(in.finish());          // before any value is used
/// Errors of finish(): invalid_field (keys field_missing, field_type, text_*, date_malformed, id_malformed,
/// number_out_of_range, choice_unknown, list_too_long), unknown_field; several are joined (problem.h).
class JsonReader {
 public:
  explicit JsonReader(const Json& value, std::string pointer = "");

  std::string text(std::string_view name, TextRules rules = {});  ///< required member; parse_text's rules
  std::optional<std::string> optional_text(std::string_view name, TextRules rules = {});
  std::int64_t integer(std::string_view name, std::int64_t min, std::int64_t max);
  std::optional<std::int64_t> optional_integer(std::string_view name, std::int64_t min, std::int64_t max);
  bool boolean(std::string_view name);
  std::optional<bool> optional_boolean(std::string_view name);
  Date date(std::string_view name);
  std::optional<Date> optional_date(std::string_view name);
  std::optional<Timestamp> optional_time(std::string_view name);
  template <class AnyId>
  AnyId id(std::string_view name) {
    return AnyId{uuid(name, true).value_or(Uuid{})};
  }
  template <class AnyId>
  std::optional<AnyId> optional_id(std::string_view name) {
    if (const auto value = uuid(name, false)) return AnyId{*value};
    return std::nullopt;
  }
  template <class AnyId>
  std::vector<AnyId> ids(std::string_view name, std::size_t max_items) {
    std::vector<AnyId> out;
    for (const Uuid& value : uuids(name, max_items)) out.push_back(AnyId{value});
    return out;
  }
  /// One of the words `parse` knows: `in.choice<Urgency>("urgency", parse_urgency)`.
  template <class T, class Parse>
  std::optional<T> optional_choice(std::string_view name, Parse parse) {
    const auto word = optional_text(name, {.max_characters = 64});
    if (!word) return std::nullopt;
    std::optional<T> value = parse(*word);
    if (!value) fault(name, ErrorCode::invalid_field, "choice_unknown");
    return value;
  }
  template <class T, class Parse>
  T choice(std::string_view name, Parse parse) {
    const auto value = optional_choice<T>(name, parse);
    if (!value && !has(name)) fault(name, ErrorCode::invalid_field, "field_missing");
    return value.value_or(T{});
  }
  std::vector<std::string> texts(std::string_view name, std::size_t max_items, TextRules rules = {});
  /// The elements of an optional list; each is read by `JsonReader(item, in.pointer(name, i))` and given back by
  /// absorb().
  const Json::Items& items(std::string_view name, std::size_t max_items);
  /// An optional member that is any value: the caller parses it.
  const Json* optional_value(std::string_view name);

  [[nodiscard]] bool has(std::string_view name) const;
  /// Present and null: "clear it" in a merge patch (RFC 7396).
  [[nodiscard]] bool is_null(std::string_view name);
  [[nodiscard]] std::string pointer(std::string_view name) const;
  [[nodiscard]] std::string pointer(std::string_view name, std::size_t index) const;
  void fault(std::string_view name, ErrorCode code, std::string key, std::map<std::string, std::string> details = {});
  /// Takes the faults of a reader of a part, unknown members included.
  void absorb(JsonReader& part);
  /// Refuses members nobody read, and every fault collected.
  Status finish();

 private:
  const Json* take(std::string_view name);
  const Json* take_required(std::string_view name);
  std::optional<Uuid> uuid(std::string_view name, bool required);
  std::vector<Uuid> uuids(std::string_view name, std::size_t max_items);
  void find_unknown();

  const Json* value_;
  std::string pointer_;
  std::vector<std::string> taken_;
  std::vector<Error> faults_;
};

struct Request;
/// Parses a request's body, checking its Content-Type (application/json or …+json). Errors: unsupported_media and
/// those of parse_json.
Result<Json> json_body(const Request& request);

}  // namespace chauban::http

// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of the register: as values with their origin when registering, as a merge patch when correcting.
#include "server/routes/parse.h"

#include <algorithm>
#include <charconv>

namespace chauban::server {
namespace {

using http::Json;
using http::JsonReader;
using incoming::Provenance;
using incoming::Registration;
using incoming::Source;

/// One text field of the register: API name, place, limit.
struct TextField {
  const char* name;
  std::string Registration::* place;
  std::size_t max_characters;
};
constexpr std::array<TextField, 10> kTextFields{{{"code", &Registration::code, 60},
                                                 {"kind", &Registration::kind, 100},
                                                 {"issuer", &Registration::issuer, 200},
                                                 {"subject", &Registration::subject, 500},
                                                 {"language", &Registration::language, 30},
                                                 {"description", &Registration::description, 500},
                                                 {"signerName", &Registration::signer_name, 100},
                                                 {"signerPosition", &Registration::signer_position, 100},
                                                 {"signerAuthority", &Registration::signer_authority, 100},
                                                 {"circulation", &Registration::circulation, 100}}};

std::optional<Source> parse_source(std::string_view name) {
  if (name == "typed") return Source::typed;
  if (name == "ocr") return Source::ocr;
  if (name == "barcode") return Source::barcode;
  if (name == "copied") return Source::copied;
  return std::nullopt;
}

/// An integer, or digits: forms send what stands in their boxes.
std::optional<int> whole_number(JsonReader& in, std::string_view name, int min, int max) {
  const auto* value = in.optional_value(name);
  if (value == nullptr || value->is_null()) return std::nullopt;
  std::int64_t number = min - 1;
  if (const auto* integer = value->as_int()) number = *integer;
  if (const auto* text = value->as_string()) {
    if (text->empty()) return std::nullopt;
    const auto [end, failed] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (failed != std::errc() || end != text->data() + text->size()) number = min - 1;
  }
  if (number < min || number > max) {
    in.fault(name, ErrorCode::invalid_field, "number_out_of_range",
             {{"min", std::to_string(min)}, {"max", std::to_string(max)}});
    return std::nullopt;
  }
  return static_cast<int>(number);
}

/// Reads the member `member` of `in` as the register's field `name`: the same in both kinds of request.
void read_field(JsonReader& in, std::string_view member, std::string_view name, Registration& r) {
  for (const auto& field : kTextFields) {
    if (name != field.name) continue;
    const TextRules rules{.max_characters = field.max_characters};
    if (in.is_null(member)) {
      r.*field.place = "";
    } else if (name == "subject" || name == "description") {
      if (!in.has(member)) in.fault(member, ErrorCode::invalid_field, "field_missing");
      r.*field.place = one_line(in, member, rules);
    } else {
      r.*field.place = in.text(member, rules);
    }
    return;
  }
  if (name == "issueDate") {
    if (!in.is_null(member)) r.issue_date = in.date(member);
  } else if (name == "dueDate") {
    const auto* value = in.is_null(member) ? nullptr : in.optional_value(member);
    const bool none = value == nullptr || (value->as_string() != nullptr && value->as_string()->empty());
    r.due_date = none ? std::nullopt : in.optional_date(member);
  } else if (name == "pageAmount") {
    r.page_amount = whole_number(in, member, 0, 100'000).value_or(0);
  } else if (name == "sensitivity") {
    r.sensitivity = whole_number(in, member, 1, 4).value_or(2);
  } else if (name == "urgency") {
    r.urgency = in.optional_choice<Urgency>(member, parse_urgency).value_or(Urgency::none);
  } else if (name == "toPlaces") {
    r.to_places = in.texts(member, 200, {.max_characters = 200});
  }
}

bool is_field(std::string_view name) {
  const auto texts = std::any_of(kTextFields.begin(), kTextFields.end(), [&](const auto& f) { return name == f.name; });
  return texts || name == "issueDate" || name == "dueDate" || name == "pageAmount" || name == "sensitivity" ||
         name == "urgency" || name == "toPlaces";
}

void read_fields(JsonReader& in, incoming::RegisterIncoming& command) {
  const auto* fields = in.optional_value("fields");
  if (fields == nullptr || fields->as_object() == nullptr) {
    in.fault("fields", ErrorCode::invalid_field, fields == nullptr ? "field_missing" : "field_type");
    return;
  }
  const auto pointer = in.pointer("fields");
  JsonReader all(*fields, pointer);
  for (const auto& [name, value] : *fields->as_object()) {
    if (!is_field(name)) continue;  // `all` refuses it as unknown
    all.optional_value(name);
    JsonReader one(value, all.pointer(name));
    read_field(one, "value", name, command.registration);
    Provenance from;
    from.source = one.optional_choice<Source>("source", parse_source).value_or(Source::typed);
    from.confirmed = one.optional_boolean("confirmed").value_or(false);
    if (const auto* confidence = one.optional_value("confidence")) {
      const auto number = confidence->as_double();
      if (!number || *number < 0 || *number > 1)
        one.fault("confidence", ErrorCode::invalid_field, "number_out_of_range");
      from.confidence = static_cast<float>(number.value_or(0));
    }
    command.provenance[name] = from;
    all.absorb(one);
  }
  in.absorb(all);
}

}  // namespace

Result<incoming::RegisterIncoming> parse_register_incoming(const Json& body) {
  JsonReader in(body);
  incoming::RegisterIncoming command;
  command.document = in.optional_id<DocumentId>("arrival").value_or(DocumentId{});
  if (const auto file = in.optional_id<FileId>("file")) command.files.push_back(*file);
  for (const auto file : in.ids<FileId>("files", 100)) command.files.push_back(file);
  command.arrival_date = in.optional_date("arrivalDate");
  command.channel = in.optional_text("channel", {.max_characters = 40}).value_or("paper");
  command.secrecy = in.optional_choice<Secrecy>("secrecy", parse_secrecy).value_or(Secrecy::none);
  command.late_reason = one_line(in, "lateReason", {.max_characters = 500});
  command.override_reason = one_line(in, "overrideReason", {.max_characters = 500});
  read_fields(in, command);
  CHAUBAN_CHECK(in.finish());
  return command;
}

Result<incoming::CorrectRegistration> parse_correction(const Json& body, Registration present) {
  JsonReader in(body);
  incoming::CorrectRegistration command;
  command.registration = std::move(present);
  command.reason = one_line(in, "reason", {.max_characters = 500, .required = true});
  if (const auto* members = body.as_object()) {
    for (const auto& [name, value] : *members) {
      if (is_field(name)) read_field(in, name, name, command.registration);
    }
  }
  CHAUBAN_CHECK(in.finish());
  return command;
}

Error under_fields(Error error) {
  const auto field = error.details.find("field");
  if (field != error.details.end() && is_field(field->second)) {
    error.details["pointer"] = "/fields/" + field->second + "/value";
  }
  return error;
}

}  // namespace chauban::server

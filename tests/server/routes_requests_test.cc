// SPDX-License-Identifier: GPL-3.0-or-later
// What requests may hold, asked of the server itself: each body that schemas/openapi.yaml describes is sent with every
// name there is, and with values at and beyond its limits. Every probe holds a member that nobody knows, so that none
// of them does anything.
#include "tests/server/routed_server.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

namespace chauban::server {
namespace {

using http::Json;
using testing::IsEmpty;

/// Where a member stands in a body; an empty step is the first of a list.
using Place = std::vector<std::string>;

std::string pointer_of(const Place& place) {
  std::string out;
  for (const auto& step : place) out += "/" + (step.empty() ? std::string("0") : step);
  return out;
}

Json body_with(const Place& place, Json value) {
  for (auto step = place.rbegin(); step != place.rend(); ++step) {
    value = step->empty() ? Json::array({std::move(value)}) : Json::object({{*step, std::move(value)}});
  }
  return value.as_object() == nullptr ? Json::object() : value.set("unheard", 1);
}

bool has_type(const Json& schema, const std::string& type) {
  const auto* types = schema.find("type");
  if (types == nullptr) return false;
  if (types->as_string() != nullptr) return *types->as_string() == type;
  return std::ranges::any_of(*types->as_array(), [&](const Json& one) { return *one.as_string() == type; });
}

std::optional<std::int64_t> limit_of(const Json& schema, std::string_view name) {
  const auto* limit = schema.find(name);
  return limit == nullptr ? std::nullopt : std::optional(*limit->as_int());
}

class RoutesRequests : public testing::Test {
 protected:
  RoutesRequests();

  using Faults = std::set<std::pair<std::string, std::string>>;  ///< pointer, code
  Faults send(const Json& body) {
    http::Headers headers{{"If-Match", "*"}, {"Content-Type", "application/json"}};
    const auto& who = target_.starts_with("/v1/admin/") ? server_.admin : everybody_;
    const auto response = server_.ask(who, {method_, target_, body, std::move(headers), ""});
    Faults out;
    const auto json = json_of(response);
    const auto* errors = json.find("errors");
    if (response.status < 400 || errors == nullptr) wrong("was not refused: " + response.body.substr(0, 200));
    if (errors == nullptr) return out;
    for (const auto& one : *errors->as_array()) out.emplace(text_at(one, "pointer"), text_at(one, "code"));
    if (!out.contains({"/unheard", "unknown_field"})) wrong("does not refuse an unknown member: " + response.body);
    return out;
  }
  void wrong(const std::string& what) {
    wrong_.push_back(std::string(to_string(method_)) + " " + target_ + " " + what);
  }
  void expect(bool right, const Place& place, const std::string& what) {
    if (!right) wrong(pointer_of(place) + ": " + what);
  }

  void probe_names(const Json& schema, const Place& place);
  void probe_text(const Json& schema, const Place& place);
  void probe_number(const Json& schema, const Place& place);
  void probe_list(const Json& schema, const Place& place);
  void probe(const Json& described, const Place& place);
  void each_body(const std::function<void(const Json& schema)>& visit);

  RoutedServer server_;
  RoutedServer::Person everybody_;
  std::map<std::string, std::string, std::less<>> ids_;  ///< by the resource of a path
  std::set<std::string> names_;                          ///< every name of a member in the whole description
  http::Method method_ = http::Method::post;
  std::string target_;
  std::vector<std::string> wrong_;
};

RoutesRequests::RoutesRequests() {
  // Somebody who may do everything but administer: what is asked here is the form, not the right.
  everybody_ = {AccountId{Uuid{{7, 1}}}, PositionId{Uuid{{7, 2}}}};
  EXPECT_THAT(server_.run(account::OpenAccount{everybody_.account, "moi.nguoi", "Mọi Người"}), Succeeds());
  EXPECT_THAT(server_.run(organisation::CreatePosition{
                  everybody_.position,
                  server_.office,
                  "Mọi việc",
                  {Role::clerk, Role::officer, Role::unit_head, Role::leader, Role::archivist}}),
              Succeeds());
  EXPECT_THAT(server_.run(organisation::HoldPosition{everybody_.position, everybody_.account}), Succeeds());
  const auto file = server_.stored_file();
  server_.add_words(file, {"kỷ", "luật"});
  ids_["/v1/incoming/"] = server_.registered(file);
  const auto [plan, dossier] = server_.opened_dossier();
  ids_["/v1/file-plans/"] = plan;
  ids_["/v1/dossiers/"] = dossier;
  server_.settle();
  const auto jobs = json_of(server_.get(server_.clerk, "/v1/jobs?file=" + file.str()));
  ids_["/v1/jobs/"] = text_at(jobs.find("items")->as_array()->front(), "id");
  ids_["/v1/admin/backups/"] = server_.officer.account.str();  // any id: bodies are judged first
  ids_["/v1/admin/users/"] = server_.officer.account.str();
  ids_["/v1/admin/units/"] = server_.office.str();
  ids_["/v1/admin/positions/"] = server_.officer.position.str();
  const std::function<void(const Json&)> gather = [&](const Json& schema) {
    if (const auto* properties = schema.find("properties")) {
      for (const auto& [name, member] : *properties->as_object()) {
        names_.insert(name);
        gather(member);
      }
    }
  };
  const auto& all = *server_.description().document().find("components")->find("schemas");
  for (const auto& [name, schema] : *all.as_object()) gather(schema);
}

void RoutesRequests::each_body(const std::function<void(const Json& schema)>& visit) {
  for (const auto& [path, item] : *server_.description().document().find("paths")->as_object()) {
    for (const auto& [verb, operation] : *item.as_object()) {
      const auto* body = operation.find("requestBody");
      const auto* json = body == nullptr ? nullptr : body->find("content")->find("application/json");
      if (json == nullptr) continue;
      method_ = *http::parse_method(upper(verb));
      target_ = path;
      if (const auto at = path.find("{id}"); at != std::string::npos) {
        ASSERT_TRUE(ids_.contains(path.substr(0, at))) << path << ": this test knows none";
        target_.replace(at, 4, ids_.at(path.substr(0, at)));
      }
      visit(*json->find("schema"));
    }
  }
}

/// What the parser takes is what is described.
void RoutesRequests::probe_names(const Json& schema, const Place& place) {
  const auto* properties = schema.find("properties");
  Json all = Json::object();
  for (const auto& name : names_) all.set(name, Json());
  const auto faults = send(body_with(place, all));
  for (const auto& name : names_) {
    auto inside = place;
    inside.push_back(name);
    const bool taken = !faults.contains({pointer_of(inside), "unknown_field"});
    const bool described = properties->find(name) != nullptr;
    expect(taken == described, inside, taken ? "is taken and not described" : "is described and not taken");
  }
}

void RoutesRequests::probe_text(const Json& schema, const Place& place) {
  const auto listed = !place.empty() && place.back().empty();
  const auto where = pointer_of(listed ? Place(place.begin(), place.end() - 1) : place);  // of texts the list is named
  const auto send_text = [&](const std::string& text) { return send(body_with(place, text)); };
  if (const auto* format = schema.find("format")) {
    const auto faults = send_text("2026-02-30");
    const auto code = *format->as_string() == "uuid"   ? "id_malformed"
                      : *format->as_string() == "date" ? "date_malformed"
                                                       : "time_malformed";
    expect(faults.contains({where, code}), place, "takes what is no " + *format->as_string());
  } else if (schema.find("enum") != nullptr) {
    expect(send_text("unheard").contains({where, "choice_unknown"}), place, "takes any word");
  } else {
    const auto longest = limit_of(schema, "maxLength");
    const auto too_long = [&](std::size_t characters) {
      const auto faults = send_text(std::string(characters, 'x'));
      return faults.contains({where, "text_too_long"}) || faults.contains({where, "password_too_long"});
    };
    expect(too_long(static_cast<std::size_t>(longest.value_or(29'999)) + 1) == longest.has_value(), place,
           longest ? "takes more than described" : "has a limit that is not described");
    if (longest) expect(!too_long(static_cast<std::size_t>(*longest)), place, "takes less than described");
  }
}

void RoutesRequests::probe_number(const Json& schema, const Place& place) {
  for (const auto& [name, step] : {std::pair{"minimum", -1}, std::pair{"maximum", 1}}) {
    const auto limit = limit_of(schema, name);
    if (!limit) {
      expect(false, place, std::string("has no ") + name);
      continue;
    }
    const auto refused = [&](std::int64_t number) {
      return send(body_with(place, number)).contains({pointer_of(place), "number_out_of_range"});
    };
    expect(refused(*limit + step), place, std::string("takes numbers beyond its ") + name);
    expect(!refused(*limit), place, std::string("refuses its ") + name);
  }
}

void RoutesRequests::probe_list(const Json& schema, const Place& place) {
  const auto longest = limit_of(schema, "maxItems");
  const auto items = server_.description().resolved(*schema.find("items"));
  const auto too_long = [&](std::int64_t count) {
    const auto one = has_type(items, "object") ? Json::object() : Json("x");
    const auto faults = send(body_with(place, Json::array(Json::Items(static_cast<std::size_t>(count), one))));
    return faults.contains({pointer_of(place), "list_too_long"});
  };
  expect(too_long(longest.value_or(5999) + 1) == longest.has_value(), place,
         longest ? "takes more items than described" : "has a limit of items that is not described");
  if (longest) expect(!too_long(*longest), place, "takes fewer items than described");
  auto inside = place;
  inside.emplace_back();
  if (has_type(items, "object")) probe(items, inside);
  // Of ids each is checked; what a list of words may hold is not said here.
  if (has_type(items, "string") && items.find("enum") == nullptr) probe_text(items, inside);
}

void RoutesRequests::probe(const Json& described, const Place& place) {
  const auto schema = server_.description().resolved(described);
  if (has_type(schema, "object")) {
    probe_names(schema, place);
    for (const auto& [name, member] : *schema.find("properties")->as_object()) {
      auto inside = place;
      inside.push_back(name);
      probe(member, inside);
    }
    return;
  }
  // A field of the register has the type of its name: what is not one text has its own tests.
  const bool free = !place.empty() && place.back() == "value" && !schema.find("maxLength");
  if (free) return;
  if (has_type(schema, "string")) probe_text(schema, place);
  if (has_type(schema, "integer") && !has_type(schema, "array")) probe_number(schema, place);
  if (has_type(schema, "array") && (place.empty() || place.back() != "value")) probe_list(schema, place);
}

TEST_F(RoutesRequests, are_taken_as_they_are_described_and_no_further) {
  int bodies = 0;
  each_body([&](const Json& schema) {
    ++bodies;
    probe(schema, {});
  });
  EXPECT_GT(bodies, 30);
  EXPECT_THAT(wrong_, IsEmpty()) << testing::PrintToString(wrong_);
}

}  // namespace
}  // namespace chauban::server

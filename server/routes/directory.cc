// SPDX-License-Identifier: GPL-3.0-or-later
// Pickers: people, units and positions of one's own agency.
#include "server/routes/render.h"
#include "server/routes/route_sets.h"

#include <algorithm>

namespace chauban::server {
namespace {

using auth::Permission;

/// `lqd` for `Lê Quang Dũng`.
std::string initials(std::string_view folded) {
  std::string out;
  bool begins = true;
  for (const char c : folded) {
    if (begins && c != ' ') out.push_back(c);
    begins = c == ' ';
  }
  return out;
}

bool matches(std::string_view text, std::string_view folded_query) {
  if (folded_query.empty()) return true;
  const auto folded = fold(text);
  return folded.find(folded_query) != std::string::npos || initials(folded).starts_with(folded_query);
}

struct Picker {
  std::string query;
  std::size_t limit = 50;
};

Result<Picker> picker_of(const Request& request) {
  Picker picker;
  CHAUBAN_TRY(const auto text, query_text(request, "q", 100));
  picker.query = fold(text);
  CHAUBAN_TRY(const auto limit, query_integer(request, "limit", 1, 200));
  picker.limit = static_cast<std::size_t>(limit.value_or(50));
  return picker;
}

template <class Item, class Name, class Render>
Response answer(std::vector<const Item*> found, std::size_t limit, Name name, Render render) {
  std::sort(found.begin(), found.end(), [&](const Item* a, const Item* b) {
    const int order = compare_vietnamese(name(*a), name(*b));
    return order != 0 ? order < 0 : a->id < b->id;
  });
  if (found.size() > limit) found.resize(limit);
  Json items = Json::array();
  for (const auto* one : found) items.push(render(*one));
  return Response::json(Json::object({{"items", std::move(items)}}).str());
}

Result<Response> list_people(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_query(request, {"q", "limit"}));
  CHAUBAN_TRY(const auto picker, picker_of(request));
  const auto directory = api.directory();
  const auto agency = request.session->agency;
  std::vector<const DirectoryAccount*> found;
  for (const auto& [id, account] : directory->accounts()) {
    const auto held = directory->positions_of(id);
    const bool ours = std::any_of(held.begin(), held.end(),
                                  [&](const auto* position) { return directory->agency_of(position->id) == agency; });
    const bool named = matches(account.full_name, picker.query) || account.user_name.starts_with(picker.query);
    if (account.open && ours && named) found.push_back(&account);
  }
  return answer(
      std::move(found), picker.limit, [](const auto& account) { return account.full_name; },
      [&](const DirectoryAccount& account) {
        Json out = Json::object({{"id", account.id.str()}, {"name", account.full_name}});
        const auto held = directory->positions_of(account.id);
        if (held.empty()) return out;
        out.set("position", held.front()->id.str()).set("title", held.front()->title);
        return out.set("unit", unit_ref(*directory, held.front()->unit));
      });
}

Result<Response> list_units(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_query(request, {"q", "limit"}));
  CHAUBAN_TRY(const auto picker, picker_of(request));
  const auto directory = api.directory();
  std::vector<const DirectoryUnit*> found;
  for (const auto& [id, unit] : directory->units()) {
    const bool named = matches(unit.now().name, picker.query) || matches(unit.now().abbreviation, picker.query);
    if (unit.agency == request.session->agency && named) found.push_back(&unit);
  }
  return answer(
      std::move(found), picker.limit, [](const auto& unit) { return unit.now().name; },
      [](const DirectoryUnit& unit) { return unit_json(unit, false); });
}

Result<Response> list_positions(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_query(request, {"q", "role", "unit", "limit"}));
  CHAUBAN_TRY(const auto picker, picker_of(request));
  CHAUBAN_TRY(const auto role, query_choice<Role>(request, "role", parse_role));
  CHAUBAN_TRY(const auto unit, query_id<UnitId>(request, "unit"));
  const auto directory = api.directory();
  std::vector<const DirectoryPosition*> found;
  for (const auto& [id, position] : directory->positions()) {
    if (directory->agency_of(id) != request.session->agency) continue;
    if ((role && !position.has(*role)) || (unit && position.unit != *unit)) continue;
    const bool named = matches(position.title, picker.query) || matches(name_of(*directory, id), picker.query) ||
                       matches(unit_name(*directory, position.unit), picker.query);
    if (named) found.push_back(&position);
  }
  return answer(
      std::move(found), picker.limit, [&](const auto& position) { return name_of(*directory, position.id); },
      [&](const DirectoryPosition& position) { return position_json(*directory, position); });
}

}  // namespace

void add_directory_routes(http::Router& router, const ApiPtr& api) {
  router.get("/v1/directory/people", Permission::read_self, with(api, list_people));
  router.get("/v1/directory/units", Permission::read_self, with(api, list_units));
  router.get("/v1/directory/positions", Permission::read_self, with(api, list_positions));
}

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
// Registers as the law draws them. A register is the agency's series of a year, and has the series' id.
#include "server/routes/render.h"
#include "server/routes/route_sets.h"

#include <algorithm>

namespace chauban::server {
namespace {

using auth::Permission;
using projections::RegisterYear;

SeriesId id_of(AgencyId agency, int year) { return number_series::series_id(agency, "in", year); }

Json year_json(AgencyId agency, const RegisterYear& year) {
  Json out = Json::object({{"id", id_of(agency, year.year).str()},
                           {"year", year.year},
                           {"first", year.first == 0 ? year.first_free : year.first},
                           {"last", year.last},
                           {"registered", year.registered},
                           {"voided", year.voided},
                           {"nextNumber", std::max(year.last + 1, year.first_free)}});
  if (!year.imported_from.empty()) out.set("importedFrom", year.imported_from);
  return out;
}

/// Those that were begun, and this year's, in which nothing may stand yet.
Result<std::vector<RegisterYear>> years_of(const Api& api, const ViewSnapshot& rows, AgencyId agency) {
  CHAUBAN_TRY(auto years, projections::register_years(rows, agency));
  const int present = static_cast<int>(vietnam_date(api.services.clock.now()).year());
  const bool begun = std::any_of(years.begin(), years.end(), [&](const auto& year) { return year.year == present; });
  if (begun) return years;
  RegisterYear empty;
  empty.year = present;
  years.insert(years.begin(), empty);
  return years;
}

Result<Response> list_registers(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto rows, read_view(api, request, "incoming_register"));
  CHAUBAN_TRY(const auto years, years_of(api, rows, request.session->agency));
  Json items = Json::array();
  for (const auto& year : years) items.push(year_json(request.session->agency, year));
  Json columns = Json::array();
  for (const auto column : projections::register_columns()) columns.push(column);
  return Response::json(Json::object({{"items", std::move(items)}, {"columns", std::move(columns)}}).str());
}

/// The register tells of every paper that came. Clerks and leaders keep it; others see the rows of what they may read.
bool sees_all(const Rights& rights, AgencyId agency) {
  return rights.contains("k:" + agency.str()) || rights.contains("l:" + agency.str());
}

Json hidden_row(const projections::RegisterRow& row) {
  projections::RegisterRow bare;
  bare.document = row.document;
  bare.arrival_date = row.arrival_date;
  bare.arrival_number = row.arrival_number;
  static const Directory nobody;
  return register_row_json(nobody, bare).set("readable", false);
}

Result<Response> list_entries(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_query(request, {"from", "to", "limit", "cursor"}));
  CHAUBAN_TRY(const auto id, path_id<SeriesId>(request));
  CHAUBAN_TRY(const auto from, query_integer(request, "from", 1, 9'999'999));
  CHAUBAN_TRY(const auto to, query_integer(request, "to", 1, 9'999'999));
  CHAUBAN_TRY(const auto page, page_of(api, request));
  CHAUBAN_TRY(const auto rows, read_view(api, request, "incoming_register"));
  const auto agency = request.session->agency;
  CHAUBAN_TRY(const auto years, years_of(api, rows, agency));
  const auto year =
      std::find_if(years.begin(), years.end(), [&](const auto& one) { return id_of(agency, one.year) == id; });
  if (year == years.end()) return refuse(ErrorCode::not_found);
  CHAUBAN_TRY(const auto found, projections::register_rows(rows, agency, year->year, static_cast<int>(from.value_or(1)),
                                                           static_cast<int>(to.value_or(0)), page));
  const auto directory = api.directory();
  const auto documents = api.services.views.read("documents");
  const auto rights = rights_of(api, request);
  Json items = Json::array();
  for (const auto& row : found.items) {
    CHAUBAN_TRY(const auto card, find_document(documents, row.document));
    // Restricted papers are read by those in their way alone, whoever keeps the register.
    const bool shown = card ? may_read(rights, card->rights()) : sees_all(rights, agency);
    items.push(shown ? register_row_json(*directory, row) : hidden_row(row));
  }
  return Response::json(listed(api, request, std::move(items), found.next).str());
}

}  // namespace

void add_register_routes(http::Router& router, const ApiPtr& api) {
  router.get("/v1/registers", Permission::read_registers, with(api, list_registers));
  router.get("/v1/registers/{id}/entries", Permission::read_registers, with(api, list_entries));
}

}  // namespace chauban::server

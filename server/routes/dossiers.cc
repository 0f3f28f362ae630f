// SPDX-License-Identifier: GPL-3.0-or-later
// Work dossiers and archived ones: anybody of the agency who may look into the archive sees that they exist; what lies
// in them keeps its own rights.
#include "server/routes/parse.h"
#include "server/routes/render.h"
#include "server/routes/route_sets.h"

#include <algorithm>

namespace chauban::server {
namespace {

using auth::Permission;
using projections::DossierCard;

std::optional<dossier::Stage> parse_stage(std::string_view name) {
  for (const auto stage :
       {dossier::Stage::open, dossier::Stage::closed, dossier::Stage::offered, dossier::Stage::archived}) {
    if (to_string(stage) == name) return stage;
  }
  return std::nullopt;
}

struct Filter {
  std::optional<dossier::Stage> stage;
  std::optional<FilePlanId> plan;
  std::optional<UnitId> unit;
  std::vector<int> years;  ///< newest first

  [[nodiscard]] bool takes(const DossierCard& card) const {
    return (!stage || card.stage == *stage) && (!plan || card.plan == *plan) && (!unit || card.unit == *unit);
  }
};

Result<Filter> filter_of(const Request& request, const ViewSnapshot& archive) {
  Filter filter;
  CHAUBAN_TRY(filter.stage, query_choice<dossier::Stage>(request, "state", parse_stage));
  CHAUBAN_TRY(filter.plan, query_id<FilePlanId>(request, "plan"));
  CHAUBAN_TRY(filter.unit, query_id<UnitId>(request, "unit"));
  CHAUBAN_TRY(const auto year, query_integer(request, "year", 1900, 2199));
  CHAUBAN_TRY(const auto plans, projections::file_plans(archive, request.session->agency));
  for (const auto& plan : plans) {
    const bool wanted = (!year || plan.year == *year) && (!filter.plan || plan.plan == *filter.plan);
    if (wanted) filter.years.push_back(plan.year);
  }
  return filter;
}

/// Year by year, newest first; where a page ends is the year and the view's own place in it.
Result<projections::Listed<DossierCard>> list_years(const ViewSnapshot& archive, AgencyId agency, const Filter& filter,
                                                    const projections::Page& page) {
  projections::Listed<DossierCard> result;
  int year_of_page = 0;
  Bytes after;
  if (page.after.size() >= 4) {
    year_of_page = std::atoi(page.after.substr(0, 4).c_str());
    after = page.after.substr(4);
  }
  for (const int year : filter.years) {
    if (year_of_page != 0 && year > year_of_page) continue;
    if (year != year_of_page) after.clear();
    while (true) {
      const projections::Page part{.limit = page.limit - result.items.size(), .after = after};
      CHAUBAN_TRY(auto found, projections::dossiers_of_year(archive, agency, year, part));
      for (auto& card : found.items) {
        if (filter.takes(card)) result.items.push_back(std::move(card));
      }
      after = found.next;
      if (result.items.size() >= page.limit) {
        result.next = std::to_string(year) + after;
        if (after.empty() && year == filter.years.back()) result.next.clear();
        // This year is done: the next page begins with the one before it.
        if (after.empty() && !result.next.empty()) result.next = std::to_string(year - 1);
        return result;
      }
      if (after.empty()) break;
    }
  }
  return result;
}

Result<Response> list_dossiers(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_query(request, {"state", "year", "plan", "unit", "limit", "cursor"}));
  CHAUBAN_TRY(const auto page, page_of(api, request));
  CHAUBAN_TRY(const auto archive, read_view(api, request, "archive"));
  CHAUBAN_TRY(const auto filter, filter_of(request, archive));
  CHAUBAN_TRY(const auto found, list_years(archive, request.session->agency, filter, page));
  Json items = Json::array();
  for (const auto& card : found.items) items.push(dossier_json(api, request, card));
  return Response::json(listed(api, request, std::move(items), found.next).str());
}

Result<DossierCard> visible(const Request& request, const ViewSnapshot& archive, DossierId id) {
  CHAUBAN_TRY(auto card, projections::find_dossier(archive, id));
  if (!card || card->agency != request.session->agency) return refuse(ErrorCode::not_found);
  return *std::move(card);
}

Result<Response> get_dossier(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<DossierId>(request));
  CHAUBAN_TRY(const auto archive, read_view(api, request, "archive"));
  CHAUBAN_TRY(const auto card, visible(request, archive, id));
  return tagged(request, card.version, dossier_json(api, request, card));
}

/// Whoever has to take it over must see what is in it, though the documents become readable with the acceptance only.
bool sees_lines(const Api& api, const Request& request, const DossierCard& card) {
  const auto rights = rights_of(api, request);
  const bool offered = card.stage == dossier::Stage::offered || card.stage == dossier::Stage::archived;
  return (offered && rights.contains("a:" + card.agency.str())) || rights.contains("p:" + card.creator.str()) ||
         rights.contains("u:" + card.unit.str());
}

Json line_json(const projections::DossierItem& item, bool shown) {
  Json out = Json::object({{"ordinal", item.ordinal},
                           {"document", item.document.str()},
                           {"code", shown ? item.line.code : std::string()},
                           {"issuer", shown ? item.line.issuer : std::string()},
                           {"subject", shown ? item.line.subject : std::string()},
                           {"firstSheet", item.first_sheet},
                           {"pages", item.pages},
                           {"readable", shown}});
  if (!shown) return out;
  set_date(out, "issueDate", item.line.issue_date);
  if (!item.line.kind.empty()) out.set("kind", item.line.kind);
  if (item.line.arrival_number > 0) {
    out.set("arrivalNumber", item.line.arrival_number).set("registerYear", item.line.year);
  }
  return out;
}

Result<Response> list_items(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<DossierId>(request));
  CHAUBAN_TRY(const auto archive, read_view(api, request, "archive"));
  CHAUBAN_TRY(const auto card, visible(request, archive, id));
  const auto documents = api.services.views.read("documents");
  const bool all = sees_lines(api, request, card);
  Json items = Json::array();
  projections::Page page{.limit = 500, .after = ""};
  do {
    CHAUBAN_TRY(const auto found, projections::dossier_items(archive, id, page));
    for (const auto& item : found.items) {
      items.push(line_json(item, all || readable_document(api, request, documents, item.document)));
    }
    page.after = found.next;
  } while (!page.after.empty());
  return Response::json(Json::object({{"items", std::move(items)}}).str());
}

Result<Response> get_history(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<DossierId>(request));
  CHAUBAN_TRY(const auto archive, read_view(api, request, "archive"));
  CHAUBAN_CHECK(visible(request, archive, id));
  CHAUBAN_TRY(const auto timeline, read_view(api, request, "timeline"));
  CHAUBAN_TRY(const auto found, projections::dossier_timeline(timeline, id, {.limit = 2000, .after = ""}));
  return Response::json(Json::object({{"items", history_json(request, *api.directory(), found.items)}}).str());
}

Result<Response> answer(const Api& api, Request& request, DossierId id, const Receipt& receipt, int status) {
  CHAUBAN_TRY(const auto archive, read_after(api, request, "archive", receipt));
  CHAUBAN_TRY(const auto card, projections::find_dossier(archive, id));
  if (!card) return refuse(ErrorCode::not_found);
  auto response = tagged(request, card->version, dossier_json(api, request, *card), status);
  if (status == 201) response.headers.set("Location", "/v1/dossiers/" + id.str());
  return response;
}

Result<Response> open_dossier(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto body, body_of(request));
  CHAUBAN_TRY(auto made, parse_open_dossier(body));
  made.dossier = new_id<DossierId>(api);
  CHAUBAN_TRY(const auto receipt, submit(api, request, std::move(made), {.body = &body}));
  const auto id = stream_in(receipt, Aggregate::dossier);
  CHAUBAN_ASSERT(id.has_value());
  return answer(api, request, DossierId{*id}, receipt, 201);
}

using Make = Result<Command> (*)(const Json& body, DossierId id);

Result<Response> command(const Api& api, Request& request, Make make) {
  CHAUBAN_TRY(const auto id, path_id<DossierId>(request));
  CHAUBAN_TRY(const auto body, body_of(request, true));
  const auto archive = api.services.views.read("archive");
  CHAUBAN_TRY(const auto card, visible(request, archive, id));
  const auto helped = [&](Error error) {
    if (error.code == ErrorCode::version_conflict) error.details["current"] = dossier_json(api, request, card).str();
    return error;
  };
  const auto version = if_match_version(request);
  if (!version) return refuse(helped(version.error()));
  CHAUBAN_TRY(auto made, make(body, id));
  Submission how{.body = &body};
  if (*version) how.expected.push_back({{Aggregate::dossier, id.value}, **version});
  const auto receipt = submit(api, request, std::move(made), std::move(how));
  if (!receipt) return refuse(helped(receipt.error()));
  return answer(api, request, id, *receipt, 200);
}

template <class C>
Result<Command> with_note(const Json& body, DossierId id) {
  CHAUBAN_TRY(auto note, parse_one_text(body, "note", false));
  return C{id, std::move(note)};
}

Result<Command> make_reopening(const Json& body, DossierId id) {
  CHAUBAN_TRY(auto reason, parse_one_text(body, "reason"));
  return dossier::ReopenDossier{id, std::move(reason)};
}

Result<Command> make_removal(const Json& body, DossierId id) {
  CHAUBAN_TRY(auto made, parse_remove_document(body));
  made.dossier = id;
  return made;
}

Result<Command> make_return(const Json& body, DossierId id) {
  CHAUBAN_TRY(auto made, parse_return_transfer(body));
  made.dossier = id;
  return made;
}

}  // namespace

void add_dossier_routes(http::Router& router, const ApiPtr& api) {
  router.get("/v1/dossiers", Permission::read_archive, with(api, list_dossiers));
  router.post("/v1/dossiers", Permission::dossier_write, with(api, open_dossier));
  router.get("/v1/dossiers/{id}", Permission::read_archive, with(api, get_dossier));
  router.get("/v1/dossiers/{id}/items", Permission::read_archive, with(api, list_items));
  router.get("/v1/dossiers/{id}/history", Permission::read_archive, with(api, get_history));
  const auto add = [&](const char* name, Permission permission, Make make) {
    router.post(std::string("/v1/dossiers/{id}/") + name, permission,
                [api, make](Request& request) { return command(*api, request, make); });
  };
  add("removeDocument", Permission::dossier_write, make_removal);
  add("closeDossier", Permission::dossier_close, with_note<dossier::CloseDossier>);
  add("reopen", Permission::dossier_close, make_reopening);
  add("offerTransfer", Permission::offer_transfer, with_note<dossier::OfferTransfer>);
  add("acceptTransfer", Permission::accept_transfer, with_note<dossier::AcceptTransfer>);
  add("returnTransfer", Permission::accept_transfer, make_return);
}

}  // namespace chauban::server

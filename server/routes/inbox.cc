// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/routes/render.h"
#include "server/routes/route_sets.h"

#include <algorithm>

namespace chauban::server {
namespace {

using auth::Permission;
using projections::InboxReason;
using projections::InboxViewKind;
using projections::Recipient;

/// All queues of mine, or those of one position of mine.
Result<std::vector<Recipient>> recipients(const Api& api, const Request& request) {
  const auto directory = api.directory();
  auto all = projections::recipients_of(*directory, request.session->account);
  CHAUBAN_TRY(const auto wanted, query_id<PositionId>(request, "position"));
  if (!wanted) return all;
  const auto* position = directory->position(*wanted);
  if (position == nullptr || position->holder != request.session->account) return bad_filter("position", wanted->str());
  std::erase_if(all, [&](const Recipient& one) {
    switch (one.letter) {
      case 'p': return one.id != position->id.value;
      case 'u': return one.id != position->unit.value || !position->has(Role::unit_head);
      case 'k': return !position->has(Role::clerk);
      case 'l': return !position->has(Role::leader);
      case 'a': return !position->has(Role::archivist);
      default: return true;
    }
  });
  return all;
}

/// What tells one arrival from another before a person has registered it: its file, and what was read from its head.
/// Nothing of a file that is locked.
Result<Json> arrival_json(const ViewSnapshot& documents, const ViewSnapshot& jobs, FileId file) {
  Json out = Json::object();
  CHAUBAN_TRY(const auto card, projections::find_file(documents, file));
  if (!card || card->quarantined) return out;
  out.set("fileName", card->name);
  CHAUBAN_TRY(const auto read, projections::suggestions(jobs, file));
  for (const auto* field : {"code", "issuer", "subject"}) {
    if (const auto found = read.find(field); found != read.end()) out.set(field, found->second.field.value);
  }
  return out;
}

bool is_arrival(const projections::InboxItem& item) {
  return !item.file.is_nil() && std::ranges::find(item.reasons, InboxReason::to_register) != item.reasons.end();
}

Result<Json> items_json(const Api& api, Request& request, const std::vector<projections::InboxItem>& found) {
  Json items = Json::array();
  std::optional<ViewSnapshot> documents;
  std::optional<ViewSnapshot> jobs;
  for (const auto& item : found) {
    auto one = inbox_item_json(item);
    if (is_arrival(item)) {
      if (!documents) {  // only a clerk's list has arrivals
        CHAUBAN_TRY(documents, read_view(api, request, "documents"));
        CHAUBAN_TRY(jobs, read_view(api, request, "jobs"));
      }
      CHAUBAN_TRY(auto arrival, arrival_json(*documents, *jobs, item.file));
      one.set("arrival", std::move(arrival));
    }
    items.push(std::move(one));
  }
  return items;
}

Result<Response> list_inbox(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_query(request, {"view", "position", "limit", "cursor"}));
  CHAUBAN_TRY(const auto view, query_choice<InboxViewKind>(request, "view", projections::parse_inbox_view));
  CHAUBAN_TRY(const auto queues, recipients(api, request));
  CHAUBAN_TRY(const auto page, page_of(api, request));
  CHAUBAN_TRY(const auto rows, read_view(api, request, "inbox"));
  CHAUBAN_TRY(const auto found, projections::list_inbox(rows, queues, view.value_or(InboxViewKind::waiting), page));
  CHAUBAN_TRY(auto items, items_json(api, request, found.items));
  // The answer's position is the list's, not that of what was looked up beside it.
  request.answer_headers.set("Log-Position", to_string(heads_of(rows), api.services.state));
  return Response::json(listed(api, request, std::move(items), found.next).str());
}

Result<Response> get_counts(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_query(request, {"position"}));
  CHAUBAN_TRY(const auto queues, recipients(api, request));
  CHAUBAN_TRY(const auto rows, read_view(api, request, "inbox"));
  CHAUBAN_TRY(const auto counts, projections::count_inbox(rows, queues));
  Json out = Json::object();
  Json reasons = Json::object();
  for (const auto view :
       {InboxViewKind::waiting, InboxViewKind::following, InboxViewKind::given, InboxViewKind::done}) {
    const auto total = counts.total.find(view);
    out.set(projections::to_string(view), total == counts.total.end() ? 0 : total->second);
    Json of_view = Json::object();
    if (const auto found = counts.by_reason.find(view); found != counts.by_reason.end()) {
      for (const auto& [reason, count] : found->second) of_view.set(projections::to_string(reason), count);
    }
    reasons.set(projections::to_string(view), std::move(of_view));
  }
  out.set("byReason", std::move(reasons)).set("position", std::string(request.answer_headers["Log-Position"]));
  return Response::json(out.str());
}

}  // namespace

void add_inbox_routes(http::Router& router, const ApiPtr& api) {
  router.get("/v1/inbox", Permission::read_inbox, with(api, list_inbox));
  router.get("/v1/inbox/counts", Permission::read_inbox, with(api, get_counts));
}

}  // namespace chauban::server

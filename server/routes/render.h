// SPDX-License-Identifier: GPL-3.0-or-later
// What screens show, as JSON: the schemas of openapi.yaml, one function each.
#pragma once

#include "projections/archive.h"
#include "projections/inbox.h"
#include "projections/incoming_register.h"
#include "projections/jobs.h"
#include "projections/timeline.h"
#include "server/routes/api.h"

namespace chauban::server {

/// Whom an answer names, and what it may look up.
struct View {
  const Api& api;
  const Request& request;
  std::shared_ptr<const Directory> directory;
  const ViewSnapshot& documents;
  std::optional<ViewSnapshot> jobs = std::nullopt;  ///< for pages and states of readings
};

Json unit_ref(const Directory& directory, UnitId unit);
Json position_ref(const Directory& directory, PositionId position);
/// `Trần Thị Hoài Trâm`; the post's title while it is vacant; empty when nobody is known.
std::string name_of(const Directory& directory, PositionId position);
std::string name_of(const Directory& directory, const Assignee& assignee);
std::string name_of(const Directory& directory, const Actor& actor);
std::string unit_name(const Directory& directory, UnitId unit);
Json assignee_json(const Directory& directory, const Assignee& assignee);
Json person_json(const Directory& directory, const Actor& actor);
/// Three digits after the point are all that a confidence is worth.
double rounded(double value, double scale = 1000);
Json box_json(double left, double top, double right, double bottom);
/// Absent where the day is none.
void set_date(Json& object, std::string_view name, Date day);

Json file_json(const View& view, const projections::FileCard& file);
Json fields_json(const incoming::Registration& registration);
Json incoming_json(const View& view, const projections::DocumentCard& card);
Json duplicate_json(const projections::DocumentCard& card, std::string_view reason);
Json job_json(const View& view, const projections::JobCard& job, const std::vector<projections::JobPage>& pages);
Json inbox_item_json(const projections::InboxItem& item);
Json dossier_json(const Api& api, const Request& request, const projections::DossierCard& card);
Json plan_json(const Directory& directory, const projections::PlanCard& plan,
               const std::vector<projections::PlanEntry>& entries);
Json register_row_json(const Directory& directory, const projections::RegisterRow& row);
Json history_json(const Request& request, const Directory& directory,
                  const std::vector<projections::TimelineEntry>& entries);
Json account_json(const Directory& directory, const DirectoryAccount& account);
Json unit_json(const DirectoryUnit& unit, bool with_names);
Json position_json(const Directory& directory, const DirectoryPosition& position);
Json me_json(const Directory& directory, const auth::Session& session, std::string_view csrf);

/// The commands this person could give to it now, by their names in the API.
std::vector<std::string> allowed_actions(const Api& api, const Request& request, const projections::DocumentCard& card);
std::vector<std::string> allowed_actions(const Api& api, const Request& request, const projections::DossierCard& card);

}  // namespace chauban::server

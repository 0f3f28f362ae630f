// SPDX-License-Identifier: GPL-3.0-or-later
// Readings of files: lists, one with its pages, stopping and repeating.
#include "server/routes/parse.h"
#include "server/routes/render.h"
#include "server/routes/route_sets.h"

namespace chauban::server {
namespace {

using auth::Permission;
using projections::JobCard;

/// One's own, those of files one may read, and, without the files' names, all for whoever administers.
bool may_see(const Request& request, const ViewSnapshot& documents, const Rights& rights, const JobCard& job) {
  if (job.agency != request.session->agency) return false;
  if (job.stored_by == request.session->account || request.session->may(Permission::admin_system)) return true;
  const auto file = find_file(documents, job.file);
  return file && *file && may_read_file(request, documents, rights, **file);
}

Result<Json> with_pages(const View& view, const JobCard& job, std::size_t limit) {
  CHAUBAN_TRY(const auto pages, projections::job_pages(*view.jobs, job.job, 1, limit));
  return job_json(view, job, pages);
}

Result<Response> list_jobs(const Api& api, Request& request) {
  CHAUBAN_CHECK(check_query(request, {"mine", "state", "file", "limit", "cursor"}));
  const auto parse_bool = [](std::string_view text) -> std::optional<bool> {
    if (text == "true") return true;
    return text == "false" ? std::optional<bool>(false) : std::nullopt;
  };
  CHAUBAN_TRY(const auto mine, query_choice<bool>(request, "mine", parse_bool));
  CHAUBAN_TRY(const auto state, query_choice<projections::JobState>(request, "state", projections::parse_job_state));
  CHAUBAN_TRY(const auto file, query_id<FileId>(request, "file"));
  CHAUBAN_TRY(const auto page, page_of(api, request));
  CHAUBAN_TRY(const auto documents, read_view(api, request, "documents"));
  CHAUBAN_TRY(auto jobs, read_view(api, request, "jobs"));
  projections::Listed<JobCard> found;
  if (file) {
    CHAUBAN_TRY(const auto job, projections::job_of_file(jobs, *file));
    if (job && (!state || job->state == *state)) found.items.push_back(*job);
  } else if (mine.value_or(false)) {
    CHAUBAN_TRY(found, projections::list_jobs_of(jobs, request.session->account, state, page));
  } else {
    CHAUBAN_TRY(found, projections::list_jobs(jobs, request.session->agency, state, page));
  }
  const auto rights = rights_of(api, request);
  const View view{api, request, api.directory(), documents, std::move(jobs)};
  Json items = Json::array();
  for (const auto& job : found.items) {
    if (!may_see(request, documents, rights, job)) continue;
    CHAUBAN_TRY(auto json, with_pages(view, job, 200));
    items.push(std::move(json));
  }
  return Response::json(listed(api, request, std::move(items), found.next).str());
}

Result<JobCard> visible_job(const Api& api, const Request& request, const ViewSnapshot& documents,
                            const ViewSnapshot& jobs, JobId id) {
  CHAUBAN_TRY(const auto job, projections::find_job(jobs, id));
  if (!job || !may_see(request, documents, rights_of(api, request), *job)) return refuse(ErrorCode::not_found);
  return *job;
}

Result<Response> job_answer(const Api& api, Request& request, const ViewSnapshot& documents, ViewSnapshot jobs,
                            JobId id) {
  CHAUBAN_TRY(const auto job, visible_job(api, request, documents, jobs, id));
  const View view{api, request, api.directory(), documents, std::move(jobs)};
  CHAUBAN_TRY(const auto json,
              with_pages(view, job, static_cast<std::size_t>(api.services.config.limits.max_file_pages)));
  return tagged(request, job.version, json);
}

Result<Response> get_job(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<JobId>(request));
  CHAUBAN_TRY(const auto documents, read_view(api, request, "documents"));
  CHAUBAN_TRY(auto jobs, read_view(api, request, "jobs"));
  return job_answer(api, request, documents, std::move(jobs), id);
}

Result<Response> change_job(const Api& api, Request& request, JobId id, Command command, const Json& body) {
  const auto documents = api.services.views.read("documents");
  CHAUBAN_CHECK(visible_job(api, request, documents, api.services.views.read("jobs"), id));
  CHAUBAN_TRY(const auto receipt, submit(api, request, std::move(command), {.body = &body}));
  CHAUBAN_TRY(auto jobs, read_after(api, request, "jobs", receipt));
  return job_answer(api, request, documents, std::move(jobs), id);
}

Result<Response> cancel_job(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<JobId>(request));
  CHAUBAN_TRY(const auto body, body_of(request, true));
  CHAUBAN_TRY(auto reason, parse_one_text(body, "reason", false));
  CHAUBAN_TRY(auto response, change_job(api, request, id, digitization::CancelJob{id, std::move(reason)}, body));
  api.services.reader.cancel(id);
  return response;
}

Result<Response> retry_job(const Api& api, Request& request) {
  CHAUBAN_TRY(const auto id, path_id<JobId>(request));
  CHAUBAN_TRY(const auto body, body_of(request, true));
  JsonReader in(body);
  CHAUBAN_CHECK(in.finish());
  return change_job(api, request, id, digitization::RetryJob{id}, body);
}

}  // namespace

void add_job_routes(http::Router& router, const ApiPtr& api) {
  router.get("/v1/jobs", Permission::jobs, with(api, list_jobs));
  router.get("/v1/jobs/{id}", Permission::jobs, with(api, get_job));
  router.post("/v1/jobs/{id}/cancel", Permission::jobs, with(api, cancel_job));
  router.post("/v1/jobs/{id}/retry", Permission::jobs, with(api, retry_job));
}

}  // namespace chauban::server

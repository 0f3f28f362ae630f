// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/authority.h"

namespace chauban::digitization {
namespace {

std::string_view name(Stage stage) {
  switch (stage) {
    case Stage::absent: return "absent";
    case Stage::running: return "running";
    case Stage::completed: return "completed";
    case Stage::cancelled: return "cancelled";
    case Stage::failed: return "failed";
  }
  return "";
}

std::string_view allowed(Stage stage) {
  switch (stage) {
    case Stage::running: return "CancelJob,RetryJob";
    case Stage::completed:
    case Stage::cancelled: return "RetryJob";
    case Stage::absent:
    case Stage::failed: return "";
  }
  return "";
}

tl::unexpected<Error> wrong(Stage stage) { return conflict(name(stage), allowed(stage)); }

/// Results come from our own reading alone.
Result<State> job_of_system(const World& world, JobId id, const Context& context) {
  if (!is_system(context)) return forbidden("system");
  CHAUBAN_TRY(auto found, world.job(id));
  if (found.state.stage == Stage::absent) return refuse(ErrorCode::not_found);
  return std::move(found.state);
}

/// Whoever handles scans may stop or repeat their reading.
Result<State> job_of_person(const World& world, JobId id, const Context& context) {
  CHAUBAN_TRY(auto found, world.job(id));
  if (found.state.stage == Stage::absent || !belongs(context, found.state.agency)) return refuse(ErrorCode::not_found);
  if (!is_system(context)) CHAUBAN_CHECK(need_role(context, found.state.agency, {Role::clerk, Role::archivist}));
  return std::move(found.state);
}

std::vector<NewEvent> with_completion(const State& before, JobId id, NewEvent event) {
  const auto after = evolve(before, std::get<Event>(event.event));
  std::vector<NewEvent> events{std::move(event)};
  if (static_cast<int>(after.read.size() + after.failed.size()) == after.pages) {
    events.push_back(
        event_of(id, JobCompleted{static_cast<int>(after.read.size()), static_cast<int>(after.failed.size())}));
  }
  return events;
}

Status check_page(const State& job, int page) {
  if (page >= 1 && page <= job.pages) return {};
  return invalid("page", "page_unknown");
}

}  // namespace

Decision decide(const World& world, const CreateJob& command, const Context& context) {
  CHAUBAN_TRY(const auto found, world.file(command.file));
  const auto& source = found.state;
  if (source.stage == file::Stage::absent || !belongs(context, source.agency)) return refuse(ErrorCode::not_found);
  if (!is_system(context)) CHAUBAN_CHECK(need_role(context, source.agency, {Role::clerk, Role::archivist}));
  if (source.stage == file::Stage::quarantined) return refuse(ErrorCode::content_locked, "VT-R29");
  CHAUBAN_TRY(const auto job, world.job(command.job));
  if (job.state.stage != Stage::absent) return wrong(job.state.stage);

  const JobCreated created{command.job, command.file, source.agency, command.pages, command.lane};
  if (!command.failure.empty()) {
    return std::vector{event_of(command.job, created), event_of(command.job, JobFailed{command.failure})};
  }
  if (command.pages < 1) return invalid("pages", "page_unknown");
  return std::vector{event_of(command.job, created)};
}

Decision decide(const World& world, const RecordPage& command, const Context& context) {
  CHAUBAN_TRY(const auto job, job_of_system(world, command.job, context));
  CHAUBAN_CHECK(check_page(job, command.page.page));
  if (job.read.contains(command.page.page)) return std::vector<NewEvent>{};
  if (job.stage != Stage::running) return wrong(job.stage);
  return with_completion(job, command.job, event_of(command.job, command.page));
}

Decision decide(const World& world, const RecordPageFailure& command, const Context& context) {
  CHAUBAN_TRY(const auto job, job_of_system(world, command.job, context));
  CHAUBAN_CHECK(check_page(job, command.page.page));
  const int page = command.page.page;
  if (job.read.contains(page) || job.failed.contains(page)) return std::vector<NewEvent>{};
  if (job.stage != Stage::running) return wrong(job.stage);
  return with_completion(job, command.job, event_of(command.job, command.page));
}

Decision decide(const World& world, const SuggestFields& command, const Context& context) {
  CHAUBAN_TRY(const auto job, job_of_system(world, command.job, context));
  if (job.stage != Stage::running && job.stage != Stage::completed) return wrong(job.stage);
  std::vector<NewEvent> events;
  for (const auto& field : command.fields) events.push_back(event_of(command.job, field));
  return events;
}

Decision decide(const World& world, const CancelJob& command, const Context& context) {
  CHAUBAN_TRY(const auto job, job_of_person(world, command.job, context));
  if (job.stage == Stage::cancelled) return std::vector<NewEvent>{};
  if (job.stage != Stage::running) return wrong(job.stage);
  CHAUBAN_CHECK(limit_text("reason", command.reason, 500));
  return std::vector{event_of(command.job, JobCancelled{command.reason})};
}

Decision decide(const World& world, const RetryJob& command, const Context& context) {
  CHAUBAN_TRY(const auto job, job_of_person(world, command.job, context));
  if (job.stage == Stage::failed) return wrong(job.stage);
  CHAUBAN_TRY(const auto source, world.file(job.file));
  if (source.state.stage == file::Stage::quarantined) return refuse(ErrorCode::content_locked, "VT-R29");
  JobRetried retried;
  for (int page = 1; page <= job.pages; ++page) {
    const bool again = job.stage == Stage::cancelled ? !job.read.contains(page) : job.failed.contains(page);
    if (again) retried.pages.push_back(page);
  }
  if (retried.pages.empty()) return std::vector<NewEvent>{};
  return std::vector{event_of(command.job, std::move(retried))};
}

}  // namespace chauban::digitization

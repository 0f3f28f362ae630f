// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/jobs.h"

#include "projections/paging.h"

#include <algorithm>
#include <cmath>

namespace chauban::projections {
namespace {

constexpr std::array<std::string_view, 5> kJobStates{"queued", "running", "done", "failed", "cancelled"};
constexpr std::array<std::string_view, 3> kPageStates{"waiting", "done", "failed"};

struct JobOfFile {
  AccountId stored_by;
  JobId job;
  bool quarantined = false;
  static void fields(auto& row, auto& io) { io(row.stored_by, row.job, row.quarantined); }
};

Bytes page_key(JobId job, int page) { return key('p', job, static_cast<std::uint32_t>(page)); }

std::int64_t weighed(const JobPage& page) {
  return std::llround(static_cast<double>(page.confidence) * 1e6) * page.word_count;
}

class Apply {
 public:
  Apply(const EventFacts& facts, Rows& rows) : facts_(facts), rows_(rows) {}

  void operator()(const file::FileStored& e) {
    store_new(rows_, key('f', e.file), JobOfFile{facts_.actor.account, {}, false});
  }
  void operator()(const digitization::JobCreated& e) {
    auto of_file = find_or_new<JobOfFile>(rows_, key('f', e.file));
    of_file.job = e.job;
    store(rows_, key('f', e.file), of_file);
    const auto suggested = key('s', e.file);  // another reading: what the older one thought is void
    for (const auto& row : rows_.scan({.prefix = suggested, .from = "", .limit = kAll})) rows_.erase(row.key);
    JobCard job;
    job.job = e.job;
    job.file = e.file;
    job.agency = e.agency;
    job.stored_by = of_file.stored_by;
    job.lane = e.lane;
    job.pages = e.pages;
    job.created_at = facts_.occurred_at;
    save(job);
    rows_.add(key('l', e.agency, falling(job.created_at), e.job), "");
    rows_.add(key('m', job.stored_by, falling(job.created_at), e.job), "");
  }
  void operator()(const digitization::PageRecognised& e) {
    JobPage page{.page = e.page,
                 .state = PageState::done,
                 .words = e.words,
                 .word_count = e.word_count,
                 .confidence = e.confidence,
                 .from_text_layer = e.from_text_layer,
                 .blank = e.blank,
                 .engine = e.engine,
                 .failure = "",
                 .attempts = 0};
    read_page(std::move(page));
  }
  void operator()(const digitization::PageFailed& e) {
    read_page({.page = e.page,
               .state = PageState::failed,
               .words = {},
               .word_count = 0,
               .confidence = 0,
               .from_text_layer = false,
               .blank = false,
               .engine = "",
               .failure = e.reason,
               .attempts = e.attempts});
  }
  void operator()(const digitization::FieldSuggested& e) {
    const auto job = find<JobCard>(rows_, key('j', facts_.stream.id));
    if (!job) return;
    const auto of_file = find_or_new<JobOfFile>(rows_, key('f', job->file));
    if (of_file.job == job->job && !of_file.quarantined) {
      store(rows_, key('s', job->file, e.field), Suggestion{e, facts_.occurred_at});
    }
    change([](JobCard&) {});
  }
  void operator()(const digitization::JobCompleted&) {
    change([](JobCard& job) { job.state = JobState::done; });
  }
  void operator()(const digitization::JobCancelled& e) {
    change([&](JobCard& job) {
      job.state = JobState::cancelled;
      job.failure = e.reason;
    });
  }
  void operator()(const digitization::JobRetried& e) {
    change([&](JobCard& job) {
      for (const int page : e.pages) {
        const auto at = page_key(job.job, page);
        if (find_or_new<JobPage>(rows_, at).state == PageState::failed) --job.pages_failed;
        rows_.erase(at);
      }
      job.state = JobState::running;
      job.failure.clear();
      ++job.attempt;
    });
  }
  void operator()(const digitization::JobFailed& e) {
    change([&](JobCard& job) {
      job.state = JobState::failed;
      job.failure = e.reason;
    });
  }

  void operator()(const file::QuarantineOpened&) {
    // What was read of it is not to be shown either, nor what a reading still under way finds.
    auto of_file = find_or_new<JobOfFile>(rows_, key('f', facts_.stream.id));
    of_file.quarantined = true;
    store(rows_, key('f', facts_.stream.id), of_file);
    for (const auto& row : rows_.scan({.prefix = key('s', facts_.stream.id), .from = "", .limit = kAll})) {
      rows_.erase(row.key);
    }
  }
  void operator()(const AnyOf<account::AccountOpened, account::AccountClosed, account::CredentialChanged> auto&) {}
  void operator()(const AnyOf<organisation::OrgUnitCreated, organisation::OrgUnitNamed, organisation::PositionCreated,
                              organisation::PositionHeld> auto&) {}
  template <class E>
    requires std::constructible_from<incoming::Event, E> || std::constructible_from<dossier::Event, E> ||
             std::constructible_from<number_series::Event, E> || std::constructible_from<file_plan::Event, E>
  void operator()(const E&) {}

 private:
  static constexpr std::size_t kAll = 1000;

  void read_page(JobPage page) {
    change([&](JobCard& job) {
      const auto at = page_key(job.job, page.page);
      const auto before = find_or_new<JobPage>(rows_, at);
      count(job, before, -1);
      count(job, page, +1);
      job.state = JobState::running;
      store(rows_, at, page);
    });
  }
  static void count(JobCard& job, const JobPage& page, int change) {
    if (page.state == PageState::failed) job.pages_failed += change;
    if (page.state != PageState::done) return;
    job.pages_done += change;
    job.words += change * page.word_count;
    job.confidence_sum += change * weighed(page);
  }
  template <class Change>
  void change(Change make) {
    auto job = find<JobCard>(rows_, key('j', facts_.stream.id));
    if (!job) return;
    make(*job);
    save(*job);
  }
  void save(JobCard job) {
    job.version = facts_.seq;
    job.changed_at = facts_.occurred_at;
    store_own(rows_, facts_, key('j', job.job), job);
  }

  const EventFacts& facts_;
  Rows& rows_;
};

Listed<JobCard> list(const RowSource& rows, const Bytes& prefix, std::optional<JobState> state, const Page& page) {
  return list_rows<JobCard>(rows, prefix, page, [&](BytesView rest, BytesView) {
    auto job = find<JobCard>(rows, key('j', id_at_end<JobId>(rest)));
    if (job && state && job->state != *state) job.reset();
    return job;
  });
}

}  // namespace

std::string_view to_string(JobState state) { return kJobStates.at(static_cast<std::size_t>(state)); }
std::string_view to_string(PageState state) { return kPageStates.at(static_cast<std::size_t>(state)); }

std::optional<JobState> parse_job_state(std::string_view name) {
  const auto found = std::ranges::find(kJobStates, name);
  if (found == kJobStates.end()) return std::nullopt;
  return static_cast<JobState>(found - kJobStates.begin());
}

void JobsView::apply(const StoredEvent& stored, Rows& rows) const {
  visit_event(stored.event, Apply(stored.facts, rows));
}

Result<std::optional<JobCard>> find_job(const RowSource& rows, JobId job) {
  return unless_failed(rows, find<JobCard>(rows, key('j', job)));
}
Result<std::optional<JobCard>> job_of_file(const RowSource& rows, FileId file) {
  return find_job(rows, find_or_new<JobOfFile>(rows, key('f', file)).job);
}
Result<std::optional<JobPage>> job_page(const RowSource& rows, JobId job, int page) {
  const auto card = find<JobCard>(rows, key('j', job));
  if (!card || page < 1 || page > card->pages) return unless_failed(rows, std::optional<JobPage>());
  auto found = find_or_new<JobPage>(rows, page_key(job, page));
  found.page = page;
  return unless_failed(rows, std::optional(std::move(found)));
}
Result<std::vector<JobPage>> job_pages(const RowSource& rows, JobId job, int first, std::size_t limit) {
  const auto card = find_or_new<JobCard>(rows, key('j', job));
  std::map<int, JobPage> read;
  for (const auto& row :
       rows.scan({.prefix = key('p', job), .from = page_key(job, std::max(first, 1)), .limit = limit})) {
    auto page = unpack<JobPage>(row.value);
    read.emplace(page.page, std::move(page));
  }
  std::vector<JobPage> pages;
  for (int number = std::max(first, 1); number <= card.pages && pages.size() < limit; ++number) {
    JobPage page;
    page.page = number;
    const auto found = read.find(number);
    pages.push_back(found == read.end() ? page : found->second);
  }
  return unless_failed(rows, std::move(pages));
}
Result<std::map<std::string, Suggestion>> suggestions(const RowSource& rows, FileId file) {
  std::map<std::string, Suggestion> found;
  for (const auto& row : rows.scan({.prefix = key('s', file), .from = "", .limit = 200})) {
    auto suggestion = unpack<Suggestion>(row.value);
    found.emplace(suggestion.field.field, std::move(suggestion));
  }
  return unless_failed(rows, std::move(found));
}

Result<Listed<JobCard>> list_jobs(const RowSource& rows, AgencyId agency, std::optional<JobState> state,
                                  const Page& page) {
  return unless_failed(rows, list(rows, key('l', agency), state, page));
}
Result<Listed<JobCard>> list_jobs_of(const RowSource& rows, AccountId account, std::optional<JobState> state,
                                     const Page& page) {
  return unless_failed(rows, list(rows, key('m', account), state, page));
}

}  // namespace chauban::projections

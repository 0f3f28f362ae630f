// SPDX-License-Identifier: GPL-3.0-or-later
// Readings of files: how far each is, what it found, what went wrong.
//
// Rows: j <job>                               → JobCard
//       p <job> <page>                        → JobPage
//       s <file> <field>                      → Suggestion: the newest of the file's newest reading
//       f <file>                              → JobOfFile: who stored it, its newest job
//       l <agency> <created, newest first> <job>  → nothing
//       m <account> <created, newest first> <job> → nothing: of whoever stored the file
#pragma once

#include "projections/keys.h"
#include "projections/projection.h"

namespace chauban::digitization {

template <class A>
void row_fields(auto& region, A& io)
  requires std::same_as<std::remove_cvref_t<decltype(region)>, Region>
{
  io(region.page, region.box);
}
template <class A>
void row_fields(auto& candidate, A& io)
  requires std::same_as<std::remove_cvref_t<decltype(candidate)>, FieldCandidate>
{
  io(candidate.value, candidate.confidence, candidate.region);
}

}  // namespace chauban::digitization

namespace chauban::projections {

enum class JobState : std::uint8_t { queued, running, done, failed, cancelled };
std::string_view to_string(JobState state);  ///< as in the API
std::optional<JobState> parse_job_state(std::string_view name);

struct JobCard {
  JobId job;
  FileId file;
  AgencyId agency;
  AccountId stored_by;  ///< of the file: whose job it is
  JobState state = JobState::queued;
  digitization::Lane lane = digitization::Lane::mail;
  int pages = 0;
  int pages_done = 0;
  int pages_failed = 0;
  int attempt = 1;
  int words = 0;
  std::string failure;  ///< key of the message; empty: none
  Timestamp created_at{};
  Timestamp changed_at{};
  std::uint32_t version = 0;
  std::int64_t confidence_sum = 0;  ///< words × confidence in millionths: exact, whatever the order of pages

  /// Mean over the words of the pages read, 0..1.
  [[nodiscard]] double confidence() const { return words == 0 ? 0 : static_cast<double>(confidence_sum) / 1e6 / words; }

  static void fields(auto& row, auto& io) {
    io(row.job, row.file, row.agency, row.stored_by, row.state, row.lane, row.pages, row.pages_done, row.pages_failed,
       row.attempt, row.words, row.confidence_sum, row.failure, row.created_at, row.changed_at, row.version);
  }
};

enum class PageState : std::uint8_t { waiting, done, failed };
std::string_view to_string(PageState state);

struct JobPage {
  int page = 0;  ///< 1-based
  PageState state = PageState::waiting;
  Digest words;  ///< blob, when done
  int word_count = 0;
  float confidence = 0;
  bool from_text_layer = false;
  bool blank = false;
  std::string engine;
  std::string failure;  ///< key of the message, when failed
  int attempts = 0;

  static void fields(auto& row, auto& io) {
    io(row.page, row.state, row.words, row.word_count, row.confidence, row.from_text_layer, row.blank, row.engine,
       row.failure, row.attempts);
  }
};

struct Suggestion {
  digitization::FieldSuggested field;
  Timestamp at{};

  static void fields(auto& row, auto& io) {
    io(row.field.field, row.field.value, row.field.confidence, row.field.region, row.field.raw, row.field.candidates,
       row.at);
  }
};

class JobsView final : public Projection {
 public:
  [[nodiscard]] std::string_view name() const override { return "jobs"; }
  [[nodiscard]] std::uint16_t version() const override { return 1; }
  void apply(const StoredEvent& stored, Rows& rows) const override;
};

Result<std::optional<JobCard>> find_job(const RowSource& rows, JobId job);
/// The newest reading of a file.
Result<std::optional<JobCard>> job_of_file(const RowSource& rows, FileId file);
/// One page; nothing if the job has no such page.
Result<std::optional<JobPage>> job_page(const RowSource& rows, JobId job, int page);
/// All pages from `first` on, waiting ones too.
Result<std::vector<JobPage>> job_pages(const RowSource& rows, JobId job, int first = 1, std::size_t limit = 200);
/// What the newest reading of the file suggests, by field.
Result<std::map<std::string, Suggestion>> suggestions(const RowSource& rows, FileId file);

/// Newest first. `state`: only these; looks at most at 2,000 jobs a page.
Result<Listed<JobCard>> list_jobs(const RowSource& rows, AgencyId agency, std::optional<JobState> state,
                                  const Page& page);
Result<Listed<JobCard>> list_jobs_of(const RowSource& rows, AccountId account, std::optional<JobState> state,
                                     const Page& page);

}  // namespace chauban::projections

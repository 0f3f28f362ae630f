// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/jobs.h"

#include "tests/projections/history.h"

namespace chauban::projections {
namespace {

digitization::PageRecognised page_read(int page, int words, float confidence) {
  digitization::PageRecognised read;
  read.page = page;
  read.words = sha256(std::to_string(page));
  read.word_count = words;
  read.confidence = confidence;
  return read;
}
digitization::FieldSuggested suggested(std::string field, std::string value) {
  digitization::FieldSuggested event;
  event.field = std::move(field);
  event.value = std::move(value);
  event.confidence = 0.71F;
  event.region = {1, {318.0F, 121.4F, 520.6F, 136.0F}};
  event.candidates = {{"2021-04-20", 0.22F, {1, {1, 2, 3, 4}}}};
  return event;
}
digitization::JobCreated created(JobId job, FileId file, int pages) {
  return {job, file, kAgency, pages, digitization::Lane::interactive};
}

TEST(JobsView, tells_how_far_a_reading_is_page_by_page) {
  History history;
  history.file(kFile, stored(kFile)).job(kJob, created(kJob, kFile, 3));
  EXPECT_EQ(find_job(history.rows_of(JobsView()), kJob).value()->state, JobState::queued);

  history.job(kJob, page_read(2, 100, 0.5F)).job(kJob, page_read(1, 300, 0.9F));
  history.job(kJob, digitization::PageFailed{3, "page_timeout", 2});
  const auto rows = history.rows_of(JobsView());

  const auto job = find_job(rows, kJob).value();
  EXPECT_EQ(job->state, JobState::running);
  EXPECT_EQ(job->pages_done, 2);
  EXPECT_EQ(job->pages_failed, 1);
  EXPECT_NEAR(job->confidence(), 0.8, 1e-4);
  EXPECT_EQ(job->stored_by, acting(kClerk).account);
  const auto pages = job_pages(rows, kJob).value();
  ASSERT_EQ(pages.size(), 3U);
  EXPECT_EQ(pages[0].state, PageState::done);
  EXPECT_EQ(pages[2].state, PageState::failed);
  EXPECT_EQ(pages[2].failure, "page_timeout");
  EXPECT_EQ(job_page(rows, kJob, 2).value()->words, sha256("2"));
  EXPECT_FALSE(job_page(rows, kJob, 4).value().has_value());
}

TEST(JobsView, counts_a_page_once_however_often_it_is_read) {
  History history;
  history.file(kFile, stored(kFile)).job(kJob, created(kJob, kFile, 1));
  history.job(kJob, digitization::PageFailed{1, "worker_died", 1}).job(kJob, digitization::JobRetried{{1}});
  auto job = find_job(history.rows_of(JobsView()), kJob).value();
  EXPECT_EQ(job->pages_failed, 0);
  EXPECT_EQ(job->attempt, 2);

  history.job(kJob, page_read(1, 10, 0.5F))
      .job(kJob, page_read(1, 20, 1.0F))
      .job(kJob, digitization::JobCompleted{1, 0});
  job = find_job(history.rows_of(JobsView()), kJob).value();
  EXPECT_EQ(job->pages_done, 1);
  EXPECT_EQ(job->words, 20);
  EXPECT_EQ(job->state, JobState::done);
}

TEST(JobsView, keeps_the_newest_suggestion_of_each_field_of_the_newest_reading) {
  History history;
  history.file(kFile, stored(kFile)).job(kJob, created(kJob, kFile, 1));
  history.job(kJob, suggested("issueDate", "2021-04-01")).job(kJob, suggested("issueDate", "2021-04-29"));
  history.job(kJob, suggested("code", "1119/KH-VP"));
  auto found = suggestions(history.rows_of(JobsView()), kFile).value();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found.at("issueDate").field, suggested("issueDate", "2021-04-29"));

  const auto again = id<JobId>(51);
  history.job(again, created(again, kFile, 1)).job(kJob, suggested("subject", "của lần đọc cũ"));
  found = suggestions(history.rows_of(JobsView()), kFile).value();
  EXPECT_TRUE(found.empty());
  EXPECT_EQ(job_of_file(history.rows_of(JobsView()), kFile).value()->job, again);
}

TEST(JobsView, lists_jobs_newest_first_of_the_agency_and_of_a_person) {
  History history;
  history.by(kClerk).file(kFile, stored(kFile)).job(kJob, created(kJob, kFile, 1));
  const auto other = id<JobId>(51);
  history.by(kOther).file(kSecondFile, stored(kSecondFile)).job(other, created(other, kSecondFile, 1));
  history.job(other, digitization::JobFailed{"file_encrypted"});
  const auto rows = history.rows_of(JobsView());

  const auto all = list_jobs(rows, kAgency, std::nullopt, {}).value().items;
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].job, other);
  EXPECT_EQ(all[0].failure, "file_encrypted");
  const auto mine = list_jobs_of(rows, acting(kClerk).account, std::nullopt, {}).value().items;
  ASSERT_EQ(mine.size(), 1U);
  EXPECT_EQ(mine[0].job, kJob);
  EXPECT_EQ(list_jobs(rows, kAgency, JobState::failed, {}).value().items.size(), 1U);
}

TEST(JobsView, shows_no_suggestion_of_a_quarantined_file) {
  History history;
  history.file(kFile, stored(kFile)).job(kJob, created(kJob, kFile, 1)).job(kJob, suggested("code", "1/A"));
  history.file(kFile, file::QuarantineOpened{1, Secrecy::mat}).job(kJob, suggested("subject", "mật"));
  EXPECT_TRUE(suggestions(history.rows_of(JobsView()), kFile).value().empty());
}

}  // namespace
}  // namespace chauban::projections

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/demo/play.h"

#include "domain/file_plan/file_plan.h"
#include "ocr/page_codec.h"
#include "server/auth/password.h"
#include "server/demo/letters.h"
#include "server/demo/plain_page.h"
#include "server/demo/province.h"
#include "server/processes/digitization.h"
#include "server/read_side.h"
#include "server/stored_secrets.h"
#include "storage/bulk_blobs.h"

#include <array>
#include <atomic>
#include <deque>
#include <future>
#include <map>
#include <random>
#include <set>

namespace chauban::server {
namespace {

constexpr std::size_t kInQueue = 2048;  // half of what a partition takes before it says overloaded
constexpr int kDocumentsPerDossier = 50;
constexpr std::size_t kPapersAtOnce = 1000;  // their files are waited for together

/// Time as the log sees it: each look moves it a little, so that it is a function of how often the partition looked.
class PlayClock final : public Clock {
 public:
  Timestamp now() override { return from_micros(micros_.fetch_add(kStep)); }
  /// Eight in the morning of that day in Viet Nam.
  void set_day(Date day) {
    const auto at = std::chrono::sys_days(day) + std::chrono::hours(1);
    micros_ = std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count();
  }

 private:
  static constexpr std::int64_t kStep = 1000;
  std::atomic<std::int64_t> micros_ = 0;
};

std::vector<Date> working_days(Date until, int years) {
  std::vector<Date> days;
  const auto last = std::chrono::sys_days(until);
  for (auto day = std::chrono::sys_days(until - std::chrono::years(years)) + std::chrono::days(1); day <= last;
       day += std::chrono::days(1)) {
    const auto works = vietnam_calendar().is_working(Date(day));
    if (!works) return {};
    if (*works) days.emplace_back(day);
  }
  return days;
}

/// A letter on its way through the agency.
struct Paper {
  std::size_t agency = 0;
  DocumentId document;
  FileId file;
  Letter letter;
  storage::BlobId scan;
  std::uint64_t scan_bytes = 0;
  storage::BlobId words;
  Actor officer;
  int due_in = 0;  ///< working days
};

/// Of some days in a row, by day.
using Papers = std::vector<std::vector<Paper>>;

/// What is left to do with a paper on a later day.
struct Errand {
  std::size_t agency = 0;
  DocumentId document;
  Actor officer;
};

class Play {
 public:
  Play(const PlayOptions& options, std::vector<Date> days, const PlayProgress& progress)
      : options_(options),
        days_(std::move(days)),
        progress_(progress),
        chance_(options.seed),
        ids_(options.seed),
        own_ids_(options.seed ^ 0x9e3779b97f4a7c15ULL) {}

  Result<Played> run();

 private:
  Status open();
  Status set_passwords();
  Status play_days();
  Status play_day(std::size_t day, const std::vector<Paper>& papers);
  std::vector<Paper> papers_of(std::size_t day);
  Papers papers_from(std::size_t day);
  Status store_blobs(Papers& papers);
  Status take_in(const std::vector<Paper>& papers);
  Status direct(std::size_t day, const Paper& paper);
  Status finish(const Errand& errand, Date today);
  Status level();
  Result<std::future<Result<Receipt>>> enter(Command command, const Actor& actor);
  Status send(Command command, const Actor& actor);
  Status settle(std::size_t left);

  const PlayOptions& options_;
  const std::vector<Date> days_;
  const PlayProgress& progress_;
  Chance chance_;
  PlayClock clock_;
  SystemClock wall_;  // for what is not in the log: views note when they were made
  SeededIds ids_;     // the log's
  SeededIds own_ids_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<storage::BulkBlobs> blobs_;
  std::unique_ptr<ReadSide> read_;
  std::vector<DemoAgency> agencies_;
  std::map<std::size_t, std::vector<Errand>> errands_;        // by day
  std::set<std::pair<AgencyId, std::string>> open_dossiers_;  // by file code within the agency
  std::deque<std::future<Result<Receipt>>> waiting_;
  std::uint64_t serial_ = 0;
  Played played_;
};

Status Play::open() {
  std::error_code ignored;
  if (!std::filesystem::is_empty(options_.data, ignored) && std::filesystem::exists(options_.data)) {
    return refuse(ErrorCode::usage, "folder_not_empty", {{"folder", options_.data.string()}});
  }
  clock_.set_day(days_.front());
  Store::Options store{options_.data};
  store.randomness = [random = std::mt19937_64(options_.seed)](std::size_t n) mutable {
    Bytes bytes;
    while (bytes.size() < n) bytes += static_cast<char>(random() & 0xffU);
    return bytes;
  };
  CHAUBAN_TRY(store_, Store::open(store, clock_, ids_));
  blobs_ = std::make_unique<storage::BulkBlobs>(options_.data / "blobs", store_->blobs(), store_->files());
  // Nobody searches yet: a document is worth indexing when most that happens to it has happened.
  CHAUBAN_TRY(read_, ReadSide::open(*store_, wall_, {options_.data, {}, std::chrono::seconds(30)}));
  return store_->start([this](storage::Position) { read_->notify(); });
}

/// One command more in the partition's queue, and no more waiting than it takes.
Result<std::future<Result<Receipt>>> Play::enter(Command command, const Actor& actor) {
  CommandMeta meta;
  meta.actor = actor;
  meta.key_scope = "play";
  meta.idempotency_key = std::to_string(played_.commands++);
  meta.canonical = meta.idempotency_key;
  return store_->documents().submit(std::move(command), std::move(meta));
}

Status Play::send(Command command, const Actor& actor) {
  CHAUBAN_TRY(auto answer, enter(std::move(command), actor));
  waiting_.push_back(std::move(answer));
  return settle(kInQueue);
}

Status Play::settle(std::size_t left) {
  while (waiting_.size() > left) {
    CHAUBAN_CHECK(waiting_.front().get().map([](auto&&) {}));
    waiting_.pop_front();
  }
  return {};
}

std::vector<Paper> Play::papers_of(std::size_t day) {
  if (day >= days_.size()) return {};
  const auto documents = static_cast<std::size_t>(options_.documents);
  const auto count = documents * (day + 1) / days_.size() - documents * day / days_.size();
  std::vector<Paper> papers;
  for (std::size_t n = 0; n < count; ++n) {
    Paper paper;
    paper.agency = chance_.below(agencies_.size());
    paper.document = DocumentId{own_ids_.random()};
    paper.file = FileId{own_ids_.random()};
    const auto issued = Date(std::chrono::sys_days(days_[day]) - std::chrono::days(chance_.between(0, 6)));
    paper.letter = make_letter(chance_, static_cast<int>(++serial_), issued);
    paper.officer = chance_.pick_of(agencies_[paper.agency].officers);
    paper.due_in = chance_.between(2, 15);
    papers.push_back(std::move(paper));
  }
  return papers;
}

/// Of so many days that waiting for the disk is nothing beside them.
Papers Play::papers_from(std::size_t day) {
  Papers papers;
  for (std::size_t count = 0; day < days_.size() && count < kPapersAtOnce; ++day) {
    papers.push_back(papers_of(day));
    count += papers.back().size();
  }
  return papers;
}

Status Play::store_blobs(Papers& papers) {
  for (auto& day : papers) {
    for (auto& paper : day) {
      const auto scan = plain_pdf(paper.letter.lines);
      paper.scan_bytes = scan.size();
      CHAUBAN_TRY(paper.scan, blobs_->put(scan));
      CHAUBAN_TRY(paper.words, blobs_->put(ocr::encode_page(plain_page(paper.letter.lines))));
    }
  }
  return blobs_->settle();
}

digitization::FieldSuggested read_field(const char* field, const std::string& value, float line) {
  digitization::FieldSuggested suggested;
  suggested.field = field;
  suggested.value = value;
  suggested.raw = value;
  suggested.confidence = 0.95F;
  suggested.region = {1, {57, 57 + 13 * line, 57 + 6 * 40, 67 + 13 * line}};
  return suggested;
}

/// Files come in and are read. The reading's job is the one that the digitization process would make of the file.
Status Play::take_in(const std::vector<Paper>& papers) {
  std::vector<std::future<Result<Receipt>>> stored;
  for (const auto& paper : papers) {
    const auto& agency = agencies_[paper.agency];
    if (stored.size() >= kInQueue) stored[stored.size() - kInQueue].wait();
    CHAUBAN_TRY(auto answer, enter(file::StoreFile{paper.file, agency.id, paper.scan.digest, paper.scan_bytes,
                                                   "application/pdf", "quet " + paper.file.str().substr(0, 8) + ".pdf"},
                                   agency.clerk));
    stored.push_back(std::move(answer));
  }
  const Actor process{system_account(Digitization::kName), {}};
  for (std::size_t i = 0; i < papers.size(); ++i) {
    CHAUBAN_TRY(const auto receipt, stored[i].get());
    const auto& paper = papers[i];
    const auto job = Digitization::job_of(receipt.events.front().id);
    CHAUBAN_CHECK(send(digitization::CreateJob{job, paper.file, 1, digitization::Lane::mail, ""}, process));
    digitization::PageRecognised read;
    read.page = 1;
    read.words = paper.words.digest;
    for (const auto& line : paper.letter.lines) {
      if (!line.empty()) read.word_count += 1 + static_cast<int>(std::count(line.begin(), line.end(), ' '));
    }
    read.confidence = 0.97F;
    read.engine = "generated";
    CHAUBAN_CHECK(send(digitization::RecordPage{job, read}, process));
    const auto& fields = paper.letter.registration;
    CHAUBAN_CHECK(send(
        digitization::SuggestFields{
            job,
            {read_field("code", fields.code, 3), read_field("issueDate", format_date(fields.issue_date), 4),
             read_field("issuer", fields.issuer, 0), read_field("subject", fields.subject, 5)}},
        process));
  }
  return {};
}

/// Registered, submitted and directed on the day it came; what follows is an errand of a later day.
Status Play::direct(std::size_t day, const Paper& paper) {
  const auto& agency = agencies_[paper.agency];
  incoming::RegisterIncoming entry;
  entry.document = paper.document;
  entry.agency = agency.id;
  entry.files = {paper.file};
  entry.registration = paper.letter.registration;
  for (const auto* field : {"code", "issueDate", "issuer", "subject"}) {
    entry.provenance[field] = {incoming::Source::ocr, 0.95F, true};
  }
  CHAUBAN_CHECK(send(std::move(entry), agency.clerk));
  CHAUBAN_CHECK(send(incoming::SubmitToLeader{paper.document, agency.leader.position, ""}, agency.clerk));
  incoming::GiveDirection direction;
  direction.document = paper.document;
  direction.text = "Giao chuyên viên tham mưu, báo cáo kết quả đúng hạn.";
  direction.lead = {{{}, paper.officer.position}};
  direction.working_days = paper.due_in;
  CHAUBAN_CHECK(send(std::move(direction), agency.leader));
  const int late = chance_.percent(6) ? chance_.between(1, 10) : 0;
  if (chance_.percent(2)) return {};  // forgotten
  const auto done = day + static_cast<std::size_t>(late > 0 ? paper.due_in + late : chance_.between(1, paper.due_in));
  errands_[done].push_back({paper.agency, paper.document, paper.officer});
  return {};
}

Status Play::finish(const Errand& errand, Date today) {
  const auto& agency = agencies_[errand.agency];
  CHAUBAN_CHECK(
      send(incoming::RecordProgress{errand.document, "Đã tổng hợp ý kiến, dự thảo văn bản trả lời."}, errand.officer));
  CHAUBAN_CHECK(
      send(incoming::CompleteHandling{errand.document, "Đã tham mưu văn bản trả lời và báo cáo lãnh đạo.", "", false},
           errand.officer));
  const auto notation = demo_notation(1 + static_cast<int>(chance_.below(static_cast<std::size_t>(agency.dossiers))));
  const int year = static_cast<int>(today.year());
  const auto code = std::to_string(year) + "/" + notation;
  const DossierId dossier{derived_id("play-dossier", agency.id.str() + code)};
  if (open_dossiers_.emplace(agency.id, code).second) {
    dossier::OpenDossier open;
    open.dossier = dossier;
    open.plan = file_plan::plan_id(agency.id, year);
    open.notation = notation;
    CHAUBAN_CHECK(send(std::move(open), errand.officer));
  }
  return send(incoming::FileIntoDossier{errand.document, dossier}, errand.officer);
}

Status Play::play_day(std::size_t day, const std::vector<Paper>& papers) {
  clock_.set_day(days_[day]);
  CHAUBAN_CHECK(take_in(papers));
  for (const auto& paper : papers) CHAUBAN_CHECK(direct(day, paper));
  for (const auto& errand : errands_[day]) CHAUBAN_CHECK(finish(errand, days_[day]));
  errands_.erase(day);
  played_.documents += papers.size();
  return settle(0);  // the clock may move on
}

/// While some days are played, the files of those after them are written. Chance is asked on this thread only.
Status Play::play_days() {
  auto papers = papers_from(0);
  CHAUBAN_CHECK(store_blobs(papers));
  for (std::size_t day = 0; day < days_.size();) {
    auto next = papers_from(day + papers.size());
    auto written = std::async(std::launch::async, [&] { return store_blobs(next); });
    Status done;
    for (const auto& of_day : papers) {
      if (done) done = play_day(day, of_day);
      ++day;
      progress_("play", played_.documents, static_cast<std::uint64_t>(options_.documents));
    }
    CHAUBAN_CHECK(written.get());
    CHAUBAN_CHECK(done);
    papers = std::move(next);
  }
  return {};
}

Status Play::set_passwords() {
  if (options_.password.empty()) return {};
  StoredSecrets secrets(store_->keys());
  auth::Passwords passwords(secrets);
  const auto directory = store_->directory().snapshot();
  for (const auto* name : {"vanthu", "chuyenvien", "truongphong", "lanhdao", "luutru", "quantri"}) {
    const auto* account = directory->account_named(name);
    if (account != nullptr) CHAUBAN_CHECK(passwords.set(account->id, options_.password));
  }
  return {};
}

Status Play::level() {
  const auto first = read_->lag();
  for (auto lag = first; lag > 0; lag = read_->lag()) {
    progress_("views and search", first - std::min(first, lag), first);
    const storage::Position last{PartitionBus::kDocuments, store_->state().next_pos(PartitionBus::kDocuments) - 1};
    std::ignore = read_->search().wait_for(std::span(&last, 1), std::chrono::seconds(1));
  }
  progress_("views and search", first, first);
  return {};
}

Result<Played> Play::run() {
  CHAUBAN_CHECK(open());
  ProvincePlan plan;
  plan.agencies = options_.agencies;
  plan.first_year = static_cast<int>(days_.front().year());
  plan.last_year = static_cast<int>(days_.back().year());
  plan.dossiers = std::clamp(options_.documents / options_.agencies / options_.years / kDocumentsPerDossier, 20, 900);
  CHAUBAN_TRY(agencies_, make_province(store_->bus(), chance_, plan));
  CHAUBAN_CHECK(set_passwords());
  CHAUBAN_CHECK(play_days());
  CHAUBAN_CHECK(level());
  const auto state = store_->state().log_state(PartitionBus::kDocuments);
  played_.events = state.next_pos();
  played_.root = state.tree.root();
  CursorFile(options_.data, Digitization::kName).write(state.next_pos());
  CHAUBAN_CHECK(store_->keys().put("demo", "stage", "done"));
  read_->stop();
  store_->stop();
  return played_;
}

}  // namespace

Result<Played> play(const PlayOptions& options, const PlayProgress& progress) {
  auto days = working_days(options.until, options.years);
  if (days.empty()) return refuse(ErrorCode::usage, "calendar_not_published", {{"until", format_date(options.until)}});
  return Play(options, std::move(days), progress).run();
}

}  // namespace chauban::server

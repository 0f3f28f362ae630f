// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/processes/digitization.h"

#include "ocr/fields.h"
#include "ocr/page_codec.h"
#include "schemas/base/log.h"
#include "schemas/base/text.h"
#include "schemas/base/thread.h"
#include "server/processes/page_reader.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace chauban::server {
namespace {

constexpr int kHeadPages = 3;
constexpr std::uint64_t kSettleEvery = 256;  // events: a file written for each of them would cost more than they do
constexpr std::chrono::milliseconds kFirstPause{50};
constexpr std::chrono::milliseconds kLongestPause{5000};
constexpr std::size_t kMaxWords = std::size_t{16} << 20U;

ocr::Lane lane_of(digitization::Lane lane) {
  switch (lane) {
    case digitization::Lane::interactive: return ocr::Lane::waiting;
    case digitization::Lane::mail: return ocr::Lane::new_mail;
    case digitization::Lane::batch: return ocr::Lane::batch;
    case digitization::Lane::archive: return ocr::Lane::archive;
  }
  return ocr::Lane::new_mail;
}

digitization::Region region(int page, const ocr::Box& box) {
  return {page,
          {static_cast<float>(box.left), static_cast<float>(box.top), static_cast<float>(box.right),
           static_cast<float>(box.bottom)}};
}

digitization::FieldSuggested suggestion(const ocr::FieldProposal& proposal, int page) {
  digitization::FieldSuggested field;
  field.field = proposal.field;
  field.value = proposal.value;
  field.confidence = static_cast<float>(proposal.confidence);
  field.region = region(page, proposal.box_pt);
  field.raw = first_characters(proposal.raw, 1000);
  for (const auto& candidate : proposal.candidates) {
    field.candidates.push_back({candidate.value, static_cast<float>(candidate.confidence), field.region});
  }
  return field;
}

std::string page_key(JobId job, int page, std::uint64_t pos, std::string_view what) {
  return job.str() + "/" + std::to_string(page) + "/" + std::to_string(pos) + "/" + std::string(what);
}

}  // namespace

Digitization::Digitization(Parts parts, CursorFile cursor)
    : parts_(parts), cursor_(std::move(cursor)), world_(parts.state), next_(cursor_.read()), settled_(next_) {}

Digitization::~Digitization() { stop(); }

ocr::OcrService::OnPage Digitization::on_page() {
  return [this](ocr::PageResult result) {
    {
      const std::scoped_lock lock(mutex_);
      results_.push_back(std::move(result));
    }
    wake_.notify_one();
  };
}

void Digitization::start(ocr::OcrService& service) {
  service_ = &service;
  thread_ = named_thread("digitization", [this] { run(); });
}

void Digitization::notify() {
  {
    const std::scoped_lock lock(mutex_);
    notified_ = true;
  }
  wake_.notify_one();
}

void Digitization::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

std::size_t Digitization::open_jobs() const {
  const std::scoped_lock lock(mutex_);
  return open_count_;
}

void Digitization::run() {
  while (true) {
    std::deque<ocr::PageResult> results;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || notified_ || !results_.empty(); });
      if (stopping_) return;
      notified_ = false;
      results.swap(results_);
    }
    for (auto& result : results) on_result(std::move(result));
    follow_events();
    settle();
  }
}

/// What a full disk or a lack of descriptors refuses is only late: no page is lost to it. An error that may_retry: the
/// server stops.
template <class Attempt>
auto Digitization::patiently(Attempt attempt) -> decltype(attempt()) {
  for (auto pause = kFirstPause;; pause = std::min(pause * 2, kLongestPause)) {
    auto outcome = attempt();
    if (outcome || !may_retry(outcome.error().code)) return outcome;
    if (pause == kFirstPause) log_warning("digitization.waits", {{"why", to_text(outcome.error())}});
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, pause, [this] { return stopping_; })) return outcome;
  }
}

/// Submits as the process, until the command has an answer that stays the answer: the key makes a repetition harmless.
/// False if the server stops before that.
bool Digitization::submit(Command command, std::string key) {
  CommandMeta meta;
  meta.actor = {system_account(kName), {}};
  meta.key_scope = kName;
  meta.canonical = key;
  meta.idempotency_key = std::move(key);
  const auto name = std::string(command_name(command));
  for (auto pause = kFirstPause;; pause = std::min(pause * 2, kLongestPause)) {
    const auto receipt = parts_.bus.submit(command, meta);
    if (receipt) return true;
    const auto& error = receipt.error();
    log_warning("digitization.refused",
                {{"command", name}, {"code", std::string(to_string(error.code))}, {"key", error.key}});
    if (!may_retry(error.code)) return true;
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, pause, [this] { return stopping_; })) return false;
  }
}

void Digitization::follow_events() {
  while (true) {
    const auto events = parts_.state.events({1}, next_, 500);
    if (!events || events->empty()) return;
    for (const auto& stored : *events) {
      const auto& envelope = stored.envelope;
      const auto aggregate = static_cast<Aggregate>(envelope.aggregate);
      if (aggregate == Aggregate::file || aggregate == Aggregate::digitization) {
        const auto event = decode_event(envelope.aggregate, envelope.type, envelope.version, envelope.payload);
        if (event && !on_event(stored, *event)) return;  // the next start sees it again
      }
      next_ = stored.position.pos + 1;
    }
  }
}

bool Digitization::on_event(const storage::StoredEvent& stored, const Event& event) {
  const auto pos = stored.position.pos;
  if (const auto* files = std::get_if<file::Event>(&event)) {
    const auto* arrived = std::get_if<file::FileStored>(files);
    return arrived == nullptr || on_stored(pos, stored.envelope.id, *arrived);
  }
  const auto* jobs = std::get_if<digitization::Event>(&event);
  if (jobs == nullptr) return true;
  const JobId job{stored.envelope.stream};
  if (std::holds_alternative<digitization::JobRetried>(*jobs)) on_retried(pos, job);
  if (std::holds_alternative<digitization::JobCancelled>(*jobs)) {
    service_->cancel(job.value);
    open_.erase(job);
  }
  return true;
}

bool Digitization::on_stored(std::uint64_t pos, const EventId& event, const file::FileStored& stored) {
  const auto job = job_of(event);
  auto known = world_.job(job);
  if (!known) return false;
  if (known->state.stage == digitization::Stage::absent) {
    digitization::CreateJob create{job, stored.file, 0, digitization::Lane::mail, ""};
    const auto fd = patiently([&] { return open_blob(parts_.blobs, storage::BlobId{stored.content}); });
    const auto facts = fd ? service_->inspect(*fd) : Result<ocr::FileFacts>(refuse(fd.error()));
    if (fd) ::close(*fd);
    // The server stops: whether the file can be read is for the next start to find out.
    if (!facts && may_retry(facts.error().code)) return false;
    if (facts) {
      create.pages = facts->pages;
    } else {
      create.failure = facts.error().key.empty() ? std::string(to_string(facts.error().code)) : facts.error().key;
    }
    if (!submit(create, event.str() + "/job")) return false;
    known = world_.job(job);
  }
  if (!known) return false;
  if (known->state.stage != digitization::Stage::running) return true;
  Open open{pos, stored.content, stored.file, known->state.pages, {}};
  queue_pages(job, open, known->state);
  open_.emplace(job, std::move(open));
  return true;
}

void Digitization::on_retried(std::uint64_t pos, JobId job) {
  const auto known = world_.job(job);
  if (!known || known->state.stage != digitization::Stage::running || open_.contains(job)) return;
  const auto file = world_.file(known->state.file);
  if (!file) return;
  Open open{pos, file->state.content, known->state.file, known->state.pages, {}};
  queue_pages(job, open, known->state);
  open_.emplace(job, std::move(open));
}

void Digitization::queue_pages(JobId job, const Open& open, const digitization::State& state) {
  for (int page = 1; page <= state.pages; ++page) {
    if (state.read.contains(page) || state.failed.contains(page)) continue;
    const storage::BlobId blob{open.content};
    service_->add({job.value, page - 1, lane_of(digitization::Lane::mail),
                   [this, blob] { return open_blob(parts_.blobs, blob); }, open.content});
  }
}

void Digitization::on_result(ocr::PageResult result) {
  const JobId job{result.job};
  const auto found = open_.find(job);
  if (found == open_.end()) return;  // cancelled meanwhile
  const int page = result.page + 1;
  if (result.text) {
    record_page(job, found->second, page, std::move(*result.text), result.attempts);
  } else {
    const auto reason = result.text.error().key.empty() ? "ocr_page_failed" : result.text.error().key;
    submit(digitization::RecordPageFailure{job, {page, reason, result.attempts}},
           page_key(job, page, found->second.pos, "failed"));
  }
  const auto known = world_.job(job);
  if (known && known->state.stage == digitization::Stage::running) {
    // The head is on the first page: a clerk can begin before the rest is read.
    if (page == 1 && found->second.texts.contains(1)) suggest(job, found->second, "head");
    return;
  }
  load_missing_texts(job, found->second);
  suggest(job, found->second, "end");
  open_.erase(found);
}

void Digitization::record_page(JobId job, Open& open, int page, ocr::PageText text, int attempts) {
  const auto bytes = ocr::encode_page(text);
  const auto words = patiently([&] { return parts_.blobs.put(bytes); });
  if (!words && may_retry(words.error().code)) return;  // the server stops: the next start reads the page again
  if (!words) {
    log_error("digitization.words_not_stored", {{"code", std::string(to_string(words.error().code))}});
    submit(digitization::RecordPageFailure{job, {page, "ocr_page_failed", attempts}},
           page_key(job, page, open.pos, "failed"));
    return;
  }
  lock_if_secret(open, page, text);
  digitization::PageRecognised read;
  read.page = page;
  read.words = words->digest;
  read.word_count = static_cast<int>(text.words.size());
  read.confidence = static_cast<float>(text.mean_confidence);
  read.from_text_layer = text.from_text_layer;
  read.blank = text.blank;
  read.engine = text.engine + " " + text.settings.hex().substr(0, 12);
  submit(digitization::RecordPage{job, std::move(read)}, page_key(job, page, open.pos, "read"));
  if (page > kHeadPages && page != open.pages) return;
  open.texts[page] = std::move(text);
}

void Digitization::lock_if_secret(const Open& open, int page, const ocr::PageText& text) {
  const auto mark = ocr::secrecy_mark({text});
  if (!mark) return;
  const auto secrecy = parse_secrecy(mark->value).value_or(Secrecy::mat);
  submit(file::OpenQuarantine{open.file, page, secrecy}, open.file.str() + "/quarantine");
}

void Digitization::load_missing_texts(JobId job, Open& open) {
  const auto history = parts_.state.history(static_cast<std::uint16_t>(Aggregate::digitization), job.value);
  if (!history) return;
  for (const auto position : *history) {
    const auto stored = parts_.state.event_at(position);
    if (!stored || !*stored) continue;
    const auto& envelope = (*stored)->envelope;
    const auto event = decode_event(envelope.aggregate, envelope.type, envelope.version, envelope.payload);
    if (!event) continue;
    const auto* jobs = std::get_if<digitization::Event>(&*event);
    const auto* read = jobs == nullptr ? nullptr : std::get_if<digitization::PageRecognised>(jobs);
    if (read == nullptr || open.texts.contains(read->page) || (read->page > kHeadPages && read->page != open.pages))
      continue;
    const auto bytes = parts_.blobs.get(storage::BlobId{read->words}, kMaxWords);
    if (!bytes) continue;
    if (auto text = ocr::decode_page(*bytes)) open.texts[read->page] = std::move(*text);
  }
}

void Digitization::suggest(JobId job, Open& open, std::string_view key) {
  std::vector<ocr::PageText> pages;
  std::vector<int> numbers;
  for (const auto& [number, text] : open.texts) {
    pages.push_back(text);
    numbers.push_back(number);
  }
  digitization::SuggestFields command{job, {}};
  for (const auto& proposal : ocr::propose_fields(pages)) {
    const auto at = static_cast<std::size_t>(std::clamp(proposal.page, 0, static_cast<int>(numbers.size()) - 1));
    command.fields.push_back(suggestion(proposal, numbers[at]));
  }
  if (command.fields.empty()) return;
  submit(std::move(command), page_key(job, 0, open.pos, key));
}

/// The cursor may pass an event only when its job has ended.
void Digitization::settle() {
  std::uint64_t safe = next_;
  for (const auto& [job, open] : open_) safe = std::min(safe, open.pos);
  std::size_t open_before = 0;
  {
    const std::scoped_lock lock(mutex_);
    open_before = std::exchange(open_count_, open_.size());
  }
  // After a start what stands behind the cursor is looked at again, which is cheap for events that begin no job.
  if (open_.size() >= open_before && safe < settled_ + kSettleEvery) return;
  cursor_.write(safe);
  settled_ = safe;
}

}  // namespace chauban::server

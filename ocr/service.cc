// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/service.h"

#include "ocr/page_cache.h"
#include "ocr/page_codec.h"
#include "ocr/settings.h"
#include "ocr/steps/recognise.h"
#include "ocr/worker_process.h"
#include "schemas/base/log.h"
#include "schemas/base/thread.h"

#include <atomic>
#include <charconv>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace chauban::ocr {

namespace {

/// Over its time once means over its time again: a minute of a core is enough. Whoever died may do better next time.
bool is_over_time(const Error& error) { return error.key == "page_timeout"; }

/// No descriptor, process or memory was to be had: of the machine, not of the file, and it passes.
bool is_short_of_something(const Error& error) { return error.code == ErrorCode::overloaded; }
constexpr std::chrono::milliseconds kPause{500};

}  // namespace

class OcrService::Parts {
 public:
  Parts(Options options, OnPage on_page, OnStart on_start, std::optional<PageCache> cache)
      : options_(std::move(options)),
        on_page_(std::move(on_page)),
        on_start_(std::move(on_start)),
        cache_(std::move(cache)),
        slots_(static_cast<std::size_t>(std::max(1, options_.workers))) {
    for (auto& slot : slots_) slot.thread = named_thread("ocr-slot", [this, &slot] { run(slot); });
  }

  void add(PageTask task);
  void cancel(const Uuid& job);
  Result<Reply> ask_new_worker(const Request& request, const std::vector<int>& descriptors, std::chrono::seconds limit);
  Result<Bytes> ask_once(Ask ask, const std::vector<int>& descriptors, std::chrono::seconds limit);
  void stop();
  std::vector<int> worker_pids() const;
  std::size_t pages_open() const;
  Figures figures() const;
  const Limits& limits() const { return options_.limits; }

 private:
  /// One thread and its worker.
  struct Slot {
    std::thread thread;
    std::shared_ptr<WorkerProcess> worker;  // guarded by mutex_; made and dropped by the slot's thread only
    bool busy = false;                      // guarded by mutex_, as all below
    Uuid job;
    bool cancelled = false;
  };

  void run(Slot& slot);
  PageResult read(Slot& slot, const PageTask& task);
  Result<Reply> attempt(Slot& slot, const PageTask& task);
  Result<std::shared_ptr<WorkerProcess>> worker_of(Slot& slot);
  void drop_worker(Slot& slot);
  bool pause(const std::string& reason, const bool& cancelled);
  void note_walls(const Reply& reply);
  void count(const PageResult& result);

  const Options options_;
  const OnPage on_page_;
  const OnStart on_start_;
  const std::optional<PageCache> cache_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  PageQueue queue_;                                     // guarded by mutex_
  bool stopping_ = false;                               // guarded by mutex_
  Figures counted_;                                     // guarded by mutex_; what is now is not in it
  std::vector<std::shared_ptr<WorkerProcess>> single_;  // workers of ask_once; guarded by mutex_
  std::atomic<bool> walls_told_ = false;
  std::vector<Slot> slots_;
};

void OcrService::Parts::add(PageTask task) {
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return;
    queue_.add(std::move(task));
  }
  changed_.notify_one();
}

void OcrService::Parts::cancel(const Uuid& job) {
  const std::scoped_lock lock(mutex_);
  queue_.cancel(job);
  for (auto& slot : slots_) {
    if (slot.busy && slot.job == job) slot.cancelled = true;
  }
}

void OcrService::Parts::run(Slot& slot) {
  for (;;) {
    std::optional<PageTask> task;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stopping_ || queue_.size() > 0; });
      if (stopping_) break;
      task = queue_.next();
      slot.busy = true;
      slot.job = task->job;
      slot.cancelled = false;
    }
    auto result = read(slot, *task);
    bool wanted = false;
    {
      const std::scoped_lock lock(mutex_);
      wanted = !stopping_ && !slot.cancelled;
      if (wanted) count(result);
    }
    if (wanted) on_page_(std::move(result));
    const std::scoped_lock lock(mutex_);
    slot.busy = false;
  }
  drop_worker(slot);
}

void OcrService::Parts::count(const PageResult& result) {
  const auto attempts = static_cast<std::uint64_t>(result.attempts);
  counted_.attempts_failed += result.text && attempts > 0 ? attempts - 1 : attempts;
  ++(!result.text ? counted_.failed : attempts == 0 ? counted_.from_cache : counted_.read);
  counted_.cpu_seconds += result.cpu_seconds;
}

PageResult OcrService::Parts::read(Slot& slot, const PageTask& task) {
  PageResult result{task.job, task.page, refuse(ErrorCode::ocr_page_failed, "worker_died"), 0, 0};
  if (on_start_) on_start_(task.job, task.page);
  if (cache_) {
    if (auto text = cache_->find(task.content, task.page)) {
      result.text = std::move(*text);
      return result;
    }
  }
  while (result.attempts < options_.limits.attempts) {
    ++result.attempts;
    auto reply = attempt(slot, task);
    if (!reply && is_short_of_something(reply.error())) {
      --result.attempts;  // nobody looked at the page
      if (pause(reply.error().key, slot.cancelled)) continue;
      return result;
    }
    if (!reply) {
      drop_worker(slot);
      result.text = refuse(reply.error());
      {
        const std::scoped_lock lock(mutex_);
        if (stopping_ || slot.cancelled) return result;
      }
      log_warning("ocr_attempt_failed", {{"job", task.job.str()},
                                         {"page", std::to_string(task.page)},
                                         {"reason", reply.error().key},
                                         {"attempt", std::to_string(result.attempts)}});
      if (is_over_time(reply.error())) return result;
      continue;
    }
    note_walls(*reply);
    result.cpu_seconds += reply->cpu_seconds;
    if (!reply->payload) {
      result.text = refuse(reply->payload.error());
      return result;
    }
    result.text = decode_page(*reply->payload);
    if (result.text) {
      if (cache_) cache_->keep(task.content, task.page, *result.text);
      return result;
    }
    drop_worker(slot);  // an answer that is no page: the worker is not itself any more
    result.text = refuse(ErrorCode::ocr_page_failed, "worker_died");
  }
  return result;
}

Result<Reply> OcrService::Parts::attempt(Slot& slot, const PageTask& task) {
  auto fd = task.open_file();
  if (!fd && is_short_of_something(fd.error())) return refuse(fd.error());
  if (!fd) {
    return Reply{refuse(fd.error()), 0, false, false};
  }
  const Descriptor file(*fd);
  CHAUBAN_TRY(const auto worker, worker_of(slot));
  Request request;
  request.ask = Ask::read_page;
  request.page = task.page;
  request.limits = options_.limits;
  return worker->ask(request, {file.get()}, options_.limits.page_time);
}

Result<std::shared_ptr<WorkerProcess>> OcrService::Parts::worker_of(Slot& slot) {
  if (slot.worker && slot.worker->asked() >= options_.limits.pages_per_worker) drop_worker(slot);
  if (slot.worker) return slot.worker;
  CHAUBAN_TRY(auto started, WorkerProcess::start(options_.executable, options_.limits));
  std::shared_ptr<WorkerProcess> worker = std::move(started);
  const std::scoped_lock lock(mutex_);
  if (stopping_) return refuse(ErrorCode::ocr_page_failed, "worker_died");
  slot.worker = worker;
  return worker;
}

/// False: the service stops, or nobody wants the page any more. `cancelled` is guarded by mutex_.
bool OcrService::Parts::pause(const std::string& reason, const bool& cancelled) {
  std::unique_lock lock(mutex_);
  if (counted_.waits++ % 100 == 0) log_warning("ocr_waits", {{"reason", reason}});
  changed_.wait_for(lock, kPause, [&] { return stopping_ || cancelled; });
  return !stopping_ && !cancelled;
}

void OcrService::Parts::drop_worker(Slot& slot) {
  std::shared_ptr<WorkerProcess> worker;
  const std::scoped_lock lock(mutex_);
  worker.swap(slot.worker);
}

void OcrService::Parts::note_walls(const Reply& reply) {
  if (walls_told_.exchange(true)) return;
  const auto say = [](bool stands) { return std::string(stands ? "on" : "not on this kernel"); };
  log_info("ocr_sandbox", {{"seccomp", say(reply.seccomp)}, {"landlock", say(reply.landlock)}, {"rlimits", "on"}});
}

Result<Reply> OcrService::Parts::ask_new_worker(const Request& request, const std::vector<int>& descriptors,
                                                std::chrono::seconds limit) {
  CHAUBAN_TRY(auto started, WorkerProcess::start(options_.executable, options_.limits));
  const std::shared_ptr<WorkerProcess> worker = std::move(started);
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return refuse(ErrorCode::maintenance);
    single_.push_back(worker);
  }
  auto reply = worker->ask(request, descriptors, limit);
  const std::scoped_lock lock(mutex_);
  std::erase(single_, worker);
  if (!reply && stopping_) return refuse(ErrorCode::maintenance);
  return reply;
}

/// A worker may die of the machine's troubles and not the file's, so a death is not the file's fault at once.
Result<Bytes> OcrService::Parts::ask_once(Ask ask, const std::vector<int>& descriptors, std::chrono::seconds limit) {
  Request request;
  request.ask = ask;
  request.limits = options_.limits;
  for (int attempt = 1; attempt <= options_.limits.attempts; ++attempt) {
    auto reply = ask_new_worker(request, descriptors, limit);
    if (reply) {
      note_walls(*reply);
      return std::move(reply->payload);
    }
    if (reply.error().code == ErrorCode::maintenance) return refuse(reply.error());
    if (is_short_of_something(reply.error())) {
      // Whoever asked for a rendition asks again; that a file cannot be read is said once and for all.
      if (ask != Ask::inspect) return refuse(reply.error());
      if (!pause(reply.error().key, false)) return refuse(ErrorCode::maintenance);
      --attempt;
      continue;
    }
    log_warning("ocr_attempt_failed", {{"reason", reply.error().key}, {"attempt", std::to_string(attempt)}});
    if (is_over_time(reply.error())) break;
  }
  // For the caller it is the file that cannot be read, whichever way it got the better of a worker.
  return refuse(ErrorCode::file_unreadable, "worker_died");
}

void OcrService::Parts::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    for (auto& slot : slots_) {
      if (slot.worker) slot.worker->kill();
    }
    for (auto& worker : single_) worker->kill();
  }
  changed_.notify_all();
  for (auto& slot : slots_) {
    if (slot.thread.joinable()) slot.thread.join();
  }
}

std::vector<int> OcrService::Parts::worker_pids() const {
  const std::scoped_lock lock(mutex_);
  std::vector<int> pids;
  for (const auto& slot : slots_) {
    if (slot.worker) pids.push_back(slot.worker->pid());
  }
  for (const auto& worker : single_) pids.push_back(worker->pid());
  return pids;
}

std::size_t OcrService::Parts::pages_open() const {
  const std::scoped_lock lock(mutex_);
  std::size_t pages = queue_.size();
  for (const auto& slot : slots_) pages += slot.busy ? 1 : 0;
  return pages;
}

OcrService::Figures OcrService::Parts::figures() const {
  const std::scoped_lock lock(mutex_);
  auto out = counted_;
  out.waiting = queue_.depths();
  for (const auto& slot : slots_) out.being_read += slot.busy ? 1 : 0;
  return out;
}

OcrService::OcrService(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
OcrService::~OcrService() { stop(); }

Result<std::unique_ptr<OcrService>> OcrService::start(Options options, OnPage on_page, OnStart on_start) {
  std::optional<PageCache> cache;
  const Settings settings;
  const auto engine = recogniser_name(settings.language);
  if (!options.cache_folder.empty() && engine) {
    CHAUBAN_TRY(cache, PageCache::open(options.cache_folder, *engine, settings_digest(settings)));
  }
  if (!engine) log_error("ocr_model_missing", {{"language", settings.language}});  // each page will say so too
  auto parts = std::make_unique<Parts>(std::move(options), std::move(on_page), std::move(on_start), std::move(cache));
  return std::unique_ptr<OcrService>(new OcrService(std::move(parts)));
}

void OcrService::add(PageTask task) { parts_->add(std::move(task)); }
void OcrService::cancel(const Uuid& job) { parts_->cancel(job); }
void OcrService::stop() { parts_->stop(); }
std::vector<int> OcrService::worker_pids() const { return parts_->worker_pids(); }
std::size_t OcrService::pages_open() const { return parts_->pages_open(); }
OcrService::Figures OcrService::figures() const { return parts_->figures(); }

Result<FileFacts> OcrService::inspect(int fd) {
  CHAUBAN_TRY(const auto answer, parts_->ask_once(Ask::inspect, {fd}, parts_->limits().inspect_time));
  FileFacts facts;
  const auto space = answer.find(' ');
  if (space == Bytes::npos) return refuse(ErrorCode::file_unreadable, "worker_died");
  facts.media_type = answer.substr(0, space);
  const auto parsed = std::from_chars(answer.data() + space + 1, answer.data() + answer.size(), facts.pages);
  const bool known = facts.media_type == "application/pdf" || facts.media_type == "image/png" ||
                     facts.media_type == "image/jpeg" || facts.media_type == "image/tiff";
  if (parsed.ec != std::errc() || !known || facts.pages < 1 || facts.pages > parts_->limits().max_pages) {
    return refuse(ErrorCode::file_unreadable, "worker_died");
  }
  return facts;
}

Result<Bytes> OcrService::searchable_pdf(int fd, const std::vector<std::optional<PageText>>& pages) {
  CHAUBAN_TRY(const auto texts, to_memory_file(pack_pages(pages)));
  return parts_->ask_once(Ask::searchable_pdf, {fd, texts.get()}, parts_->limits().page_time);
}

}  // namespace chauban::ocr

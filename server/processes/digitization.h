// SPDX-License-Identifier: GPL-3.0-or-later
// The process manager of reading: FileStored → a job → its pages to the OCR service → PageRecognised, FieldSuggested,
// through the front door like everybody's commands.
//
// Promise: every stored file ends with a job that is completed, failed or cancelled, whatever crashes in between; a
// page that was recorded is never read again. How: the cursor stays at the first event whose job is still open, and a
// start looks at every event from there: what is recorded already is skipped by the job's own state, what is not is
// queued. Guarded by tests/system (kill -9 while pages are being read).
#pragma once

#include "domain/event.h"
#include "ocr/service.h"
#include "server/command/command_bus.h"
#include "server/command/loaded_world.h"
#include "server/processes/cursor_file.h"
#include "storage/directory_blobs.h"
#include "storage/state.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace chauban::server {

/// Thread: one of its own; notify, stop and the OCR service's callback come from others.
class Digitization {
 public:
  struct Parts {
    CommandBus& bus;
    const storage::State& state;
    storage::DirectoryBlobs& blobs;
  };
  /// The process as an actor, the scope of its keys, and its cursor.
  static constexpr std::string_view kName = "digitization";
  /// The job that the storing of a file leads to, a function of that event.
  static JobId job_of(const EventId& stored) { return JobId{derived_id("digitization-job", stored.value.view())}; }

  Digitization(Parts parts, CursorFile cursor);
  ~Digitization();
  Digitization(const Digitization&) = delete;
  Digitization& operator=(const Digitization&) = delete;

  /// Hand this to OcrService::start. Only queues; the work is done on the process's thread.
  [[nodiscard]] ocr::OcrService::OnPage on_page();
  /// `service` outlives this or stop() was called before.
  void start(ocr::OcrService& service);
  /// There may be new events.
  void notify();
  /// Pages in flight are dropped here and read again after the next start. Idempotent.
  void stop();
  /// Jobs not ended yet.
  [[nodiscard]] std::size_t open_jobs() const;

 private:
  /// A job that has not ended: where the event stands that began it, and what was read since.
  struct Open {
    std::uint64_t pos = 0;
    Digest content;
    FileId file;
    int pages = 0;
    std::map<int, ocr::PageText> texts;  ///< by page from 1: the first three and the last, which the fields come from
  };

  void run();
  void follow_events();
  /// False: not done, because the server stops; the next start sees the event again. So for the two below.
  bool on_event(const storage::StoredEvent& stored, const Event& event);
  bool on_stored(std::uint64_t pos, const EventId& event, const file::FileStored& stored);
  bool submit(Command command, std::string key);
  void on_retried(std::uint64_t pos, JobId job);
  void queue_pages(JobId job, const Open& open, const digitization::State& state);
  void on_result(ocr::PageResult result);
  void record_page(JobId job, Open& open, int page, ocr::PageText text, int attempts);
  template <class Attempt>
  auto patiently(Attempt attempt) -> decltype(attempt());
  void suggest(JobId job, Open& open, std::string_view key);
  void lock_if_secret(const Open& open, int page, const ocr::PageText& text);
  void load_missing_texts(JobId job, Open& open);
  void settle();

  Parts parts_;
  CursorFile cursor_;
  StateWorld world_;
  ocr::OcrService* service_ = nullptr;
  std::uint64_t next_ = 0;
  std::uint64_t settled_ = 0;  ///< what the cursor's file says
  std::map<JobId, Open> open_;

  mutable std::mutex mutex_;  // guards those below
  std::condition_variable wake_;
  std::deque<ocr::PageResult> results_;
  bool notified_ = true;
  bool stopping_ = false;
  std::size_t open_count_ = 0;
  std::thread thread_;
};

}  // namespace chauban::server

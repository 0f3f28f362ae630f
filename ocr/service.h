// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/document.h"
#include "ocr/limits.h"
#include "ocr/page.h"
#include "ocr/page_queue.h"
#include "schemas/base/ids.h"
#include "schemas/base/result.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace chauban::ocr {

/// How one page ended.
struct PageResult {
  Uuid job;
  int page = 0;
  /// Errors: ocr_page_failed with key page_timeout or worker_died; file_unreadable with the keys of Document.
  Result<PageText> text;
  int attempts = 0;        ///< 0: found in the cache
  double cpu_seconds = 0;  ///< of the worker, for this page
};

/// The front of ocr/ for a server: pages in, words out. Promise: nothing a file holds can end or stop the calling
/// process. Third-party parsers run only in child processes (worker_main.h) with limits and a sandbox; a child that
/// dies or hangs is killed and costs one attempt at one page; while none can be started a page waits; a page read
/// before (same content, page, settings, model) is not read again. Thread-safe. Callbacks come from the service's own
/// threads, one at a time a page, and must not call stop().
class OcrService {
 public:
  struct Options {
    std::filesystem::path executable;  ///< run as `executable ocr-worker`: must call run_worker(kWorkerSocket)
    int workers = 2;
    std::filesystem::path cache_folder;  ///< made if missing; empty: no cache
    Limits limits;
  };
  using OnPage = std::function<void(PageResult)>;
  using OnStart = std::function<void(Uuid job, int page)>;

  /// Errors: internal if the cache folder cannot be made.
  static Result<std::unique_ptr<OcrService>> start(Options options, OnPage on_page, OnStart on_start = {});
  /// Stops.
  ~OcrService();
  OcrService(const OcrService&) = delete;
  OcrService& operator=(const OcrService&) = delete;

  /// Answered by exactly one on_page, unless cancelled or stopped.
  void add(PageTask task);
  /// Pages waiting are dropped; pages in flight end unreported.
  void cancel(const Uuid& job);
  /// Kind and number of pages, found out in a worker of its own, so it never waits for a page being read. Blocks, at
  /// most limits.inspect_time an attempt. Does not take the descriptor over. Errors: file_unreadable with the keys of
  /// Document, or worker_died; maintenance (stopping: nothing is known about the file).
  Result<FileFacts> inspect(int fd);
  /// The searchable rendition (searchable_pdf.h), made in a worker. Blocks. Does not take the descriptor over. Errors:
  /// also overloaded (no worker can be started now).
  Result<Bytes> searchable_pdf(int fd, const std::vector<std::optional<PageText>>& pages);
  /// Idempotent. Kills the workers; pages in flight are not reported.
  void stop();

  /// Process ids of the workers alive now; for health pages and tests.
  [[nodiscard]] std::vector<int> worker_pids() const;
  /// Waiting and being read.
  [[nodiscard]] std::size_t pages_open() const;

  /// Since the start, but for what is now.
  struct Figures {
    std::array<std::size_t, 4> waiting{};  ///< pages now, by Lane
    std::size_t being_read = 0;            ///< pages now
    std::uint64_t read = 0;                ///< pages
    std::uint64_t from_cache = 0;          ///< pages
    std::uint64_t failed = 0;              ///< pages
    std::uint64_t attempts_failed = 0;     ///< of pages read and failed
    std::uint64_t waits = 0;               ///< times that no worker could be started for want of something
    double cpu_seconds = 0;                ///< of the workers
  };
  [[nodiscard]] Figures figures() const;

 private:
  class Parts;
  explicit OcrService(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace chauban::ocr

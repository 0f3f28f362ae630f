// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/ids.h"
#include "schemas/base/result.h"

#include <array>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <optional>

namespace chauban::ocr {

/// How much somebody waits for a page. Weights 8:4:2:1.
enum class Lane : std::uint8_t {
  waiting,   ///< somebody looks at the screen
  new_mail,  ///< arrived today
  batch,     ///< a stack from the scanner
  archive,   ///< read again what was read before
};

/// One page to read: the unit of work, of failure and of resumption.
struct PageTask {
  Uuid job;
  int page = 0;  ///< from 0
  Lane lane = Lane::new_mail;
  std::function<Result<int>()>
      open_file;   ///< a readable descriptor, which the service closes. Called on a service's thread
  Digest content;  ///< SHA-256 of the file
};

/// Which page is next: lanes by weight, and inside a lane one page of each document in turn, so that a one-page letter
/// never waits for a file of 500 pages. Thread: one (OcrService guards it).
class PageQueue {
 public:
  void add(PageTask task);
  std::optional<PageTask> next();
  /// Drops every waiting page of the job; how many.
  std::size_t cancel(const Uuid& job);
  [[nodiscard]] std::size_t size() const;
  /// Pages waiting, by lane.
  [[nodiscard]] std::array<std::size_t, 4> depths() const;

 private:
  struct Job {
    Uuid id;
    std::deque<PageTask> pages;
  };
  struct LaneState {
    std::list<Job> jobs;  // the front's turn is next
    int credit = 0;
  };
  std::array<LaneState, 4> lanes_;
};

}  // namespace chauban::ocr

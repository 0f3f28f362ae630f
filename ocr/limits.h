// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>

namespace chauban::ocr {

/// What a file may ask of us. Everything over a limit is a clear error, before memory or time is spent on it.
struct Limits {
  int max_pages = 2000;
  double max_side_pt = 14'400;              ///< 200 inches, PDF 32000-1 Annex C
  std::size_t max_pixels = 120'000'000;     ///< of one page as it is decoded
  std::size_t worker_memory = 1536U << 20;  ///< bytes of address space
  std::chrono::seconds page_time{60};       ///< wall clock, then SIGKILL
  std::chrono::seconds inspect_time{20};
  int pages_per_worker = 200;  ///< then a fresh process: leaks of the libraries stay small
  int attempts = 3;
};

}  // namespace chauban::ocr

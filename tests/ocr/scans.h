// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/service.h"

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

namespace chauban::ocr {

/// A scan of tests/data/scans.
std::filesystem::path scan(const std::string& name);
std::string file_bytes(const std::filesystem::path& path);
void write_bytes(const std::filesystem::path& path, BytesView bytes);

/// This program, which is also its own worker.
std::filesystem::path own_program();

/// A service whose results can be waited for.
class Reading {
 public:
  explicit Reading(OcrService::Options options = {});

  /// Adds a page of a file and returns its job.
  Uuid add(const std::filesystem::path& path, int page = 0, Lane lane = Lane::waiting);
  /// Waits for so many results in all; fails the test if they do not come.
  std::vector<PageResult> wait(std::size_t count);
  /// Waits until a page is being read by a living worker, and returns its process id.
  int wait_for_worker();

  OcrService& service() { return *service_; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<PageResult> results_;
  SeededIds ids_{7};
  std::unique_ptr<OcrService> service_;
};

/// What inspecting bytes says.
Result<FileFacts> inspect_bytes(OcrService& service, BytesView bytes);

}  // namespace chauban::ocr

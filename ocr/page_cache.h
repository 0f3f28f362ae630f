// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/page.h"
#include "schemas/base/result.h"

#include <filesystem>
#include <optional>
#include <string>

namespace chauban::ocr {

/// Pages read before, on disk: what a restart or a second copy of a file need not read again. A cache: whatever is
/// damaged or missing is read anew. Thread-safe, also between processes.
class PageCache {
 public:
  /// `engine`: recogniser_name. Errors: internal with key cache_folder if the folder cannot be made.
  static Result<PageCache> open(std::filesystem::path folder, std::string engine, const Digest& settings);

  [[nodiscard]] std::optional<PageText> find(const Digest& content, int page) const;
  /// Failure is not told: the page is simply read again one day.
  void keep(const Digest& content, int page, const PageText& text) const;

 private:
  PageCache(std::filesystem::path folder, std::string engine, const Digest& settings)
      : folder_(std::move(folder)), engine_(std::move(engine)), settings_(settings) {}
  [[nodiscard]] std::filesystem::path path_of(const Digest& content, int page) const;

  std::filesystem::path folder_;
  std::string engine_;
  Digest settings_;
};

}  // namespace chauban::ocr

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/page_image.h"
#include "schemas/base/result.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace chauban::ocr {

/// Tesseract, ready for one language. Costs 0.15 s to make, so a worker has one for its life. Thread: one.
class Recogniser {
 public:
  /// Errors: internal with key ocr_model_missing.
  static Result<std::unique_ptr<Recogniser>> open(const std::string& language);
  ~Recogniser();
  Recogniser(const Recogniser&) = delete;
  Recogniser& operator=(const Recogniser&) = delete;

  /// Words with boxes in pixels of the image, line and block as the layout analysis saw them. A page's result never
  /// depends on what was read before. Errors: ocr_page_failed.
  Result<std::vector<Word>> recognise(const PageImage& image);
  /// "tesseract 5.3.0 vie:1a2b3c4d".
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  struct Engine;
  Recogniser(std::unique_ptr<Engine> engine, std::string name);
  std::unique_ptr<Engine> engine_;
  std::string name_;
};

/// Where the models are: $TESSDATA_PREFIX, or where Debian puts them.
std::filesystem::path model_folder();

/// The name a Recogniser of this language has here, without making one: part of the cache's key.
/// Errors: internal with key ocr_model_missing.
Result<std::string> recogniser_name(const std::string& language);

}  // namespace chauban::ocr

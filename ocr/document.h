// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/limits.h"
#include "ocr/page_image.h"
#include "schemas/base/result.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chauban::ocr {

/// What is known of a file without reading its pages.
struct FileFacts {
  std::string media_type;
  int pages = 0;

  bool operator==(const FileFacts&) const = default;
};

/// An open file of pages. Parses hostile bytes with third-party code: only inside a worker (or an offline tool and
/// tests). Thread: one. Errors of all members: file_unreadable with one of the keys file_empty, file_truncated,
/// file_encrypted, file_not_supported, file_too_many_pages, page_too_large.
class Document {
 public:
  virtual ~Document() = default;

  [[nodiscard]] virtual FileFacts facts() const = 0;
  /// Size in points as a viewer shows it. `page` from 0.
  virtual Result<PageSize> size(int page) = 0;
  /// The page's pixels, gray or 32-bit colour, at about `dpi` (never enlarged beyond what the file holds, if it is an
  /// image).
  virtual Result<PageImage> image(int page, int dpi) = 0;
  /// The words that came with the page, in the file's order; empty if it has none that show.
  virtual std::vector<Word> text(int page) = 0;
  /// True if the page is nothing but one image over all of it: then text on it was put there by somebody's OCR.
  virtual bool is_scan(int page) = 0;
};

/// `bytes` must outlive the document.
Result<std::unique_ptr<Document>> open_document(BytesView bytes, const Limits& limits);

/// A file's bytes in memory, read-only, not copied.
class MappedFile {
 public:
  /// Takes the descriptor over and closes it. Errors: file_unreadable (file_empty if it has no bytes).
  static Result<std::unique_ptr<MappedFile>> open(int fd);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  [[nodiscard]] BytesView bytes() const { return bytes_; }

 private:
  explicit MappedFile(BytesView bytes) : bytes_(bytes) {}
  BytesView bytes_;
};

/// Opens, counts, closes. Hostile bytes: call it through OcrService::inspect in a server. Does not take the descriptor
/// over.
Result<FileFacts> inspect_file(int fd, const Limits& limits);

}  // namespace chauban::ocr

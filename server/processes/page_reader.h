// SPDX-License-Identifier: GPL-3.0-or-later
// The routes' Reader over the OCR service: previews by a child process of their own, renditions by the service's
// workers.
#pragma once

#include "ocr/service.h"
#include "server/services.h"
#include "storage/directory_blobs.h"

#include <filesystem>

namespace chauban::server {

/// Thread-safe. Previews are kept in `cache` (they are functions of content, page and width) and can be deleted at any
/// time.
class PageReader final : public Reader {
 public:
  PageReader(ocr::OcrService& service, storage::DirectoryBlobs& blobs, std::filesystem::path executable,
             std::filesystem::path cache);

  void cancel(JobId job) override;
  Result<Image> preview(const storage::BlobId& file, int page, int width) override;
  Result<PageSize> page_size(const storage::BlobId& file, int page) override;
  Result<Bytes> searchable_pdf(const storage::BlobId& file, const std::vector<std::optional<Digest>>& words) override;
  [[nodiscard]] std::size_t pages_open() const override;

 private:
  Result<Bytes> draw(const storage::BlobId& file, int page, int width) const;

  ocr::OcrService& service_;
  storage::DirectoryBlobs& blobs_;
  std::filesystem::path executable_;
  std::filesystem::path cache_;
};

/// A read-only descriptor of a blob; the caller closes it. Errors: not_found.
Result<int> open_blob(const storage::DirectoryBlobs& blobs, const storage::BlobId& id);

}  // namespace chauban::server

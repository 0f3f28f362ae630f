// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/blob_store.h"
#include "storage/file_system.h"

#include <filesystem>
#include <memory>

namespace chauban::storage {

/// Blobs as files `<root>/ab/cd/<64 hex>`. Written under `<root>/incoming/`, synced, renamed, folder synced: a name
/// that is seen has its whole content. Left-over temporaries are removed at open (nobody can still be writing them:
/// the data folder is locked). Thread-safe.
class DirectoryBlobs final : public BlobStore {
 public:
  /// `files` outlives the store.
  static Result<std::unique_ptr<DirectoryBlobs>> open(const std::filesystem::path& root, FileSystem& files);
  ~DirectoryBlobs() override;

  Result<std::unique_ptr<BlobWriter>> begin() override;
  Result<std::unique_ptr<BlobReader>> open(const BlobId& id) override;
  bool exists(const BlobId& id) override;
  Status erase(const BlobId& id) override;
  /// Where the content stands, for tools that need a path (read-only).
  [[nodiscard]] std::filesystem::path path_of(const BlobId& id) const;

 private:
  struct Body;
  explicit DirectoryBlobs(std::shared_ptr<Body> body);
  std::shared_ptr<Body> body_;
};

}  // namespace chauban::storage

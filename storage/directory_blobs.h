// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/blob_store.h"
#include "storage/file_system.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace chauban::storage {

/// Blobs as files `<root>/ab/cd/<64 hex>`. Written under `<root>/incoming/`, synced, renamed, folder synced: a name
/// that is seen has its whole content. Left-over temporaries are removed at open (nobody can still be writing them:
/// the data folder is locked). Thread-safe.
class DirectoryBlobs final : public BlobStore {
 public:
  /// `files` outlives the store.
  static Result<std::unique_ptr<DirectoryBlobs>> open(const std::filesystem::path& root, FileSystem& files);
  /// As it lies there: nothing is made and nothing removed. For reading only.
  static std::unique_ptr<DirectoryBlobs> look_at(const std::filesystem::path& root, FileSystem& files);
  ~DirectoryBlobs() override;

  Result<std::unique_ptr<BlobWriter>> begin() override;
  Result<std::unique_ptr<BlobReader>> open(const BlobId& id) override;
  bool exists(const BlobId& id) override;
  Status erase(const BlobId& id) override;
  /// Every blob in order of its name, as the folders are read. Stops when `visit` says false.
  struct Entry {
    BlobId id;
    std::uint64_t size_bytes = 0;
    Timestamp modified{};  ///< last put
  };
  Status each(const std::function<bool(const Entry&)>& visit) const;
  /// Erases what was last put before `before`, unless it was put again meanwhile. False: it stays.
  Result<bool> erase_older(const BlobId& id, Timestamp before);
  /// What lies in the folder and is no blob: content whose writing was broken off, and files of no known name.
  struct Remains {
    std::uint64_t broken_off = 0;
    std::uint64_t unknown = 0;
  };
  [[nodiscard]] Result<Remains> remains() const;
  /// Where the content stands, for tools that need a path (read-only).
  [[nodiscard]] std::filesystem::path path_of(const BlobId& id) const;

 private:
  struct Body;
  explicit DirectoryBlobs(std::shared_ptr<Body> body);
  std::shared_ptr<Body> body_;
};

}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/directory_blobs.h"

#include <filesystem>
#include <map>

namespace chauban::storage {

/// Puts very many blobs into a folder of DirectoryBlobs, for whoever can do it all again: the disk is waited for once
/// for thousands of them instead of three times for each. What finish() returned has neither its name nor is it on disk
/// until settle(), so a crash leaves no name without its whole content. Thread: one; nobody else writes there.
class BulkBlobs {
 public:
  /// Both outlive it. `incoming/` of the root exists.
  BulkBlobs(std::filesystem::path root, const DirectoryBlobs& blobs, FileSystem& files)
      : root_(std::move(root)), blobs_(blobs), files_(files) {}

  Result<std::unique_ptr<BlobWriter>> begin();
  /// Begin, write, finish.
  Result<BlobId> put(BytesView bytes);
  /// There already, or finished and not settled yet.
  [[nodiscard]] bool exists(const BlobId& id);
  /// All that was finished is durable under its name. Happens by itself after every few thousand.
  Status settle();

 private:
  class Writer;
  Status keep(const BlobId& id, std::filesystem::path temporary);

  std::filesystem::path root_;
  const DirectoryBlobs& blobs_;
  FileSystem& files_;
  std::map<BlobId, std::filesystem::path> unsettled_;
  std::uint64_t next_temporary_ = 0;
};

}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
// Content on its way into a folder of blobs, under a temporary name: what every writer into such a folder has in
// common. How it gets its name, and when the disk is waited for, is the writer's own: finish().
#pragma once

#include "schemas/base/error.h"
#include "storage/blob_store.h"
#include "storage/file_system.h"

#include <filesystem>
#include <memory>
#include <tuple>
#include <utility>

namespace chauban::storage {

/// Gone with its temporary file unless it was finished.
class UnnamedBlob : public BlobWriter {
 public:
  UnnamedBlob(FileSystem& files, std::filesystem::path temporary, std::unique_ptr<OpenFile> file)
      : files_(files), temporary_(std::move(temporary)), file_(std::move(file)) {}
  ~UnnamedBlob() override { UnnamedBlob::abandon(); }
  UnnamedBlob(const UnnamedBlob&) = delete;
  UnnamedBlob& operator=(const UnnamedBlob&) = delete;

  Status write(BytesView bytes) final {
    CHAUBAN_ASSERT(file_ != nullptr);
    CHAUBAN_CHECK(file_->write_at(size_, bytes));
    hash_.update(bytes);
    size_ += bytes.size();
    return {};
  }
  [[nodiscard]] std::uint64_t size() const final { return size_; }
  void abandon() final {
    file_.reset();
    if (!temporary_.empty()) std::ignore = files_.remove(temporary_);
    temporary_.clear();
  }

 protected:
  FileSystem& files() { return files_; }
  /// Before close().
  Status sync() {
    CHAUBAN_ASSERT(file_ != nullptr);
    return file_->sync();
  }
  /// No more is written.
  BlobId close() {
    CHAUBAN_ASSERT(file_ != nullptr);
    file_.reset();
    return BlobId{hash_.finish()};
  }
  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }
  /// The file is somebody else's to name or remove.
  std::filesystem::path hand_over() { return std::exchange(temporary_, {}); }

 private:
  FileSystem& files_;
  std::filesystem::path temporary_;
  std::unique_ptr<OpenFile> file_;
  Sha256 hash_;
  std::uint64_t size_ = 0;
};

}  // namespace chauban::storage

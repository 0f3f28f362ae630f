// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/file_system.h"

#include <mutex>
#include <optional>
#include <string>

namespace chauban::storage {

/// The real disk, until a test breaks it. Thread-safe.
class FaultyFiles final : public FileSystem {
 public:
  /// From now on writes, syncs and renames of paths that contain `part` fail with `error`.
  void break_writes(std::string part, Error error) {
    const std::scoped_lock lock(mutex_);
    part_ = std::move(part);
    error_ = std::move(error);
  }
  void mend() {
    const std::scoped_lock lock(mutex_);
    error_.reset();
  }
  void set_space(std::optional<DiskSpace> space) {
    const std::scoped_lock lock(mutex_);
    space_ = space;
  }

  Result<std::unique_ptr<OpenFile>> open(const std::filesystem::path& path, Mode mode) override {
    CHAUBAN_TRY(auto file, real_.open(path, mode));
    return std::make_unique<File>(*this, path, std::move(file));
  }
  Status rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
    CHAUBAN_CHECK(fault(to));
    return real_.rename(from, to);
  }
  Status remove(const std::filesystem::path& path) override { return real_.remove(path); }
  Status sync_folder(const std::filesystem::path& folder) override {
    CHAUBAN_CHECK(fault(folder));
    return real_.sync_folder(folder);
  }
  Status make_folders(const std::filesystem::path& folder) override { return real_.make_folders(folder); }
  bool exists(const std::filesystem::path& path) override { return real_.exists(path); }
  Result<std::vector<FolderEntry>> list(const std::filesystem::path& folder) override { return real_.list(folder); }
  Result<DiskSpace> space(const std::filesystem::path& folder) override {
    const std::scoped_lock lock(mutex_);
    if (space_) return *space_;
    return real_.space(folder);
  }
  Result<std::unique_ptr<FileLock>> lock(const std::filesystem::path& path) override { return real_.lock(path); }

 private:
  class File final : public OpenFile {
   public:
    File(FaultyFiles& files, std::filesystem::path path, std::unique_ptr<OpenFile> real)
        : files_(files), path_(std::move(path)), real_(std::move(real)) {}
    Status write_at(std::uint64_t offset, BytesView data) override {
      CHAUBAN_CHECK(files_.fault(path_));
      return real_->write_at(offset, data);
    }
    Result<Bytes> read_at(std::uint64_t offset, std::size_t size) override { return real_->read_at(offset, size); }
    Result<std::uint64_t> size() override { return real_->size(); }
    Status sync() override {
      CHAUBAN_CHECK(files_.fault(path_));
      return real_->sync();
    }

   private:
    FaultyFiles& files_;
    std::filesystem::path path_;
    std::unique_ptr<OpenFile> real_;
  };

  Status fault(const std::filesystem::path& path) {
    const std::scoped_lock lock(mutex_);
    if (error_ && path.string().find(part_) != std::string::npos) return refuse(*error_);
    return {};
  }

  PosixFileSystem real_;
  std::mutex mutex_;  // guards all below
  std::string part_;
  std::optional<Error> error_;
  std::optional<DiskSpace> space_;
};

}  // namespace chauban::storage

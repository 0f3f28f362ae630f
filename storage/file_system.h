// SPDX-License-Identifier: GPL-3.0-or-later
//
// The only open, write, sync and rename of our own in the program (RocksDB does its own). What is written is not on
// disk until sync() of the file, and a new or renamed name is not until sync_folder() of its folder: callers say both.
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"
#include "schemas/base/time.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace chauban::storage {

/// An open file. Errors of all calls: storage_full (ENOSPC, EDQUOT), log_read_only (EROFS, and EIO while writing or
/// syncing), overloaded (no descriptor left), internal with key `storage_io`.
class OpenFile {
 public:
  virtual ~OpenFile() = default;
  virtual Status write_at(std::uint64_t offset, BytesView data) = 0;
  /// Fewer bytes than `size` only at the end of the file.
  virtual Result<Bytes> read_at(std::uint64_t offset, std::size_t size) = 0;
  virtual Result<std::uint64_t> size() = 0;
  /// Data and length are on disk (fdatasync).
  virtual Status sync() = 0;
};

/// Held until destroyed or the process dies (flock).
class FileLock {
 public:
  virtual ~FileLock() = default;
};

struct DiskSpace {
  std::uint64_t free_bytes = 0;
  std::uint64_t total_bytes = 0;
};

struct FolderEntry {
  std::string name;
  bool is_folder = false;
  std::uint64_t size_bytes = 0;
  Timestamp modified{};  ///< when its content last changed; a rename leaves it
};

/// Thread-safe.
class FileSystem {
 public:
  enum class Mode { read, write, create_new };

  virtual ~FileSystem() = default;
  /// `write` opens what exists. Errors besides those above: not_found, state_conflict (create_new and it exists).
  virtual Result<std::unique_ptr<OpenFile>> open(const std::filesystem::path& path, Mode mode) = 0;
  /// Replaces the target. Durable after sync_folder.
  virtual Status rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  virtual Status remove(const std::filesystem::path& path) = 0;
  virtual Status sync_folder(const std::filesystem::path& folder) = 0;
  /// Everything written so far to the disk that `folder` lies on is on it, names too (syncfs): one wait for many files.
  virtual Status sync_all(const std::filesystem::path& folder);
  /// With parents; each new one durable. Existing is success.
  virtual Status make_folders(const std::filesystem::path& folder) = 0;
  virtual bool exists(const std::filesystem::path& path) = 0;
  virtual Result<std::vector<FolderEntry>> list(const std::filesystem::path& folder) = 0;
  virtual Result<DiskSpace> space(const std::filesystem::path& folder) = 0;
  /// Makes the file if missing. Errors: data_folder_locked with `pid` of the holder if it is known.
  virtual Result<std::unique_ptr<FileLock>> lock(const std::filesystem::path& path) = 0;
};

/// Tries whether the disk takes a megabyte: writes `path`, syncs and removes it again. Errors: those of OpenFile.
Status probe_disk(FileSystem& files, const std::filesystem::path& path);

/// The real one.
class PosixFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<OpenFile>> open(const std::filesystem::path& path, Mode mode) override;
  Status rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Status remove(const std::filesystem::path& path) override;
  Status sync_folder(const std::filesystem::path& folder) override;
  Status make_folders(const std::filesystem::path& folder) override;
  bool exists(const std::filesystem::path& path) override;
  Result<std::vector<FolderEntry>> list(const std::filesystem::path& folder) override;
  Result<DiskSpace> space(const std::filesystem::path& folder) override;
  Result<std::unique_ptr<FileLock>> lock(const std::filesystem::path& path) override;
};

}  // namespace chauban::storage

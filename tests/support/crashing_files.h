// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/file_system.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>

namespace chauban::storage {

/// A disk on which the power goes at a step that a test names, and what may be found there afterwards. A step is a new
/// file, a write, a sync, a rename, a removal or a new folder. From that step on nothing has any effect and every call
/// fails, as for a process that is gone.
///
/// Nothing is on disk because it was asked for: content is when its file was synced, a name when its folder was, both
/// when the whole disk was. What was not may be there or not, each for itself, so in another order than it was asked
/// for: names without content, content torn at any 512 bytes, zeros. Thread: one.
class CrashingFiles final : public FileSystem {
 public:
  /// Below `root`, which is an empty folder. `at`: the step at which the power goes; nothing: never.
  CrashingFiles(std::filesystem::path root, std::optional<std::uint64_t> at);
  ~CrashingFiles() override;

  [[nodiscard]] std::uint64_t steps() const;
  /// What one finds when the power is back, in a folder that is made; another seed, another disk.
  void leave_image(const std::filesystem::path& image, std::uint64_t seed) const;

  Result<std::unique_ptr<OpenFile>> open(const std::filesystem::path& path, Mode mode) override;
  Status rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Status remove(const std::filesystem::path& path) override;
  Status sync_folder(const std::filesystem::path& folder) override;
  Status sync_all(const std::filesystem::path& folder) override;
  Status make_folders(const std::filesystem::path& folder) override;
  bool exists(const std::filesystem::path& path) override;
  Result<std::vector<FolderEntry>> list(const std::filesystem::path& folder) override;
  Result<DiskSpace> space(const std::filesystem::path& folder) override;
  Result<std::unique_ptr<FileLock>> lock(const std::filesystem::path& path) override;

  struct Disk;  ///< known to the .cc file only

 private:
  class File;
  PosixFileSystem real_;
  std::shared_ptr<Disk> disk_;
};

}  // namespace chauban::storage

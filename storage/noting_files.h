// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/of_disk.h"
#include "storage/file_system.h"

#include <mutex>
#include <optional>

namespace chauban::storage {

/// The real disk, that remembers when it did not take what was written. Thread-safe.
class NotingFiles final : public FileSystem {
 public:
  /// `folder` lies on that disk and may be written to.
  explicit NotingFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// What it last refused, until tend() succeeded. Errors: storage_full, log_read_only.
  [[nodiscard]] Status check() const;
  /// Called now and then: after a refusal, tries whether it takes a megabyte now.
  Status tend();

  Result<std::unique_ptr<OpenFile>> open(const std::filesystem::path& path, Mode mode) override;
  Status rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  Status remove(const std::filesystem::path& path) override { return note(real_.remove(path)); }
  Status sync_folder(const std::filesystem::path& folder) override { return note(real_.sync_folder(folder)); }
  Status sync_all(const std::filesystem::path& folder) override { return note(real_.sync_all(folder)); }
  Status make_folders(const std::filesystem::path& folder) override { return note(real_.make_folders(folder)); }
  bool exists(const std::filesystem::path& path) override { return real_.exists(path); }
  Result<std::vector<FolderEntry>> list(const std::filesystem::path& folder) override { return real_.list(folder); }
  Result<DiskSpace> space(const std::filesystem::path& folder) override { return real_.space(folder); }
  Result<std::unique_ptr<FileLock>> lock(const std::filesystem::path& path) override { return real_.lock(path); }

 private:
  class File;
  template <class T>
  Result<T> note(Result<T> outcome) {
    if (!outcome && is_of_disk(outcome.error().code)) remember(outcome.error());
    return outcome;
  }
  void remember(const Error& error);

  const std::filesystem::path folder_;
  PosixFileSystem real_;
  mutable std::mutex mutex_;  // guards refused_
  std::optional<Error> refused_;
};

}  // namespace chauban::storage

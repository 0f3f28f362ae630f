// SPDX-License-Identifier: GPL-3.0-or-later
// From a backup folder into an empty data folder.
#pragma once

#include "server/backup/backup_folder.h"
#include "server/check/truth_check.h"

#include <filesystem>
#include <map>
#include <vector>

namespace chauban::server {

/// Beside the data, from the first byte that is copied until an operator has confirmed: nothing serves a folder that is
/// half there, or whose losses nobody has read.
class RestoreMark {
 public:
  explicit RestoreMark(std::filesystem::path data) : path_(std::move(data) / "RESTORE") {}

  enum class Stage : std::uint8_t { none, copying, unconfirmed };
  [[nodiscard]] Stage stage() const;
  Status set(storage::FileSystem& files, Stage stage) const;
  /// Errors: state_conflict `restore_unfinished` (it was broken off).
  Status confirm(storage::FileSystem& files) const;
  /// Errors: maintenance `restore_unfinished`, maintenance `restore_unconfirmed`.
  [[nodiscard]] Status check() const;

 private:
  std::filesystem::path path_;
};

struct Restored {
  TruthFacts facts;
  std::vector<storage::BlobId> missing;  ///< blobs that the backup does not have either
};

/// Copies, each file against its hash; then reads the log and compares size and root with what was signed. What is
/// damaged is reported. `data` is missing or empty.
/// Errors: usage `folder_not_empty`, record_damaged (`backup_file_damaged`: `file`; `backup_differs`: `partition`),
/// storage errors.
Result<Restored> copy_in(const FoundBackup& backup, BackupFolder& from, const std::filesystem::path& data,
                         const TruthOptions& options, storage::FileSystem& files, const storage::Report& report,
                         const Shown& shown = {});

/// Files of a backup of keys.
Status copy_keys_in(const FoundBackup& backup, BackupFolder& from, const std::filesystem::path& data,
                    storage::FileSystem& files);

}  // namespace chauban::server

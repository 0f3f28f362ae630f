// SPDX-License-Identifier: GPL-3.0-or-later
// From a data folder, whose log is frozen, into a backup folder. The log is read and judged on the way: a damaged one
// is not passed off as a backup.
#pragma once

#include "server/backup/backup_folder.h"
#include "server/check/truth_check.h"

#include <cstdint>
#include <vector>

namespace chauban::server {

struct CopyOut {
  std::filesystem::path data;    ///< blobs are taken from here
  std::filesystem::path frozen;  ///< `HEAD` and `log/`, and nobody writes them
  BackupId id;
  storage::LogId log;
  Timestamp at{};
  std::string software;
};

struct CopiedOut {
  BackupManifest manifest;
  std::uint64_t new_blobs = 0;  ///< copied now; the others were there
  std::uint64_t new_bytes = 0;
  std::vector<storage::BlobId> named;  ///< by events of this log, in order
};

/// Errors: log_damaged `backup_log_damaged` (what is damaged was reported), storage errors of the backup folder. Blobs
/// that are missing or damaged are listed in the manifest, and reported.
Result<CopiedOut> copy_out(const CopyOut& from, BackupFolder& to, storage::FileSystem& files,
                           const storage::Report& report, const Shown& shown = {});

/// Secrets go elsewhere: all files of a frozen keystore, as a backup without partitions.
Result<BackupManifest> copy_keys_out(const CopyOut& from, BackupFolder& to, storage::FileSystem& files);

/// Leaves the newest so many, and of the objects what they are made of. In a folder that holds backups of another log,
/// or of one that was restored since, no object is removed: nobody here knows what those name.
Status thin_out(BackupFolder& folder, const CopiedOut& newest, std::size_t keep);

/// Forgets backups that are older than `before`, and what only they were made of: for keys, of which a copy may not
/// outlive a destroyed key by more than a month.
Status forget_keys_before(BackupFolder& folder, Timestamp before);

}  // namespace chauban::server

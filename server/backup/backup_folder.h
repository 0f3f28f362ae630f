// SPDX-License-Identifier: GPL-3.0-or-later
// Where backups lie: many of them, sharing what is equal.
//   objects/ab/cd/<64 hex>   content by its SHA-256: files of logs, and blobs
//   backups/<time>-<id>/     manifest.json (what the backup is made of), manifest.sig (a signed note about it)
//   LOCK
// Written last, both files at once by one rename: a backup without them is none, and its objects serve the next run.
// Blobs are not listed: the log names them by their hash.
#pragma once

#include "schemas/base/result.h"
#include "schemas/base/time.h"
#include "server/backup/backups.h"
#include "storage/bulk_blobs.h"
#include "storage/file_system.h"
#include "storage/position.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace chauban::server {

/// One file of a data folder.
struct BackupFile {
  std::string path;  ///< below the data folder, `log/000123.sst`
  std::uint64_t size = 0;
  Digest content;
  bool operator==(const BackupFile&) const = default;
};

struct BackupPartition {
  storage::PartitionId partition;
  std::uint32_t generation = 1;
  std::uint64_t size = 0;
  Digest root;
  bool operator==(const BackupPartition&) const = default;
};

struct BackupManifest {
  BackupId id;
  storage::LogId log;
  Timestamp at{};
  std::string software;
  std::vector<BackupPartition> partitions;
  std::vector<BackupFile> files;
  std::uint64_t blobs = 0;
  std::uint64_t blob_bytes = 0;
  std::vector<storage::BlobId> incomplete;  ///< named by events, and not there or damaged at the source
  bool operator==(const BackupManifest&) const = default;

  [[nodiscard]] Bytes encode() const;
  /// Errors: record_damaged `manifest_unreadable`. Paths stay below the data folder.
  static Result<BackupManifest> decode(BytesView text);
};

/// A backup that is there.
struct FoundBackup {
  std::string name;
  BackupManifest manifest;
  Bytes bytes;       ///< of the manifest, which are signed
  std::string note;  ///< the signed note

  /// Errors: record_damaged `backup_not_signed` (by none of these keys, or about another list).
  [[nodiscard]] Status check_signature(const std::vector<storage::VerifierKey>& trust) const;
};

/// Thread: one. One process at a time.
class BackupFolder {
 public:
  /// Makes it if missing. Errors: data_folder_locked, storage errors. `files` outlives it.
  static Result<std::unique_ptr<BackupFolder>> open(const std::filesystem::path& folder, storage::FileSystem& files);

  [[nodiscard]] storage::DirectoryBlobs& objects() { return *objects_; }
  /// Where new ones are put; they can be read once write() has returned.
  [[nodiscard]] storage::BulkBlobs& incoming() { return *incoming_; }
  /// Copies a file in, unless equal content is there.
  Result<BackupFile> put(const std::filesystem::path& file, std::string path);
  /// All that was put is durable, and then the backup is there.
  Status write(const BackupManifest& manifest, BytesView bytes, std::string_view note);
  /// Rising by time.
  Result<std::vector<std::string>> names() const;
  /// `name` empty: the newest. Errors: not_found `backup_not_found`, record_damaged.
  Result<FoundBackup> find(const std::string& name) const;
  /// Removes one from the list; objects stay, for others may be made of them too.
  Status forget(const std::string& name);
  /// Forgets all but the newest so many.
  Status keep_newest(std::size_t count);
  /// Removes objects that are no file of a backup and not among `blobs`, which are in order.
  Status sweep(const std::vector<storage::BlobId>& blobs);
  /// True: every backup is of an earlier time of this very log, so what this one names is all that any of them does.
  [[nodiscard]] Result<bool> are_earlier(const BackupManifest& newest) const;

 private:
  BackupFolder(std::filesystem::path folder, storage::FileSystem& files) : folder_(std::move(folder)), files_(files) {}
  std::filesystem::path folder_;
  storage::FileSystem& files_;
  std::unique_ptr<storage::FileLock> lock_;
  std::unique_ptr<storage::DirectoryBlobs> objects_;
  std::unique_ptr<storage::BulkBlobs> incoming_;
};

/// Streams a file's bytes through `take`. Errors: not_found, storage errors, those of `take`.
Status read_through(storage::FileSystem& files, const std::filesystem::path& file,
                    const std::function<Status(BytesView)>& take);
/// Durable with its name when it returns. Errors: state_conflict (it exists), storage errors.
Status write_file(storage::FileSystem& files, const std::filesystem::path& file, BytesView bytes);

}  // namespace chauban::server

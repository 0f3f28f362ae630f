// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/ids.h"
#include "storage/file_system.h"
#include "storage/log.h"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>

namespace rocksdb {
class Env;
}

namespace chauban::storage {

/// The log of a single server: RocksDB in `<data>/log/`, HEAD beside it, LOCK around both (event-log.md 4).
///
/// One thread takes whatever queued while the last group was being synced, writes it (A: RocksDB, synced), has the new
/// heads recorded (B: HEAD, synced; under load beside the next group's A) and only then calls back (C). After any
/// failure of A or B the group's outcome is unknown, and that of those behind it: the log goes read-only, closes the
/// store, probes the disk, opens again with a full recovery, and goes on; writers see it because their append failed,
/// and must claim anew. Thread-safe.
class EmbeddedLog final : public Log {
 public:
  struct Options {
    std::filesystem::path data;
    FileSystem* files = nullptr;  ///< not owned, outlives the log
    IdSource* ids = nullptr;      ///< draws the id of a new log; not owned
    std::size_t queue_records = 4096;
    std::size_t queue_bytes = std::size_t{32} << 20U;
    /// Below either, commands are refused; they are taken again at 1.5 times.
    std::uint64_t min_free_bytes = std::uint64_t{2} << 30U;
    double min_free_share = 0.05;
    std::chrono::milliseconds probe_every{5000};
    rocksdb::Env* env = nullptr;  ///< tests put a disk with faults here; not owned
  };

  /// Makes a new log in an empty folder. Errors: data_folder_locked, log_lost (HEAD or state without a log),
  /// head_lost (log without a readable HEAD), log_shorter_than_head (`partition`, `log`, `head` in the details),
  /// log_damaged (a file is missing or cannot be read), upgrade_needed (HEAD of a newer format).
  static Result<std::unique_ptr<EmbeddedLog>> open(const Options& options);
  ~EmbeddedLog() override;

  Status append(PartitionId partition, Bytes record, Head after, Done done) override;
  std::unique_ptr<LogCursor> read(PartitionId partition, Offset from) override;
  Offset end(PartitionId partition) override;
  std::optional<Head> recorded_head(PartitionId partition) override;
  /// `log/` by hard links and `HEAD`, so the folder must lie on the same disk.
  Status copy_to(const std::filesystem::path& folder) override;
  Status check() override;
  Status close() override;
  [[nodiscard]] LogId id() const override;

 private:
  class Body;
  explicit EmbeddedLog(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the log promises
// ---------------------
// The log is everything this system ever recorded: one order of records for each partition, kept for ever.
// When `done` was called with an offset,
//   - the record is durable: no crash of this process or machine removes it (embedded: synced to disk together with
//     HEAD, the second file that lets the next start notice a lost tail);
//   - every record before it in the partition is durable too, and nothing will ever stand between them;
//   - every reader, now and after any restart, reads exactly these bytes at this offset.
// When `done` was called with an error, the record may or may not be there; `outcome_unknown` says so honestly.
// When `append` itself returned an error, nothing was written and nothing will be.
//
// Who relies on it: the command bus answers "done" only after `done`; State and views go on from an offset they stored.
// What would break it: syncing HEAD before the records (a mere crash then looks like a loss), answering before HEAD is
// synced (a real loss is not noticed), trying a failed sync again (the kernel may have dropped the dirty pages and
// report success), or making an empty log beside an existing HEAD.
// What guards it: tests/contract (every backend), tests/storage/embedded_log_test.cc (each row of the recovery table).
//
// The log knows bytes, not meaning. Whether a record is valid is decided by `judge` (valid.h) when it is read.
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"
#include "storage/position.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <tuple>

namespace chauban::storage {

/// Bytes as they were appended, and where they stand.
struct LogRecord {
  Offset offset;
  Bytes bytes;
};

/// Reads on from an offset. Owned by one thread; many cursors may read at once; must not outlive the log.
class LogCursor {
 public:
  virtual ~LogCursor() = default;
  /// The next durable record, or nothing at the present end: call again later to go on from there.
  /// Errors: record_damaged (its checksum is wrong; `offset` in the details), log_read_only (closed for repair).
  virtual Result<std::optional<LogRecord>> next() = 0;
};

/// Thread-safe.
class Log {
 public:
  /// Called once for each accepted append, on the log's writer thread, in offset order within a partition. Must not
  /// block and must not call back into the log.
  using Done = std::function<void(Result<Offset>)>;

  virtual ~Log() = default;

  /// Queues one record. `after` is what the writer knows of the partition once this record is in: pos and root
  /// (`next_offset` is filled in by the log).
  /// Returned errors, nothing written: overloaded (queue full), storage_full, log_read_only, log_unavailable (closed).
  /// Errors given to `done`: outcome_unknown (may be there), log_unavailable (certainly not).
  virtual Status append(PartitionId partition, Bytes record, Head after, Done done) = 0;

  virtual std::unique_ptr<LogCursor> read(PartitionId partition, Offset from) = 0;
  /// The offset the next record will get; all below it is durable.
  virtual Offset end(PartitionId partition) = 0;
  /// What the writer last recorded beside the log. Whoever folds the log must find the same pos and root at this
  /// offset, or the log is not the one this system acknowledged.
  virtual std::optional<Head> recorded_head(PartitionId partition) = 0;
  /// Everything that is durable now, as files in a new folder that can be opened as this log; writing goes on
  /// meanwhile. Errors: usage `log_not_copied` (a backend that keeps its own copies), storage errors.
  virtual Status copy_to(const std::filesystem::path& folder) {
    std::ignore = folder;
    return refuse(ErrorCode::usage, "log_not_copied");
  }
  /// Can the log be written and read now? Errors: log_read_only, storage_full, log_shorter_than_head, log_unavailable.
  virtual Status check() = 0;
  /// Writes what is queued, then stops. Idempotent.
  virtual Status close() = 0;
  [[nodiscard]] virtual LogId id() const = 0;
};

}  // namespace chauban::storage

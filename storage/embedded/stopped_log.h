// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/embedded/head_file.h"
#include "storage/file_system.h"
#include "storage/log.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace chauban::storage {

class KeyValueStore;
struct DamagedFile;

/// The log of a data folder that nobody serves, or of a copy: read as far as it can be read, and no byte of it changed.
/// Nothing is refused because it contradicts HEAD: that is for whoever checks it to find.
class StoppedLog final : public Log {
 public:
  /// `folder` holds `log/` and `HEAD`. Errors: not_found (no log there), log_damaged (its store does not open: detail
  /// `reason`, or neither its records nor HEAD tell where it ends).
  static Result<std::unique_ptr<StoppedLog>> open(FileSystem& files, const std::filesystem::path& folder);
  ~StoppedLog() override;

  /// Always log_read_only.
  Status append(PartitionId partition, Bytes record, Head after, Done done) override;
  std::unique_ptr<LogCursor> read(PartitionId partition, Offset from) override;
  Offset end(PartitionId partition) override;
  std::optional<Head> recorded_head(PartitionId partition) override;
  Status check() override { return refuse(ErrorCode::log_read_only); }
  Status close() override { return {}; }
  [[nodiscard]] LogId id() const override;

  /// Those that have records, or that HEAD says have some.
  [[nodiscard]] std::vector<PartitionId> partitions() const;
  [[nodiscard]] const HeadSlots& head() const;
  /// True: what was written last is broken before its end, and was read up to there only.
  [[nodiscard]] bool is_cut_short() const;
  [[nodiscard]] const KeyValueStore& store() const;

 private:
  struct Body;
  explicit StoppedLog(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
//
// HEAD: how far the log had come when it last said so, kept beside it. RocksDB alone cannot tell a lost tail: its
// recovery stops at the first bad block, and a file cut at a record's border looks complete. Two slots of 4,096 bytes,
// written in turn, so that a torn write leaves the other (layout: event-log.md 4). Internal to storage/embedded.
#pragma once

#include "storage/file_system.h"
#include "storage/position.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

namespace chauban::storage {

struct HeadRecord {
  std::uint64_t seq = 0;
  LogId log;
  std::uint32_t generation = 1;
  std::map<PartitionId, Head> heads;  ///< at most 72
  bool operator==(const HeadRecord&) const = default;
};

/// HEAD as it lies there: a slot that is torn, spoilt or was never written holds nothing.
struct HeadSlots {
  std::array<std::optional<HeadRecord>, 2> slots;
  /// That with the higher seq.
  [[nodiscard]] const HeadRecord* newest() const;
};
/// Changes nothing. Errors: not_found, upgrade_needed (a newer format), storage errors.
Result<HeadSlots> read_head_slots(FileSystem& files, const std::filesystem::path& path);

/// Thread: the log writer's.
class HeadFile {
 public:
  static constexpr std::size_t kSlotBytes = 4096;
  static constexpr std::size_t kMaxPartitions = 72;

  /// Makes the file at its full size with `first` in a slot; durable with its folder. Errors: storage errors.
  static Result<std::unique_ptr<HeadFile>> create(FileSystem& files, const std::filesystem::path& path,
                                                  const HeadRecord& first);
  /// The valid slot with the higher seq counts; a bad one beside it is normal after a crash.
  /// Errors: head_lost (both slots bad, or a file of another size), upgrade_needed (a newer format), storage errors.
  static Result<std::unique_ptr<HeadFile>> open(FileSystem& files, const std::filesystem::path& path);

  [[nodiscard]] const HeadRecord& present() const { return present_; }
  /// Durable when it returns. Raises seq. After an error nobody knows which slot counts: open again.
  Status write(const std::map<PartitionId, Head>& heads);

 private:
  HeadFile(std::unique_ptr<OpenFile> file, HeadRecord present) : file_(std::move(file)), present_(std::move(present)) {}
  std::unique_ptr<OpenFile> file_;
  HeadRecord present_;
};

/// CRC-32C (Castagnoli), RFC 3720 §12.1.
std::uint32_t crc32c(BytesView data);
Bytes encode_head_slot(const HeadRecord& record);

}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who may write
// -------------
// Any program may append any bytes to the log. What counts is decided when the log is read: `judge` is a function of
// the partition's past and one record, and every reader, on every node and of every version, comes to the same verdict.
// A void record stays where it is and means nothing. Hence a zombie that wakes up, a producer that sends twice, or a
// second process on a copied folder cannot change what was decided; and hence `judge` sees heads and framing only, no
// payload, no clock, no domain.
// Relied on by: the applier, the writer (it judges its own records by reading them back), verify, migration.
// Guarded by: tests/storage/valid_test.cc (each reason), valid_property_test.cc (interleavings of two writers).
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"
#include "storage/integrity_tree.h"
#include "storage/record.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace chauban::storage {

enum class Phase : std::uint8_t { empty, copying, live, sealed };

/// A generation after the first took over its predecessors' events before `lost_from`; those behind are gone.
struct HandedOn {
  std::uint32_t generation = 0;
  std::uint64_t lost_from = 0;
  bool operator==(const HandedOn&) const = default;
};
/// How many events of a partition that stood in `generation` it still has: all, where nothing was left behind since.
std::uint64_t shared_with(const std::vector<HandedOn>& later, std::uint32_t generation);

/// The fold of a partition's records up to `next_offset`, without its table of idempotency keys (see Past).
struct LogState {
  PartitionId partition;
  Phase phase = Phase::empty;
  LogId log;
  std::uint32_t generation = 0;
  Offset next_offset;
  std::uint64_t epoch = 0;
  std::optional<WriterId> owner;
  IntegrityTree tree;  ///< its size is the next pos
  std::uint64_t hlc = 0;
  std::vector<HandedOn> handed_on;  ///< by generation; none in the first
  std::uint32_t seal_next = 0;

  [[nodiscard]] std::uint64_t next_pos() const { return tree.size(); }
  [[nodiscard]] Head head() const { return {next_offset, tree.size(), tree.root()}; }
  bool operator==(const LogState&) const = default;
};

/// What is kept of a data record for its idempotency key.
struct KeyEntry {
  IdemKey key;
  std::uint64_t first_pos = 0;
  std::uint16_t n_events = 0;
  std::uint16_t digest_key = 0;
  ReqDigest req_digest;
  std::uint64_t hlc = 0;
  bool operator==(const KeyEntry&) const = default;
};

/// What `judge` must look up in the partition's past; part of the same fold, on disk (State) or in memory (MemoryFold).
class Past {
 public:
  virtual ~Past() = default;
  [[nodiscard]] virtual Result<std::optional<KeyEntry>> find_key(const IdemKey& key) const = 0;
  /// Root of the tree at an earlier or the present size.
  [[nodiscard]] virtual Result<Digest> root_at(std::uint64_t size) const = 0;
};

enum class VoidReason : std::uint8_t {
  malformed,
  foreign_partition,
  genesis_late,
  sealed,
  not_the_copy,
  copying,
  other_generation,
  claim_second,
  epoch_skipped,
  other_past,
  stale_release,
  seal_second,
  epoch_unclaimed,
  stale_epoch,
  released,
  not_owner,
  position,
  chain,
  clock,
  key_used,
};
enum class StopReason : std::uint8_t { not_a_chauban_log, upgrade_needed };

std::string_view to_string(VoidReason reason);
std::string_view to_string(StopReason reason);
/// Between correct writers on an intact log these arise only after something was dropped or exchanged: check the past
/// before going on.
bool is_suspicious(VoidReason reason);

/// Valid, or void for a reason, or no verdict at all: stop before this record.
class Verdict {
 public:
  static Verdict valid() { return {}; }
  static Verdict void_for(VoidReason reason) { return Verdict(reason); }
  static Verdict stop_for(StopReason reason) { return Verdict(reason); }

  [[nodiscard]] bool is_valid() const { return !void_ && !stop_; }
  [[nodiscard]] std::optional<VoidReason> void_reason() const { return void_; }
  [[nodiscard]] std::optional<StopReason> stop_reason() const { return stop_; }
  bool operator==(const Verdict&) const = default;

 private:
  Verdict() = default;
  explicit Verdict(VoidReason reason) : void_(reason) {}
  explicit Verdict(StopReason reason) : stop_(reason) {}
  std::optional<VoidReason> void_;
  std::optional<StopReason> stop_;
};

/// event-log.md 3.1. Errors are only those of `past` (its disk cannot be read); a verdict is never one.
Result<Verdict> judge(const LogState& state, const tl::expected<Record, RecordFault>& record, Offset offset,
                      const Past& past, std::uint16_t my_level = kSoftwareLevel);

/// What a record changes in a fold.
struct Advanced {
  std::vector<Digest> leaves;  ///< hashes of its events, in order
  std::optional<KeyEntry> added;
};
/// Goes one record on, void or valid (never after a stop). `bytes` are those `record` was read from.
Advanced advance(LogState& state, const Verdict& verdict, const Record* record, BytesView bytes);

/// Keys that leave the table when a valid data record came in: at most 4 of the oldest, each only if it is both 30 days
/// and 2^20 events old, so that a clock that jumps cannot empty the table. `state` is that after the record.
std::vector<KeyEntry> keys_to_forget(const LogState& state, const std::vector<KeyEntry>& oldest);
inline constexpr std::size_t kForgetAtOnce = 4;

}  // namespace chauban::storage

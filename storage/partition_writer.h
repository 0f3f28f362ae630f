// SPDX-License-Identifier: GPL-3.0-or-later
//
// The one writer of a partition
// -----------------------------
// `start` follows the log to its end, writes Genesis if there is nothing, then Claim with a writer id drawn anew, and
// reads on until its own Claim is judged valid: from then data of any other writer is void. Several records may be in
// flight; each is made on top of those before it, as if they were valid already. Within one claim a position is decided
// once: after any failed append, or an own record judged void, nothing more is sent until `start` claimed anew.
// Guarded by tests/contract/writer_contract_test.cc.
#pragma once

#include "schemas/base/ids.h"
#include "schemas/base/time.h"
#include "storage/fold.h"
#include "storage/log.h"

#include <functional>
#include <memory>
#include <vector>

namespace chauban::storage {

/// What one command has to say: its events, and how a repetition of the command is recognised.
struct Outcome {
  std::vector<Bytes> envelopes;  ///< 1 to 1024, canonical
  IdemKey idem_key;
  ReqDigest req_digest;
  std::uint16_t digest_key = 0;
  std::uint16_t level = kSoftwareLevel;
};

/// A record on its way. When `done` brings the offset, hand (offset, bytes) to Follower::follow, in order.
struct Sent {
  std::uint64_t first_pos = 0;
  std::uint64_t hlc = 0;
  Bytes bytes;
};

/// Thread: the partition's, all calls.
class PartitionWriter {
 public:
  struct Options {
    PartitionId partition;
    NodeId node;
    Claim::Reason reason = Claim::Reason::start;
    std::size_t max_in_flight = 64;
    std::size_t max_in_flight_bytes = std::size_t{4} << 20U;
  };

  /// All references outlive the writer.
  PartitionWriter(Options options, Log& log, Follower& follower, Clock& clock, IdSource& ids);
  ~PartitionWriter();
  PartitionWriter(const PartitionWriter&) = delete;
  PartitionWriter& operator=(const PartitionWriter&) = delete;

  /// Follows to the end, claims, reads the claim. Also how to go on after a failure. Blocks until decided.
  /// Errors: log_shorter_than_head (the fold has another root than was recorded), upgrade_needed, partition_halted
  /// (not a log of ours, sealed, or more than 6 claims in 10 minutes were void), and those of the log.
  Status start(Claim::Reason reason = Claim::Reason::start);

  /// Sends a record. `done` runs on the log's thread. Errors, nothing sent: overloaded (too much in flight),
  /// record_too_large, log_unavailable (not owner: call start), and those of Log::append.
  Result<Sent> append(const Outcome& outcome, Log::Done done);

  /// True if `append` may be called: claimed, and nothing failed since.
  [[nodiscard]] bool is_owner() const;
  /// Tell the writer of each record that was followed: an own one that is void, or another's valid claim, ends
  /// ownership.
  void followed(Offset offset, const Verdict& verdict);
  /// Tell the writer that a durable record could not be followed: what it decided on has a gap, so ownership ends, and
  /// `start` follows the log anew.
  void in_doubt();
  /// The pos the next record will get, those in flight counted.
  [[nodiscard]] std::uint64_t next_pos() const;

  /// Waits for what is in flight, writes Release and follows it. Idempotent. The caller must have followed its records
  /// or lets this do it.
  Status release();

 private:
  class Body;
  std::unique_ptr<Body> body_;
};

}  // namespace chauban::storage

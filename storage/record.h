// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"
#include "schemas/base/time.h"
#include "storage/position.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace chauban::storage {

using IdemKey = Id<struct IdemKeyTag>;      // first 16 bytes of a SHA-256 over scope and key
using ReqDigest = Id<struct ReqDigestTag>;  // first 16 bytes of an HMAC over the canonical command

inline constexpr std::uint16_t kRecordFormat = 1;
/// What this program understands; a record above it stops the reader, it is never passed over.
inline constexpr std::uint16_t kSoftwareLevel = 1;
inline constexpr std::size_t kMaxRecordBytes = std::size_t{900} * 1024;
inline constexpr std::size_t kMaxEventBytes = std::size_t{60} * 1024;
inline constexpr std::size_t kMaxEventsPerRecord = 1024;

/// Domain events, each a canonical EventEnvelope, one command's outcome: all or nothing.
struct Events {
  std::vector<Bytes> envelopes;
  bool operator==(const Events&) const = default;
};
/// The first record of a log, of a new generation, or (copy) of the target of a migration.
struct Genesis {
  LogId log;
  std::uint32_t parent = 0;
  std::uint64_t base_pos = 0;
  std::uint64_t base_epoch = 0;
  Digest root;
  std::string reason;
  std::uint64_t lost_from = 0;
  bool copy = false;
  bool operator==(const Genesis&) const = default;
};
/// "From here this writer owns the partition."
struct Claim {
  enum class Reason : std::uint16_t { start, failover, hand_over, producer_lost, own_record_void, operator_asked };
  NodeId node;
  std::uint16_t software = kSoftwareLevel;
  Reason reason = Reason::start;  // a newer program may write others; kept as they are
  std::uint64_t head_seen = 0;
  bool operator==(const Claim&) const = default;
};
/// "From here nobody owns it." The successor is a hint, not a right.
struct Release {
  std::uint16_t reason = 0;
  NodeId successor;
  bool operator==(const Release&) const = default;
};
/// Ends a generation.
struct Seal {
  std::uint32_t next_generation = 0;
  std::string reason;
  std::string operator_name;
  std::string target;
  bool operator==(const Seal&) const = default;
};
/// Ends a copy: the target lives from here.
struct Opened {
  std::uint64_t epoch = 0;
  std::uint64_t lost_from = 0;
  std::string source;
  bool operator==(const Opened&) const = default;
};

/// What is appended to the log: schemas/record.capnp as plain values.
struct Record {
  std::uint16_t format = kRecordFormat;
  std::uint16_t level = kSoftwareLevel;
  PartitionId partition;
  std::uint16_t n_events = 0;  ///< 0 in control records
  std::uint32_t generation = 1;
  std::uint16_t digest_key = 0;  ///< month number of the key of req_digest
  std::uint64_t epoch = 0;
  std::uint64_t first_pos = 0;  ///< data: pos of its first event; control: next pos as its author knew it
  std::uint64_t hlc = 0;        ///< ms since 1970 << 16 | counter
  WriterId writer;
  Digest prev_root;  ///< root of the partition's tree at size first_pos
  IdemKey idem_key;
  ReqDigest req_digest;
  std::variant<Events, Genesis, Claim, Release, Seal, Opened> body;
  bool operator==(const Record&) const = default;
};

/// Canonical bytes, one segment, no framing.
Bytes encode_record(const Record& record);

/// Why bytes are not a record we can read.
enum class RecordFault {
  not_canonical,   ///< not one canonical segment
  unknown_format,  ///< another format or body: written by a newer program
  over_limit,      ///< too large, too deep, or with too many events
};
/// Reads any bytes, without trust and without exceptions. Envelopes stay bytes.
tl::expected<Record, RecordFault> decode_record(BytesView bytes);

/// Who acted. All nil if not known (imported).
struct ActorIds {
  AccountId account;
  PositionId position;
  PositionId on_behalf_of;  ///< schema: `for`
  Uuid delegation;
  bool operator==(const ActorIds&) const = default;
};

/// What is known of an event without reading its payload: schemas/record.capnp EventEnvelope.
struct EventEnvelope {
  static constexpr std::uint16_t kSealed = 1;
  static constexpr std::uint16_t kNotPublic = 2;
  static constexpr std::uint16_t kImported = 4;

  EventId id;
  Uuid stream;            ///< aggregate id
  std::uint32_t seq = 0;  ///< version of the stream after this event, from 1
  std::uint16_t aggregate = 0;
  std::uint16_t type = 0;
  std::uint16_t version = 0;
  std::uint16_t flags = 0;
  AgencyId agency;
  Timestamp occurred_at;
  std::int32_t business_date = 0;  ///< days since 1970-01-01 in UTC+7
  std::uint32_t rule_set = 0;
  std::uint32_t calendar = 0;
  CommandId cause;
  Uuid matter;
  ActorIds actor;
  std::string legal_basis;
  Bytes payload;  ///< canonical struct of (type, version), or sealed bytes
  bool operator==(const EventEnvelope&) const = default;
};

Bytes encode_envelope(const EventEnvelope& envelope);
/// Errors: record_damaged (not a canonical envelope, or over its limits).
Result<EventEnvelope> decode_envelope(BytesView bytes);

/// What a leaf of the tree says of one event (event-log.md 8.1).
struct Leaf {
  LogId log;
  PartitionId partition;
  std::uint16_t index = 0;  ///< within its record
  std::uint16_t n_events = 0;
  std::uint64_t pos = 0;
  std::uint64_t hlc = 0;
  Digest record_hash;
  Digest envelope_hash;
};
/// The 112 bytes that are hashed; integers big-endian.
Bytes encode_leaf(const Leaf& leaf);
/// SHA-256(0x00 ‖ leaf), RFC 6962 §2.1.
Digest leaf_hash(const Leaf& leaf);

/// SHA-256("chauban/idem/1" ‖ scope ‖ 0x00 ‖ key), first 16 bytes. Scope: account id or name of a process manager.
IdemKey idem_key(std::string_view scope, std::string_view key);

}  // namespace chauban::storage

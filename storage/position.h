// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/ids.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chauban::storage {

using LogId = Id<struct LogTag>;        // one log for life, whatever backend it lives in
using NodeId = Id<struct NodeTag>;      // one installation of the server
using WriterId = Id<struct WriterTag>;  // drawn anew for each Claim, never used twice

/// A group of agencies with one order of events. 0 is the system's own; at most 64 on the embedded log.
struct PartitionId {
  std::uint16_t value = 0;
  auto operator<=>(const PartitionId&) const = default;
};

/// Place of a record in the backend, void records included. Never shown outside storage and the applier.
struct Offset {
  std::uint64_t value = 0;
  auto operator<=>(const Offset&) const = default;
};

/// Place of one event: the pos-th (from 0, dense, for ever) of its partition. What callers see, and what they send back
/// as "an answer that has seen this much".
struct Position {
  PartitionId partition;
  std::uint64_t pos = 0;
  auto operator<=>(const Position&) const = default;

  /// `1:128841`.
  [[nodiscard]] std::string str() const;
};

/// A position as callers hold it (reference: event-log, "Token"): an older generation's means the same event only as
/// long as no later one left that event behind.
struct Token {
  Position position;
  std::uint32_t generation = 1;
  auto operator<=>(const Token&) const = default;

  /// `1:128841`, later `1:128841@2`.
  [[nodiscard]] std::string str() const;
  /// Decimal without leading zeros, partition ≤ 65535, generation ≥ 1.
  static std::optional<Token> parse(std::string_view text);
};

/// How far a partition has come: the next offset and pos to be used, the tree root over all events before (RFC 6962).
struct Head {
  Offset next_offset;
  std::uint64_t next_pos = 0;
  Digest root;
  auto operator<=>(const Head&) const = default;
};

}  // namespace chauban::storage

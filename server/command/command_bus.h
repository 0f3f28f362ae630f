// SPDX-License-Identifier: GPL-3.0-or-later
// The front door for change. Whatever changes anything (browser, API, CLI, drop folder, our own OCR) is a Command
// submitted here: idempotency key looked up, expected versions compared, decided, appended, applied, answered (style
// reference, hops 4–8).
//
// Promise: a Receipt means the command's events are durable and applied to state; a refusal rests on durable events
// only; outcome_unknown means ask again with the same key. Guarded by tests/server/command_bus_test.cc and
// tests/system.
#pragma once

#include "domain/command.h"
#include "domain/event.h"
#include "schemas/base/result.h"
#include "server/telemetry/hops.h"
#include "storage/log.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace chauban::server {

/// A stream's version as the caller last saw it (If-Match).
struct ExpectedVersion {
  StreamRef stream;
  std::uint32_t version = 0;
};

struct CommandMeta {
  Actor actor;
  std::string
      idempotency_key;    ///< of the caller; empty: the server draws one, so that the command is still written once
  std::string key_scope;  ///< account id, or the process manager's name
  Bytes canonical;        ///< the command as the caller sent it, in canonical form: same key with another is refused
  std::vector<ExpectedVersion> expected;
  Uuid matter;  ///< correlation; nil: the main stream's id
};

/// One event of a command, as it stands in the log.
struct CommittedEvent {
  EventId id;
  StreamRef stream;
  std::uint32_t seq = 0;
  storage::Position position;
  Event event;
};

struct Receipt {
  storage::Position position;            ///< of the command's last event, or the present end when there was none
  bool replayed = false;                 ///< the key was known: this is the first answer again
  std::vector<CommittedEvent> events;    ///< empty: the command was right and changed nothing
  std::vector<telemetry::HopTime> hops;  ///< of a command that was written now: where its time went
};

/// Thread-safe.
class CommandBus {
 public:
  virtual ~CommandBus() = default;
  /// Blocks until the outcome is known, 10 s at most. Errors: those of decide, and version_conflict (details: stream,
  /// current), idempotency_key_reused, request_in_progress, record_too_large, overloaded, storage_full,
  /// log_unavailable, log_read_only, outcome_unknown, partition_halted.
  virtual Result<Receipt> submit(Command command, CommandMeta meta) = 0;
};

}  // namespace chauban::server

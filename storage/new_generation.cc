// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/new_generation.h"

#include <algorithm>
#include <future>
#include <memory>

namespace chauban::storage {
namespace {

Status append(Log& log, LogState& state, const Record& record) {
  const auto bytes = encode_record(record);
  const auto promise = std::make_shared<std::promise<Result<Offset>>>();
  auto landed = promise->get_future();
  CHAUBAN_CHECK(log.append(state.partition, bytes, {{}, state.next_pos(), state.tree.root()},
                           [promise](Result<Offset> offset) { promise->set_value(std::move(offset)); }));
  CHAUBAN_TRY(const auto offset, landed.get());
  if (offset != state.next_offset) return refuse(ErrorCode::partition_halted, "somebody_writes");
  advance(state, Verdict::valid(), &record, bytes);
  return {};
}

Record control(const LogState& state, Clock& clock) {
  const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(to_micros(clock.now()) / 1000, 0));
  Record record;
  record.partition = state.partition;
  record.generation = state.generation;
  record.epoch = state.epoch;
  record.first_pos = state.next_pos();
  record.prev_root = state.tree.root();
  record.hlc = std::max(state.hlc + 1, ms << 16U);
  return record;
}

}  // namespace

Status begin_generation(Log& log, LogState& state, const std::string& reason, Clock& clock, IdSource& ids) {
  if (state.phase != Phase::live) return refuse(ErrorCode::partition_halted, "partition_sealed");
  const WriterId writer{ids.random()};
  const auto parent = state.generation;
  auto seal = control(state, clock);
  seal.writer = writer;
  ++seal.epoch;
  seal.body = Seal{parent + 1, reason, "", ""};
  CHAUBAN_CHECK(append(log, state, seal));

  auto genesis = control(state, clock);
  genesis.writer = writer;
  genesis.generation = parent + 1;
  Genesis body;
  body.log = state.log;
  body.parent = parent;
  body.base_pos = state.next_pos();
  body.base_epoch = state.epoch;
  body.root = state.tree.root();
  body.reason = reason;
  body.lost_from = state.next_pos();
  genesis.body = std::move(body);
  return append(log, state, genesis);
}

}  // namespace chauban::storage

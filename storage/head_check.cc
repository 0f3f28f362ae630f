// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/head_check.h"

#include <string>
#include <variant>
#include <vector>

namespace chauban::storage {
namespace {

constexpr std::size_t kMostInFlight = 1024;

/// HEAD says what the writer expected. If its last records were void, what it expected did not come true, but nothing
/// is lost: those records stand on this very state, and would have led to what HEAD says.
bool was_expected(Log& log, const Head& recorded, LogState state) {
  std::vector<Bytes> tail;
  for (auto at = state.next_offset.value; at > 0 && tail.size() < kMostInFlight;) {
    const auto read = log.read(state.partition, Offset{--at})->next();
    if (!read || !*read) return false;
    const auto record = decode_record((*read)->bytes);
    if (!record || !std::holds_alternative<Events>(record->body) || record->first_pos < state.next_pos()) return false;
    tail.push_back((*read)->bytes);
    if (record->first_pos == state.next_pos()) break;
  }
  for (auto bytes = tail.rbegin(); bytes != tail.rend(); ++bytes) {
    const auto record = decode_record(*bytes);
    if (record->first_pos != state.next_pos() || record->prev_root != state.tree.root()) return false;
    advance(state, Verdict::valid(), &*record, *bytes);
  }
  return state.next_pos() == recorded.next_pos && state.tree.root() == recorded.root;
}

}  // namespace

Status check_head(Log& log, const LogState& state) {
  const auto recorded = log.recorded_head(state.partition);
  if (!recorded || recorded->next_offset != state.next_offset) return {};
  if (recorded->next_pos == state.next_pos() && recorded->root == state.tree.root()) return {};
  if (was_expected(log, *recorded, state)) return {};
  return refuse(
      ErrorCode::log_shorter_than_head, "log_root_differs",
      {{"partition", std::to_string(state.partition.value)}, {"offset", std::to_string(state.next_offset.value)}});
}

}  // namespace chauban::storage

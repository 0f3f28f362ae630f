// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/valid.h"

#include <limits>
#include <type_traits>
#include <utility>
#include <variant>

namespace chauban::storage {
namespace {

Verdict void_for(VoidReason reason) { return Verdict::void_for(reason); }

Verdict judge_genesis(const LogState& state, const Record& record, const Genesis& genesis, Offset offset) {
  if (state.phase == Phase::empty) {
    const bool from_nothing =
        genesis.base_pos == 0 && genesis.root == IntegrityTree().root() && genesis.base_epoch == 0;
    if (offset.value == 0 && (genesis.copy || from_nothing)) return Verdict::valid();
  } else if (state.phase == Phase::sealed) {
    const bool in_place = !genesis.copy && record.generation >= state.seal_next;
    const bool from_here =
        genesis.base_pos == state.next_pos() && genesis.root == state.tree.root() && genesis.base_epoch == state.epoch;
    if (in_place && from_here) return Verdict::valid();
  }
  return void_for(VoidReason::genesis_late);
}

bool counts_its_events(const Record& record) {
  const auto& events = std::get<Events>(record.body);
  return record.n_events != 0 && record.n_events == events.envelopes.size();
}

/// Records are copied byte for byte: their epochs, writers and generations are history.
Verdict judge_copy(const LogState& state, const Record& record, std::uint16_t my_level) {
  const bool opened = std::holds_alternative<Opened>(record.body);
  if (!opened && !std::holds_alternative<Events>(record.body)) return void_for(VoidReason::copying);
  const bool same_past = record.first_pos == state.next_pos() && record.prev_root == state.tree.root();
  if (!same_past || (opened && record.generation != state.generation)) return void_for(VoidReason::not_the_copy);
  if (opened) return Verdict::valid();
  if (!counts_its_events(record)) return void_for(VoidReason::malformed);
  return record.level > my_level ? Verdict::stop_for(StopReason::upgrade_needed) : Verdict::valid();
}

Result<Verdict> judge_claim(const LogState& state, const Record& record, const Past& past) {
  if (record.epoch <= state.epoch) return void_for(VoidReason::claim_second);
  if (record.epoch > state.epoch + 1) return void_for(VoidReason::epoch_skipped);
  // Any true prefix will do: a busy owner must not be able to keep a claimant out for ever.
  if (record.first_pos > state.next_pos()) return void_for(VoidReason::other_past);
  CHAUBAN_TRY(const auto root, past.root_at(record.first_pos));
  return root == record.prev_root ? Verdict::valid() : void_for(VoidReason::other_past);
}

Verdict judge_release(const LogState& state, const Record& record) {
  const bool by_owner = record.epoch == state.epoch && state.owner == record.writer;
  return by_owner && record.first_pos == state.next_pos() ? Verdict::valid() : void_for(VoidReason::stale_release);
}

Result<Verdict> judge_data(const LogState& state, const Record& record, const Past& past, std::uint16_t my_level) {
  if (record.epoch > state.epoch) return void_for(VoidReason::epoch_unclaimed);
  if (record.epoch < state.epoch) return void_for(VoidReason::stale_epoch);
  if (!state.owner) return void_for(VoidReason::released);
  if (record.writer != *state.owner) return void_for(VoidReason::not_owner);
  if (record.first_pos != state.next_pos()) return void_for(VoidReason::position);
  if (record.prev_root != state.tree.root()) return void_for(VoidReason::chain);
  if (!counts_its_events(record)) return void_for(VoidReason::malformed);
  if (record.hlc <= state.hlc) return void_for(VoidReason::clock);
  CHAUBAN_TRY(const auto known, past.find_key(record.idem_key));
  if (known) return void_for(VoidReason::key_used);
  return record.level > my_level ? Verdict::stop_for(StopReason::upgrade_needed) : Verdict::valid();
}

Verdict judge_unreadable(const LogState& state, RecordFault fault) {
  switch (fault) {
    case RecordFault::not_canonical:
      return state.phase == Phase::empty ? Verdict::stop_for(StopReason::not_a_chauban_log)
                                         : void_for(VoidReason::malformed);
    case RecordFault::unknown_format: return Verdict::stop_for(StopReason::upgrade_needed);
    case RecordFault::over_limit: break;
  }
  return void_for(VoidReason::malformed);
}

void on(LogState& state, const Record& record, const Genesis& genesis) {
  if (state.phase == Phase::empty) state.log = genesis.log;  // in place the log keeps its id
  if (record.generation > 1 && !genesis.copy) state.handed_on.push_back({record.generation, genesis.lost_from});
  state.phase = genesis.copy ? Phase::copying : Phase::live;
  state.generation = record.generation;
  state.epoch = genesis.base_epoch;
  state.owner.reset();
}
void on(LogState& state, const Record& record, const Opened& opened) {
  state.phase = Phase::live;
  state.epoch = opened.epoch;
  state.handed_on.push_back({record.generation, opened.lost_from});
}
void on(LogState& state, const Record& record, const Claim&) {
  state.epoch = record.epoch;
  state.owner = record.writer;
}
void on(LogState& state, const Record&, const Release&) { state.owner.reset(); }
void on(LogState& state, const Record& record, const Seal& seal) {
  state.phase = Phase::sealed;
  state.owner.reset();
  state.epoch = record.epoch;
  state.seal_next = seal.next_generation;
}

Advanced append_events(LogState& state, const Record& record, const Events& events, BytesView bytes) {
  Advanced advanced;
  Leaf leaf{state.log, state.partition, 0, record.n_events, record.first_pos, record.hlc, sha256(bytes), {}};
  advanced.leaves.reserve(events.envelopes.size());
  for (const auto& envelope : events.envelopes) {
    leaf.envelope_hash = sha256(envelope);
    advanced.leaves.push_back(leaf_hash(leaf));
    state.tree.append(advanced.leaves.back());
    ++leaf.index;
    ++leaf.pos;
  }
  state.hlc = record.hlc;
  advanced.added =
      KeyEntry{record.idem_key, record.first_pos, record.n_events, record.digest_key, record.req_digest, record.hlc};
  return advanced;
}

}  // namespace

std::string_view to_string(VoidReason reason) {
  switch (reason) {
    case VoidReason::malformed: return "malformed";
    case VoidReason::foreign_partition: return "foreign_partition";
    case VoidReason::genesis_late: return "genesis_late";
    case VoidReason::sealed: return "sealed";
    case VoidReason::not_the_copy: return "not_the_copy";
    case VoidReason::copying: return "copying";
    case VoidReason::other_generation: return "other_generation";
    case VoidReason::claim_second: return "claim_second";
    case VoidReason::epoch_skipped: return "epoch_skipped";
    case VoidReason::other_past: return "other_past";
    case VoidReason::stale_release: return "stale_release";
    case VoidReason::seal_second: return "seal_second";
    case VoidReason::epoch_unclaimed: return "epoch_unclaimed";
    case VoidReason::stale_epoch: return "stale_epoch";
    case VoidReason::released: return "released";
    case VoidReason::not_owner: return "not_owner";
    case VoidReason::position: return "position";
    case VoidReason::chain: return "chain";
    case VoidReason::clock: return "clock";
    case VoidReason::key_used: return "key_used";
  }
  return "unknown";
}

std::string_view to_string(StopReason reason) {
  switch (reason) {
    case StopReason::not_a_chauban_log: return "not_a_chauban_log";
    case StopReason::upgrade_needed: return "upgrade_needed";
  }
  return "unknown";
}

bool is_suspicious(VoidReason reason) {
  switch (reason) {
    case VoidReason::foreign_partition:
    case VoidReason::epoch_skipped:
    case VoidReason::other_past:
    case VoidReason::epoch_unclaimed:
    case VoidReason::not_owner:
    case VoidReason::position:
    case VoidReason::chain:
    case VoidReason::clock: return true;
    case VoidReason::malformed:
    case VoidReason::genesis_late:
    case VoidReason::sealed:
    case VoidReason::not_the_copy:
    case VoidReason::copying:
    case VoidReason::other_generation:
    case VoidReason::claim_second:
    case VoidReason::stale_release:
    case VoidReason::seal_second:
    case VoidReason::stale_epoch:
    case VoidReason::released:
    case VoidReason::key_used: return false;
  }
  return false;
}

std::uint64_t shared_with(const std::vector<HandedOn>& later, std::uint32_t generation) {
  auto shared = std::numeric_limits<std::uint64_t>::max();
  for (const auto& one : later) {
    if (one.generation > generation) shared = std::min(shared, one.lost_from);
  }
  return shared;
}

Result<Verdict> judge(const LogState& state, const tl::expected<Record, RecordFault>& parsed, Offset offset,
                      const Past& past, std::uint16_t my_level) {
  if (!parsed) return judge_unreadable(state, parsed.error());
  const auto& record = *parsed;
  if (record.format != kRecordFormat) return Verdict::stop_for(StopReason::upgrade_needed);
  if (record.partition != state.partition) return void_for(VoidReason::foreign_partition);
  if (const auto* genesis = std::get_if<Genesis>(&record.body)) return judge_genesis(state, record, *genesis, offset);
  if (state.phase == Phase::empty) return Verdict::stop_for(StopReason::not_a_chauban_log);
  if (state.phase == Phase::sealed) return void_for(VoidReason::sealed);
  if (state.phase == Phase::copying) return judge_copy(state, record, my_level);
  if (record.generation != state.generation) return void_for(VoidReason::other_generation);
  if (std::holds_alternative<Claim>(record.body)) return judge_claim(state, record, past);
  if (std::holds_alternative<Release>(record.body)) return judge_release(state, record);
  if (std::holds_alternative<Seal>(record.body)) {
    return record.epoch == state.epoch + 1 ? Verdict::valid() : void_for(VoidReason::seal_second);
  }
  if (std::holds_alternative<Opened>(record.body)) return void_for(VoidReason::not_the_copy);  // no copy is made
  return judge_data(state, record, past, my_level);
}

Advanced advance(LogState& state, const Verdict& verdict, const Record* record, BytesView bytes) {
  CHAUBAN_ASSERT(!verdict.stop_reason());
  ++state.next_offset.value;
  if (!verdict.is_valid()) return {};
  CHAUBAN_ASSERT(record != nullptr);
  return std::visit(
      [&](const auto& body) -> Advanced {
        if constexpr (std::is_same_v<std::decay_t<decltype(body)>, Events>) {
          return append_events(state, *record, body, bytes);
        } else {
          on(state, *record, body);
          return {};
        }
      },
      record->body);
}

std::vector<KeyEntry> keys_to_forget(const LogState& state, const std::vector<KeyEntry>& oldest) {
  constexpr std::uint64_t thirty_days_ms = 30ULL * 24 * 60 * 60 * 1000;
  constexpr std::uint64_t events_after = std::uint64_t{1} << 20U;
  std::vector<KeyEntry> leaving;
  for (const auto& entry : oldest) {
    const bool old = (state.hlc >> 16U) >= (entry.hlc >> 16U) + thirty_days_ms;
    const bool far = state.next_pos() >= entry.first_pos + entry.n_events + events_after;
    if (!old || !far || leaving.size() == kForgetAtOnce) break;
    leaving.push_back(entry);
  }
  return leaving;
}

}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/check/log_check.h"

#include "storage/embedded/log_rows.h"
#include "storage/head_check.h"

namespace chauban::storage {
namespace {

constexpr std::uint64_t kTellEvery = 1000;

using Where = std::map<std::string, std::string>;

Where at(PartitionId partition, Offset offset) {
  return {{"partition", std::to_string(partition.value)}, {"offset", std::to_string(offset.value)}};
}

/// Void for one of these reasons: on the log of a single server only damage, or somebody's hand, leaves such a record.
bool is_damage(VoidReason reason) {
  return is_suspicious(reason) || reason == VoidReason::malformed || reason == VoidReason::genesis_late;
}

void check_envelopes(const Record& record, PartitionId partition, const Report& report) {
  const auto* events = std::get_if<Events>(&record.body);
  if (events == nullptr) return;
  for (std::size_t i = 0; i < events->envelopes.size(); ++i) {
    if (decode_envelope(events->envelopes[i])) continue;
    report({Place::log,
            "found_event_unreadable",
            {{"partition", std::to_string(partition.value)}, {"pos", std::to_string(record.first_pos + i)}}});
  }
}

/// Follows the partition to its end. False: could not.
bool follow(Log& log, MemoryFold& fold, PartitionFacts& facts, const Report& report, const Onlooker& onlooker,
            const Progress& progress) {
  const auto partition = fold.log_state().partition;
  const auto end = log.end(partition);
  const auto cursor = log.read(partition, Offset{0});
  while (fold.log_state().next_offset < end) {
    const auto offset = fold.log_state().next_offset;
    const auto record = cursor->next();
    if (!record || !*record) {
      report({Place::log, "found_record_unreadable", at(partition, offset)});
      return false;
    }
    const auto& bytes = (*record)->bytes;
    const auto verdict = fold.follow(offset, bytes);
    if (!verdict || verdict->stop_reason()) {
      auto where = at(partition, offset);
      where["reason"] = verdict ? std::string(to_string(*verdict->stop_reason())) : to_text(verdict.error());
      report({Place::log, "found_record_stops", std::move(where)});
      return false;
    }
    ++facts.records;
    const auto decoded = decode_record(bytes);
    if (const auto reason = verdict->void_reason()) {
      const std::string name(to_string(*reason));
      ++facts.voided[name];
      auto where = at(partition, offset);
      where["reason"] = name;
      if (is_damage(*reason)) report({Place::log, "found_record_void", std::move(where)});
    } else {
      check_envelopes(*decoded, partition, report);
    }
    if (!check_head(log, fold.log_state())) report({Place::log, "found_root_differs", at(partition, offset)});
    if (onlooker) onlooker({**record, decoded ? &*decoded : nullptr, *verdict, fold});
    if (progress && facts.records % kTellEvery == 0) progress(facts.records, end.value);
  }
  if (progress) progress(facts.records, end.value);
  return true;
}

}  // namespace

void check_log_files(const StoppedLog& log, const Report& report, const Progress& progress) {
  for (const auto& file : log.store().damaged_files(progress)) {
    const auto first = parse_record_key(file.first_key);
    const auto last = parse_record_key(file.last_key);
    Where where{{"file", file.name}};
    if (first) where["from"] = std::to_string(first->first.value) + "/" + std::to_string(first->second.value);
    if (last) where["to"] = std::to_string(last->first.value) + "/" + std::to_string(last->second.value);
    report({Place::log, "found_log_file_damaged", std::move(where)});
  }
  if (log.is_cut_short()) report({Place::log, "found_log_tail_damaged", {}});
  const auto& head = log.head();
  if (head.newest() == nullptr) {
    report({Place::head, "found_head_lost", {}});
    return;
  }
  for (std::size_t slot = 0; slot < head.slots.size(); ++slot) {
    if (!head.slots[slot]) report({Place::head, "found_head_slot_bad", {{"slot", std::to_string(slot)}}});
  }
}

PartitionFacts check_partition(Log& log, PartitionId partition, const Report& report, const Onlooker& onlooker,
                               const Progress& progress) {
  PartitionFacts facts;
  MemoryFold fold(partition);
  facts.whole = follow(log, fold, facts, report, onlooker, progress);
  facts.state = fold.log_state();
  const auto recorded = log.recorded_head(partition);
  if (recorded && log.end(partition) < recorded->next_offset) {
    facts.whole = false;
    report({Place::log,
            "found_log_short",
            {{"partition", std::to_string(partition.value)},
             {"log", std::to_string(log.end(partition).value)},
             {"head", std::to_string(recorded->next_offset.value)},
             {"pos", std::to_string(recorded->next_pos)}}});
  }
  return facts;
}

}  // namespace chauban::storage

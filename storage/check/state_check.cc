// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/check/state_check.h"

#include "storage/key_value.h"
#include "storage/state_rows.h"
#include "storage/tree_rows.h"
#include "storage/view_store.h"

#include <algorithm>

namespace chauban::storage {
namespace {

constexpr std::uint64_t kTellEvery = 10'000;
constexpr std::string_view kViewFamily = "view:";

void report_files(const KeyValueStore& store, Place place, const Report& report, const Progress& progress) {
  for (const auto& file : store.damaged_files(progress)) {
    report({place, "found_file_damaged", {{"file", file.name}, {"family", file.family}}});
  }
}

/// Null: not there, or it does not open; the latter is reported.
std::unique_ptr<KeyValueStore> open_stopped(const std::filesystem::path& folder, Place place, const Report& report) {
  std::error_code ignored;
  if (!std::filesystem::exists(folder / "CURRENT", ignored)) return nullptr;
  for (const bool strict : {true, false}) {
    auto store = KeyValueStore::open(
        folder, {.use = KeyValueOptions::Use::state, .read_only = true, .strict = strict, .families = {}});
    if (store) return std::move(*store);
    report({place, strict ? "found_tail_damaged" : "found_store_unreadable", {{"reason", to_text(store.error())}}});
  }
  return nullptr;
}

}  // namespace

class StateCheck::Body {
 public:
  Body(const std::filesystem::path& folder, Report to) : report(std::move(to)) {
    store = open_stopped(folder, Place::state, report);
    if (!store) return;
    for (const auto* name : {"events", "stream_ix", "tiles", "meta"}) {
      if (store->family(name)) continue;
      report({Place::state, "found_store_unreadable", {{"reason", name}}});
      store.reset();
      return;
    }
    events = store->family("events");
  }

  /// A partition as the state has it, and how far the comparison has come.
  struct Part {
    rows::Applied applied;
    std::optional<KeyValueCursor> cursor;  ///< over its rows of events
    bool broken = false;                   ///< one finding is enough: all after it differs too
  };

  Part& part(PartitionId partition);
  void compare_event(Part& part, const Judged& judged);
  void compare_end(const Part& part, const MemoryFold& fold);
  void check_streams(const Progress& progress);
  void check_views(const Progress& progress);
  void differs(const char* family, PartitionId partition, std::uint64_t pos) {
    report({Place::state,
            "found_row_differs",
            {{"family", family}, {"partition", std::to_string(partition.value)}, {"pos", std::to_string(pos)}}});
  }

  Report report;
  std::unique_ptr<KeyValueStore> store;  // before all that reads from it
  FamilyRef events;
  std::map<PartitionId, Part> parts;
};

StateCheck::Body::Part& StateCheck::Body::part(PartitionId partition) {
  if (const auto found = parts.find(partition); found != parts.end()) return found->second;
  auto& fresh = parts[partition];
  const auto row = store->get(store->family("meta"), rows::applied_key(partition));
  const auto applied = row && *row ? rows::decode_applied(partition, **row) : std::nullopt;
  if (!row || (*row && !applied)) differs("meta", partition, 0);
  if (!applied) {
    fresh.broken = true;
    return fresh;
  }
  fresh.applied = *applied;
  fresh.cursor = store->walk(events);
  fresh.cursor->seek(rows::event_key(partition, 0));
  return fresh;
}

void StateCheck::Body::compare_event(Part& part, const Judged& judged) {
  const auto& record = *judged.decoded;
  auto& cursor = *part.cursor;
  const bool same =
      cursor.valid() && cursor.key() == rows::event_key(record.partition, record.first_pos) &&
      cursor.value() == rows::be64(judged.record.offset.value) + rows::be64(record.epoch) + judged.record.bytes;
  if (same) {
    cursor.next();
    return;
  }
  part.broken = true;
  differs("events", record.partition, record.first_pos);
}

/// At the place where the state stands: the same past, and a tree whose rows give its root.
void StateCheck::Body::compare_end(const Part& part, const MemoryFold& fold) {
  const auto& applied = part.applied;
  const auto state = fold.log_state();
  if (applied.root != state.tree.root() || applied.size != state.next_pos() || applied.state.epoch != state.epoch) {
    report({Place::state, "found_state_of_other_log", {{"partition", std::to_string(state.partition.value)}}});
    return;
  }
  const auto tree = tree_at(applied.size, [&](unsigned level, std::uint64_t index) {
    return stored_node(*store, store->family("tiles"), state.partition, level, index);
  });
  if (!tree || tree->root() != applied.root) differs("tiles", state.partition, applied.size);
}

/// Versions of a document follow one another, and there are as many of them as events.
void StateCheck::Body::check_streams(const Progress& progress) {
  std::uint64_t all = 0;
  for (const auto& [partition, part] : parts) all += part.applied.size;
  std::uint64_t seen = 0;
  Bytes stream;
  std::uint64_t seq = 0;
  auto cursor = store->walk(store->family("stream_ix"));
  for (cursor.seek_first(); cursor.valid(); cursor.next()) {
    const auto key = cursor.key();
    const bool well_formed = key.size() == 22 && cursor.value().size() == 10;
    const bool same = well_formed && key.substr(0, 18) == stream;
    seq = same ? seq + 1 : 1;
    if (!well_formed || rows::read_be(key, 18, 4) != seq) {
      return report({Place::state, "found_history_broken", {{"stream", to_hex(key.substr(0, 18))}}});
    }
    if (!same) stream = Bytes(key.substr(0, 18));
    if (++seen % kTellEvery == 0 && progress) progress(std::min(seen, all), all);
  }
  if (!cursor.status() || seen != all) {
    report(
        {Place::state, "found_history_incomplete", {{"rows", std::to_string(seen)}, {"events", std::to_string(all)}}});
  }
}

void StateCheck::Body::check_views(const Progress& progress) {
  std::uint64_t done = 0;
  for (const auto& name : store->family_names()) {
    if (!name.starts_with(kViewFamily)) continue;
    const auto sums = view_digests(*store, store->family(name));
    if (!sums || sums->kept != sums->counted) {
      report({Place::state, "found_view_differs", {{"view", name.substr(kViewFamily.size())}}});
    }
    if (progress) progress(++done, store->family_names().size());
  }
}

StateCheck::StateCheck(const std::filesystem::path& folder, Report report)
    : body_(std::make_unique<Body>(folder, std::move(report))) {}
StateCheck::~StateCheck() = default;

void StateCheck::follow(const Judged& judged) {
  if (!body_->store) return;
  auto& part = body_->part(judged.fold.log_state().partition);
  const auto reached = judged.fold.log_state().next_offset;
  if (part.broken || reached > part.applied.state.next_offset) return;
  if (judged.verdict.is_valid() && std::holds_alternative<Events>(judged.decoded->body)) {
    body_->compare_event(part, judged);
  }
  if (!part.broken && reached == part.applied.state.next_offset) body_->compare_end(part, judged.fold);
}

void StateCheck::finish(const Progress& progress) {
  if (!body_->store) return;
  report_files(*body_->store, Place::state, body_->report, progress);
  body_->check_streams(progress);
  body_->check_views(progress);
}

void check_files_of(const std::filesystem::path& folder, Place place, const Report& report) {
  if (const auto store = open_stopped(folder, place, report)) report_files(*store, place, report, {});
}

}  // namespace chauban::storage

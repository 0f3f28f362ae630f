// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/timeline.h"

#include "projections/timeline_entry.h"

#include <algorithm>
#include <limits>

namespace chauban::projections {
namespace {

/// A stretch of the log in which another stream's events concern the document.
struct Stretch {
  Uuid stream;
  std::uint64_t from = 0;
  std::uint64_t to = std::numeric_limits<std::uint64_t>::max();  ///< not included

  static void fields(auto& row, auto& io) { io(row.stream, row.from, row.to); }
};
struct Concerns {
  std::vector<Stretch> files;
  std::vector<Stretch> dossiers;

  static void fields(auto& row, auto& io) { io(row.files, row.dossiers); }
};

Bytes entries_of(StreamRef stream) { return key('t', static_cast<std::uint16_t>(stream.aggregate), stream.id); }

class Apply {
 public:
  Apply(const EventFacts& facts, Rows& rows) : facts_(facts), rows_(rows) {}

  void operator()(const incoming::DocumentArrived& e) {
    Concerns concerns;
    for (const auto file : e.files) concerns.files.push_back({.stream = file.value});
    store_new(rows_, key('d', facts_.stream.id), concerns);
    add(facts_.stream, entry_of(e, facts_));
  }
  void operator()(const incoming::FiledIntoDossier& e) {
    auto concerns = find_or_new<Concerns>(rows_, key('d', facts_.stream.id));
    concerns.dossiers.push_back({.stream = e.dossier.value, .from = facts_.position.pos});
    store(rows_, key('d', facts_.stream.id), concerns);
    add(facts_.stream, entry_of(e, facts_));
  }
  void operator()(const incoming::RemovedFromDossier& e) {
    auto concerns = find_or_new<Concerns>(rows_, key('d', facts_.stream.id));
    for (auto& stretch : concerns.dossiers) {
      if (stretch.stream == e.dossier.value) stretch.to = std::min(stretch.to, facts_.position.pos);
    }
    store(rows_, key('d', facts_.stream.id), concerns);
    add(facts_.stream, entry_of(e, facts_));
  }
  template <class E>
    requires std::constructible_from<incoming::Event, E> || std::constructible_from<file::Event, E> ||
             std::constructible_from<dossier::Event, E>
  void operator()(const E& e) {
    add(facts_.stream, entry_of(e, facts_));
  }

  void operator()(const number_series::SeriesOpened&) {}
  void operator()(const number_series::NumberAssigned&) {}  // the registration says it
  void operator()(const AnyOf<number_series::NumberVoidProposed, number_series::NumberVoidRejected,
                              number_series::NumberVoided> auto& e) {
    add({Aggregate::incoming, e.document.value}, entry_of(e, facts_));
  }

  void operator()(const digitization::JobCreated& e) {
    store_new(rows_, key('j', e.job), ReadingSums{.file = e.file});
    reading(e);
  }
  /// A line a page would bury the rest: pages are summed up when the reading is complete.
  void operator()(const digitization::PageRecognised& e) {
    const auto at = key('j', facts_.stream.id);
    auto sums = find<ReadingSums>(rows_, at);
    if (!sums) return;
    sums->add(e);
    store(rows_, at, *sums);
  }
  void operator()(const digitization::FieldSuggested&) {}  // shown beside the field, not in the history
  void operator()(const digitization::JobCompleted& e) {
    const auto sums = find<ReadingSums>(rows_, key('j', facts_.stream.id));
    if (sums) add({Aggregate::file, sums->file.value}, entry_of(e, *sums, facts_));
  }
  void operator()(const AnyOf<digitization::PageFailed, digitization::JobCancelled, digitization::JobRetried,
                              digitization::JobFailed> auto& e) {
    reading(e);
  }

  void operator()(const AnyOf<account::AccountOpened, account::AccountClosed, account::CredentialChanged> auto&) {}
  void operator()(const AnyOf<organisation::OrgUnitCreated, organisation::OrgUnitNamed, organisation::PositionCreated,
                              organisation::PositionHeld> auto&) {}
  void operator()(const AnyOf<file_plan::FilePlanIssued, file_plan::FilePlanAmended> auto&) {}

 private:
  void reading(const auto& e) {
    const auto sums = find<ReadingSums>(rows_, key('j', facts_.stream.id));
    if (sums) add({Aggregate::file, sums->file.value}, entry_of(e, facts_));
  }
  void add(StreamRef under, const TimelineEntry& entry) {
    auto at = entries_of(under);
    keys::append(at, facts_.position);
    store_new(rows_, at, entry);
  }

  const EventFacts& facts_;
  Rows& rows_;
};

std::uint64_t number_at(BytesView bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = (value << 8U) | static_cast<std::uint8_t>(byte);
  return value;
}

/// One source of a history: the entries of a stream, and which of them count.
struct Source {
  StreamRef stream;
  std::uint64_t from = 0;
  std::uint64_t to = std::numeric_limits<std::uint64_t>::max();
  bool without_members = false;  ///< a dossier seen from one document: not what else was put in or taken out

  [[nodiscard]] bool counts(const TimelineEntry& entry) const {
    if (entry.position.pos < from || entry.position.pos >= to) return false;
    return !without_members || (entry.event != "DocumentAdded" && entry.event != "DocumentRemoved");
  }
};

/// Merges by position. `after` is the place (partition, pos) of the last entry of the page before.
Result<Listed<TimelineEntry>> merge(const RowSource& rows, const std::vector<Source>& sources, const Page& page) {
  std::map<Bytes, TimelineEntry> merged;
  for (const auto& source : sources) {
    const auto prefix = entries_of(source.stream);
    storage::Scan scan{.prefix = prefix, .from = "", .limit = page.limit + 1};
    if (!page.after.empty()) scan.from = prefix + page.after;
    scan.after_from = !page.after.empty();
    for (std::size_t taken = 0; taken <= page.limit;) {  // those that do not count are passed over
      const auto found = rows.scan(scan);
      for (const auto& row : found) {
        const auto place = row.key.substr(prefix.size());
        const storage::Position position{{static_cast<std::uint16_t>(number_at(place.substr(0, 2)))},
                                         number_at(place.substr(2))};
        auto entry = unpack<TimelineEntry>(row.value);
        entry.position = position;
        if (!source.counts(entry)) continue;
        merged.emplace(place, std::move(entry));
        ++taken;
      }
      if (found.size() < scan.limit) break;
      scan.from = found.back().key;
      scan.after_from = true;
    }
  }
  Listed<TimelineEntry> listed;
  for (auto& [place, entry] : merged) {
    if (listed.items.size() == page.limit) return unless_failed(rows, std::move(listed));
    listed.items.push_back(std::move(entry));
    listed.next = place;
  }
  listed.next.clear();
  return unless_failed(rows, std::move(listed));
}

}  // namespace

void TimelineView::apply(const StoredEvent& stored, Rows& rows) const {
  visit_event(stored.event, Apply(stored.facts, rows));
}

Result<Listed<TimelineEntry>> document_timeline(const RowSource& rows, DocumentId document, const Page& page) {
  const auto concerns = find_or_new<Concerns>(rows, key('d', document));
  std::vector<Source> sources{{.stream = {Aggregate::incoming, document.value}}};
  for (const auto& file : concerns.files)
    sources.push_back({{Aggregate::file, file.stream}, file.from, file.to, false});
  for (const auto& dossier : concerns.dossiers) {
    sources.push_back({{Aggregate::dossier, dossier.stream}, dossier.from, dossier.to, true});
  }
  return merge(rows, sources, page);
}
Result<Listed<TimelineEntry>> dossier_timeline(const RowSource& rows, DossierId dossier, const Page& page) {
  return merge(rows, {{.stream = {Aggregate::dossier, dossier.value}}}, page);
}
Result<Listed<TimelineEntry>> file_timeline(const RowSource& rows, FileId file, const Page& page) {
  return merge(rows, {{.stream = {Aggregate::file, file.value}}}, page);
}

}  // namespace chauban::projections

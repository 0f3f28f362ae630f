// SPDX-License-Identifier: GPL-3.0-or-later
// Lịch sử: the events of one document in the order they happened, in words a person understands (ux 3.11).
//
// Rows: t <aggregate> <stream> <partition> <pos> → Entry; events of a job stand with its file, those of a number with
// its
//                                                  document
//       d <document>                             → which files and dossiers concern it, and since when
//       j <job>                                  → file, and sums until the reading is complete
//       n <series>                               → agency, year
// A document's history is the merge of its own entries, its files' and, while it lay in them, its dossiers'.
#pragma once

#include "domain/directory.h"
#include "projections/keys.h"
#include "projections/projection.h"

namespace chauban::projections {

struct TimelineEntry {
  storage::Position position;  ///< not packed: stands in the key
  std::string event;           ///< `IncomingRegistered`
  Timestamp at{};
  Actor actor;
  std::map<std::string, std::string> parameters;  ///< fill the gaps of the sentence; dates as ISO, enums as in the API
  std::map<std::string, std::vector<Assignee>> people;  ///< likewise: units and positions, named when read
  std::string field;                                    ///< which field changed (corrections), and
  std::string old_value;                                ///<   from what
  std::string new_value;                                ///<   to what
  StreamRef stream;                                     ///< whose event it is

  bool operator==(const TimelineEntry&) const = default;
  static void fields(auto& row, auto& io) {
    io(row.event, row.at, row.actor.account, row.actor.position, row.parameters, row.people, row.field, row.old_value,
       row.new_value, row.stream.aggregate, row.stream.id);
  }
};

class TimelineView final : public Projection {
 public:
  [[nodiscard]] std::string_view name() const override { return "timeline"; }
  [[nodiscard]] std::uint16_t version() const override { return 1; }
  void apply(const StoredEvent& stored, Rows& rows) const override;
};

/// Oldest first.
Result<Listed<TimelineEntry>> document_timeline(const RowSource& rows, DocumentId document, const Page& page);
Result<Listed<TimelineEntry>> dossier_timeline(const RowSource& rows, DossierId dossier, const Page& page);
Result<Listed<TimelineEntry>> file_timeline(const RowSource& rows, FileId file, const Page& page);

enum class Language : std::uint8_t { vi, en };
/// The whole sentence without who and when: `sửa Ngày văn bản: 01/04/2021 → 29/04/2021 (lý do: gõ nhầm)`.
std::string describe(const TimelineEntry& entry, Language language, const Directory& directory);
/// Who did it: `Trần Thị Hoài Trâm (Văn thư)`, or the system's own process.
std::string describe_actor(const TimelineEntry& entry, Language language, const Directory& directory);
/// Is there a sentence for this event? Tests ask it of every event type.
bool has_sentence(std::string_view event, Language language);

}  // namespace chauban::projections

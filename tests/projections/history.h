// SPDX-License-Identifier: GPL-3.0-or-later
// A history for views: events as the state would hand them on, with nothing decided about them.
#pragma once

#include "projections/projection.h"
#include "tests/support/memory_rows.h"

#include <chrono>
#include <map>
#include <vector>

namespace chauban::projections {

/// A fixed id for each number.
template <class TypedId>
TypedId id(std::uint8_t number) {
  TypedId made;
  made.value.bytes[0] = 0x01;
  made.value.bytes[15] = number;
  return made;
}

const AgencyId kAgency = id<AgencyId>(1);
const PositionId kClerk = id<PositionId>(10), kLeader = id<PositionId>(11), kHead = id<PositionId>(12),
                 kOfficer = id<PositionId>(13), kArchivist = id<PositionId>(14), kOther = id<PositionId>(15);
const UnitId kUnit = id<UnitId>(20), kOtherUnit = id<UnitId>(21);
const DocumentId kDocument = id<DocumentId>(30), kSecond = id<DocumentId>(31), kThird = id<DocumentId>(32);
const FileId kFile = id<FileId>(40), kSecondFile = id<FileId>(41);
const JobId kJob = id<JobId>(50);
const DossierId kDossier = id<DossierId>(60);
const FilePlanId kPlan = id<FilePlanId>(70);
const SeriesId kSeries = id<SeriesId>(80);

inline Actor acting(PositionId position) {
  Actor actor;
  actor.position = position;
  actor.account.value = position.value;
  actor.account.value.bytes[1] = 0xAC;
  return actor;
}

/// Events of partition 1 in order; one minute apart, from 2026-03-02 08:00 in Viet Nam (a Monday).
class History {
 public:
  History& by(PositionId position) {
    actor_ = acting(position);
    return *this;
  }
  /// The next event stands so many days later.
  History& days_later(int days) {
    now_ += std::chrono::hours(24 * days);
    return *this;
  }
  History& document(DocumentId stream, incoming::Event event) {
    return add({Aggregate::incoming, stream.value}, event);
  }
  History& file(FileId stream, file::Event event) { return add({Aggregate::file, stream.value}, event); }
  History& job(JobId stream, digitization::Event event) { return add({Aggregate::digitization, stream.value}, event); }
  History& dossier(DossierId stream, dossier::Event event) { return add({Aggregate::dossier, stream.value}, event); }
  History& series(number_series::Event event) { return add({Aggregate::number_series, kSeries.value}, event); }
  History& plan(FilePlanId stream, file_plan::Event event) { return add({Aggregate::file_plan, stream.value}, event); }
  History& add(StreamRef stream, Event event);

  [[nodiscard]] const std::vector<StoredEvent>& events() const { return events_; }
  [[nodiscard]] Timestamp now() const { return now_; }
  [[nodiscard]] MemoryRows rows_of(const Projection& view) const;

  /// The ways a letter goes, to build on.
  History& arrives(DocumentId document, FileId file, std::string note = "");
  History& registers(DocumentId document, int number, incoming::Registration registration);
  /// Submitted to the leader, directed to the unit, due in five days.
  History& directed_to_unit(DocumentId document);

 private:
  std::vector<StoredEvent> events_;
  std::map<StreamRef, std::uint32_t> versions_;
  Actor actor_ = acting(kClerk);
  Timestamp now_ = start_of_day(Date{std::chrono::year(2026) / 3 / 2}) + std::chrono::hours(8);
};

incoming::Registration letter(std::string code, std::string subject, Urgency urgency = Urgency::none);
file::FileStored stored(FileId file);
dossier::DossierOpened opened(DossierId dossier, std::string notation = "01.VP");

}  // namespace chauban::projections

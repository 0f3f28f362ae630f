// SPDX-License-Identifier: GPL-3.0-or-later
// Hồ sơ: file plan → headings and entries → dossiers → documents in order; what is offered to and lies in the archive.
//
// Rows: p <agency> <year, newest first>         → PlanCard
//       P <plan>                                → PlanPlace (agency, year)
//       e <plan> <index>                        → PlanEntry
//       E <plan> <notation>                     → EntryCounts
//       o <dossier>                             → DossierCard
//       n <plan> <notation> <file code>         → dossier id: under an entry
//       y <agency> <year> <file code>           → dossier id: all of a year
//       s <agency> <stage> <file code>          → dossier id: queues
//       i <dossier> <ordinal>                   → DossierItem
//       d <document>                            → DocumentLine: what a list shows of it
#pragma once

#include "projections/keys.h"
#include "projections/projection.h"

namespace chauban::dossier {
template <class A>
void row_fields(auto& retention, A& io)
  requires std::same_as<std::remove_cvref_t<decltype(retention)>, Retention>
{
  io(retention.years);
}
}  // namespace chauban::dossier

namespace chauban::projections {

struct PlanCard {
  FilePlanId plan;
  AgencyId agency;
  int year = 0;
  std::string decision;
  int entries = 0;  ///< lines, headings too
  Timestamp issued_at{};
  std::uint32_t version = 0;

  static void fields(auto& row, auto& io) {
    io(row.plan, row.agency, row.year, row.decision, row.entries, row.issued_at, row.version);
  }
};

struct EntryCounts {
  int dossiers = 0;
  int documents = 0;
  int archived = 0;  ///< of the dossiers

  bool operator==(const EntryCounts&) const = default;
  static void fields(auto& row, auto& io) { io(row.dossiers, row.documents, row.archived); }
};

struct PlanEntry {
  int index = 0;         ///< place in the plan, from 0
  std::string notation;  ///< empty: a heading (đề mục)
  std::string title;
  dossier::Retention retention;
  UnitId unit;
  std::string note;
  EntryCounts counts;  ///< filled in by plan_entries

  static void fields(auto& row, auto& io) {
    io(row.index, row.notation, row.title, row.retention.years, row.unit, row.note);
  }
};

struct PlanPlace {
  AgencyId agency;
  int year = 0;
  static void fields(auto& row, auto& io) { io(row.agency, row.year); }
};

struct DossierCard {
  DossierId dossier;
  AgencyId agency;
  FilePlanId plan;
  int year = 0;  ///< of the plan
  std::string notation;
  std::string file_code;
  std::string title;
  dossier::Retention retention;
  UnitId unit;
  PositionId creator;
  Date start_date{};
  Date end_date{};  ///< once closed
  dossier::Stage stage = dossier::Stage::open;
  int documents = 0;
  int pages = 0;
  std::string note;                 ///< of the last closing, offer or acceptance
  std::vector<std::string> faults;  ///< of the last return by the archive, until it is offered again
  Timestamp offered_at{};
  Timestamp archived_at{};
  Actor archived_by;
  Timestamp changed_at{};
  std::uint32_t version = 0;

  static void fields(auto& row, auto& io) {
    io(row.dossier, row.agency, row.plan, row.year, row.notation, row.file_code, row.title, row.retention.years,
       row.unit, row.creator, row.start_date, row.end_date, row.stage, row.documents, row.pages, row.note, row.faults,
       row.offered_at, row.archived_at, row.archived_by.account, row.archived_by.position, row.changed_at, row.version);
  }
};

/// What a list of documents shows of each.
struct DocumentLine {
  std::string code;
  Date issue_date{};
  std::string issuer;
  std::string kind;
  std::string subject;
  int arrival_number = 0;
  int year = 0;

  static void fields(auto& row, auto& io) {
    io(row.code, row.issue_date, row.issuer, row.kind, row.subject, row.arrival_number, row.year);
  }
};

struct DossierItem {
  int ordinal = 0;  ///< 1-based, without gap
  DocumentId document;
  int pages = 0;
  int first_sheet = 0;  ///< filled in by dossier_items: sheets are numbered through the dossier, from 1
  Timestamp added_at{};
  DocumentLine line;  ///< filled in by dossier_items: as it is registered now

  static void fields(auto& row, auto& io) { io(row.document, row.pages, row.added_at); }
};

class ArchiveView final : public Projection {
 public:
  [[nodiscard]] std::string_view name() const override { return "archive"; }
  [[nodiscard]] std::uint16_t version() const override { return 1; }
  void apply(const StoredEvent& stored, Rows& rows) const override;
};

/// Newest year first.
Result<std::vector<PlanCard>> file_plans(const RowSource& rows, AgencyId agency);
Result<std::optional<PlanCard>> find_plan(const RowSource& rows, FilePlanId plan);
/// Headings and entries in the plan's order, with counts. At most 10,000.
Result<std::vector<PlanEntry>> plan_entries(const RowSource& rows, FilePlanId plan);

Result<std::optional<DossierCard>> find_dossier(const RowSource& rows, DossierId dossier);
/// In order of ordinal. `after` of the page is opaque as everywhere.
Result<Listed<DossierItem>> dossier_items(const RowSource& rows, DossierId dossier, const Page& page);

/// All in order of file code.
Result<Listed<DossierCard>> dossiers_of_entry(const RowSource& rows, FilePlanId plan, const std::string& notation,
                                              const Page& page);
Result<Listed<DossierCard>> dossiers_of_year(const RowSource& rows, AgencyId agency, int year, const Page& page);
/// Queues: offered (what the archivist has to accept), archived, open, closed.
Result<Listed<DossierCard>> dossiers_in_stage(const RowSource& rows, AgencyId agency, dossier::Stage stage,
                                              const Page& page);

}  // namespace chauban::projections

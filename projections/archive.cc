// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/archive.h"

#include "projections/paging.h"

#include <algorithm>

namespace chauban::projections {
namespace {

struct DossierPlace {
  DossierId dossier;
  static void fields(auto& row, auto& io) { io(row.dossier); }
};

Bytes plan_key(AgencyId agency, int year) { return key('p', agency, static_cast<std::uint16_t>(~year & 0xFFFF)); }
Bytes entry_key(FilePlanId plan, int index) { return key('e', plan, static_cast<std::uint32_t>(index)); }
Bytes counts_key(const DossierCard& card) { return key('E', card.plan, card.notation); }
Bytes of_entry(const DossierCard& card) { return key('n', card.plan, card.notation, card.file_code); }
Bytes of_year(const DossierCard& card) {
  return key('y', card.agency, static_cast<std::uint16_t>(card.year), card.file_code);
}
Bytes in_stage(const DossierCard& card) {
  return key('s', card.agency, static_cast<std::uint8_t>(card.stage), card.file_code);
}
Bytes item_key(DossierId dossier, int ordinal) { return key('i', dossier, static_cast<std::uint32_t>(ordinal)); }

class Apply {
 public:
  Apply(const EventFacts& facts, Rows& rows) : facts_(facts), rows_(rows) {}

  void operator()(const file_plan::FilePlanIssued& e) {
    store(rows_, key('P', e.plan), PlanPlace{e.agency, e.year});
    PlanCard plan{.plan = e.plan,
                  .agency = e.agency,
                  .year = e.year,
                  .decision = e.decision,
                  .entries = 0,
                  .issued_at = facts_.occurred_at,
                  .version = facts_.seq};
    add_entries(plan, e.entries);
  }
  void operator()(const file_plan::FilePlanAmended& e) {
    const auto place = find<PlanPlace>(rows_, key('P', facts_.stream.id));
    if (!place) return;
    auto plan = find_or_new<PlanCard>(rows_, plan_key(place->agency, place->year));
    plan.version = facts_.seq;
    if (!e.decision.empty()) plan.decision += (plan.decision.empty() ? "" : "; ") + e.decision;
    add_entries(plan, e.added);
  }

  void operator()(const dossier::DossierOpened& e) {
    const auto plan = find<PlanPlace>(rows_, key('P', e.plan));
    DossierCard card;
    card.dossier = e.dossier;
    card.agency = e.agency;
    card.plan = e.plan;
    card.year = plan ? plan->year : static_cast<int>(e.start_date.year());
    card.notation = e.notation;
    card.file_code = e.file_code;
    card.title = e.title;
    card.retention = e.retention;
    card.unit = e.unit;
    card.creator = e.creator;
    card.start_date = e.start_date;
    const DossierPlace place{e.dossier};
    store(rows_, of_entry(card), place);
    store(rows_, of_year(card), place);
    store(rows_, in_stage(card), place);
    count(card, [](EntryCounts& counts) { ++counts.dossiers; });
    save(card);
  }
  void operator()(const dossier::DocumentAdded& e) {
    change([&](DossierCard& card) {
      DossierItem item;
      item.document = e.document;
      item.pages = e.pages;
      item.added_at = facts_.occurred_at;
      store(rows_, item_key(card.dossier, e.ordinal), item);
      ++card.documents;
      card.pages += e.pages;
      count(card, [](EntryCounts& counts) { ++counts.documents; });
    });
  }
  /// Those behind it move up, so that ordinals stay without a gap.
  void operator()(const dossier::DocumentRemoved& e) {
    change([&](DossierCard& card) {
      const auto removed = find<DossierItem>(rows_, item_key(card.dossier, e.ordinal));
      if (!removed) return;
      for (int ordinal = e.ordinal; ordinal < card.documents; ++ordinal) {
        store(rows_, item_key(card.dossier, ordinal),
              find_or_new<DossierItem>(rows_, item_key(card.dossier, ordinal + 1)));
      }
      rows_.erase(item_key(card.dossier, card.documents));
      --card.documents;
      card.pages -= removed->pages;
      count(card, [](EntryCounts& counts) { --counts.documents; });
    });
  }
  void operator()(const dossier::DossierClosed& e) {
    change([&](DossierCard& card) {
      card.end_date = e.end_date;
      card.note = e.note;
      card.pages = e.page_total;
      enter(card, dossier::Stage::closed);
    });
  }
  void operator()(const dossier::DossierReopened& e) {
    change([&](DossierCard& card) {
      card.end_date = {};
      card.note = e.reason;
      enter(card, dossier::Stage::open);
    });
  }
  void operator()(const dossier::TransferOffered& e) {
    change([&](DossierCard& card) {
      card.offered_at = facts_.occurred_at;
      card.note = e.note;
      card.faults.clear();
      enter(card, dossier::Stage::offered);
    });
  }
  void operator()(const dossier::TransferAccepted& e) {
    change([&](DossierCard& card) {
      card.archived_at = facts_.occurred_at;
      card.archived_by = facts_.actor;
      card.note = e.note;
      enter(card, dossier::Stage::archived);
      count(card, [](EntryCounts& counts) { ++counts.archived; });
    });
  }
  void operator()(const dossier::TransferReturned& e) {
    change([&](DossierCard& card) {
      card.faults = e.faults;
      enter(card, dossier::Stage::closed);
    });
  }

  void operator()(const incoming::IncomingRegistered& e) { describe(e.registration, e.arrival_number, e.year); }
  void operator()(const incoming::RegistrationCorrected& e) {
    const auto line = find_or_new<DocumentLine>(rows_, key('d', facts_.stream.id));
    describe(e.registration, line.arrival_number, line.year);
  }

  void operator()(const AnyOf<incoming::DocumentArrived, incoming::ArrivalRefused, incoming::SecretItemRefused,
                              incoming::SubmittedToLeader, incoming::DirectionGiven, incoming::Distributed,
                              incoming::DeliveryAcknowledged, incoming::HandlerAssigned, incoming::ProgressRecorded,
                              incoming::ReturnedForReassignment, incoming::CoordinationDone,
                              incoming::HandlingCompleted, incoming::HandlingReopened, incoming::FiledIntoDossier,
                              incoming::RemovedFromDossier, incoming::RegistrationVoided> auto&) {}
  template <class E>
    requires std::constructible_from<account::Event, E> || std::constructible_from<organisation::Event, E> ||
             std::constructible_from<file::Event, E> || std::constructible_from<digitization::Event, E> ||
             std::constructible_from<number_series::Event, E>
  void operator()(const E&) {}

 private:
  void add_entries(PlanCard plan, const std::vector<file_plan::Entry>& entries) {
    for (const auto& entry : entries) {
      PlanEntry row;
      row.index = plan.entries++;
      row.notation = entry.notation;
      row.title = entry.title;
      row.retention = entry.retention;
      row.unit = entry.unit;
      row.note = entry.note;
      store(rows_, entry_key(plan.plan, row.index), row);
    }
    store(rows_, plan_key(plan.agency, plan.year), plan);
  }
  template <class Change>
  void change(Change make) {
    auto card = find<DossierCard>(rows_, key('o', facts_.stream.id));
    if (!card) return;
    make(*card);
    save(*card);
  }
  void save(DossierCard& card) {
    card.changed_at = facts_.occurred_at;
    card.version = facts_.seq;
    store_own(rows_, facts_, key('o', card.dossier), card);
  }
  void enter(DossierCard& card, dossier::Stage stage) {
    rows_.erase(in_stage(card));
    card.stage = stage;
    store(rows_, in_stage(card), DossierPlace{card.dossier});
  }
  template <class Change>
  void count(const DossierCard& card, Change make) {
    auto counts = find_or_new<EntryCounts>(rows_, counts_key(card));
    make(counts);
    store(rows_, counts_key(card), counts);
  }
  void describe(const incoming::Registration& registration, int number, int year) {
    store(rows_, key('d', facts_.stream.id),
          DocumentLine{registration.code, registration.issue_date, registration.issuer, registration.kind,
                       registration.subject, number, year});
  }

  const EventFacts& facts_;
  Rows& rows_;
};

Result<Listed<DossierCard>> list_dossiers(const RowSource& rows, const Bytes& prefix, const Page& page) {
  return unless_failed(rows, list_rows<DossierCard>(rows, prefix, page, [&](BytesView, BytesView value) {
                         return find<DossierCard>(rows, key('o', unpack<DossierPlace>(value).dossier));
                       }));
}

}  // namespace

void ArchiveView::apply(const StoredEvent& stored, Rows& rows) const {
  visit_event(stored.event, Apply(stored.facts, rows));
}

Result<std::vector<PlanCard>> file_plans(const RowSource& rows, AgencyId agency) {
  std::vector<PlanCard> plans;
  for (const auto& row : rows.scan({.prefix = key('p', agency), .from = ""}))
    plans.push_back(unpack<PlanCard>(row.value));
  return unless_failed(rows, std::move(plans));
}

Result<std::optional<PlanCard>> find_plan(const RowSource& rows, FilePlanId plan) {
  const auto place = find<PlanPlace>(rows, key('P', plan));
  if (!place) return unless_failed(rows, std::optional<PlanCard>());
  return unless_failed(rows, find<PlanCard>(rows, plan_key(place->agency, place->year)));
}

Result<std::vector<PlanEntry>> plan_entries(const RowSource& rows, FilePlanId plan) {
  constexpr std::size_t kMostEntries = 10'000;
  std::vector<PlanEntry> entries;
  for (const auto& row : rows.scan({.prefix = key('e', plan), .from = "", .limit = kMostEntries})) {
    auto entry = unpack<PlanEntry>(row.value);
    if (!entry.notation.empty()) entry.counts = find_or_new<EntryCounts>(rows, key('E', plan, entry.notation));
    entries.push_back(std::move(entry));
  }
  return unless_failed(rows, std::move(entries));
}

Result<std::optional<DossierCard>> find_dossier(const RowSource& rows, DossierId dossier) {
  return unless_failed(rows, find<DossierCard>(rows, key('o', dossier)));
}

Result<Listed<DossierItem>> dossier_items(const RowSource& rows, DossierId dossier, const Page& page) {
  int sheet = 1;
  int ordinal = 0;
  if (!page.after.empty()) {  // sheets run through the dossier: a later page counts those before it
    const auto before = rows.scan({.prefix = key('i', dossier), .from = "", .limit = 100'000});
    const auto last = key('i', dossier) + page.after;
    for (const auto& row : before) {
      if (row.key > last) break;
      sheet += unpack<DossierItem>(row.value).pages;
      ++ordinal;
    }
  }
  auto listed = list_rows<DossierItem>(rows, key('i', dossier), page, [&](BytesView, BytesView value) {
    std::optional<DossierItem> item = unpack<DossierItem>(value);
    item->ordinal = ++ordinal;
    item->first_sheet = sheet;
    sheet += item->pages;
    item->line = find_or_new<DocumentLine>(rows, key('d', item->document));
    return item;
  });
  return unless_failed(rows, std::move(listed));
}

Result<Listed<DossierCard>> dossiers_of_entry(const RowSource& rows, FilePlanId plan, const std::string& notation,
                                              const Page& page) {
  return list_dossiers(rows, key('n', plan, notation), page);
}
Result<Listed<DossierCard>> dossiers_of_year(const RowSource& rows, AgencyId agency, int year, const Page& page) {
  return list_dossiers(rows, key('y', agency, static_cast<std::uint16_t>(year)), page);
}
Result<Listed<DossierCard>> dossiers_in_stage(const RowSource& rows, AgencyId agency, dossier::Stage stage,
                                              const Page& page) {
  return list_dossiers(rows, key('s', agency, static_cast<std::uint8_t>(stage)), page);
}

}  // namespace chauban::projections

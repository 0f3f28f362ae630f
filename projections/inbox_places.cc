// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/inbox_places.h"

#include <algorithm>

namespace chauban::projections {
namespace {

using incoming::Stage;

Recipient clerks(AgencyId agency) { return {'k', agency.value}; }
Recipient leaders(AgencyId agency) { return {'l', agency.value}; }
Recipient archivists(AgencyId agency) { return {'a', agency.value}; }
Recipient queue_of(PositionId position) { return {'p', position.value}; }
Recipient queue_of(UnitId unit) { return {'u', unit.value}; }
Recipient queue_of(const Assignee& who) { return who.is_unit() ? queue_of(who.unit) : queue_of(who.position); }

InboxItem item_of(const DocumentCard& card) {
  const auto& state = card.state;
  return {.kind = ItemKind::incoming,
          .id = card.id.value,
          .state = std::string(to_string(state.stage)),
          .reasons = {},
          .code = state.registration.code,
          .issuer = state.registration.issuer,
          .subject = state.arrival_number == 0 ? card.arrival_note : state.registration.subject,
          .arrival_number = state.arrival_number,
          .year = state.year,
          .urgency = state.registration.urgency,
          .due = card.due(),
          .arrived_at = state.arrived_at,
          .since = card.stage_since,
          .file = state.files.empty() ? FileId{} : state.files.front(),
          .unread = false,
          .note = ""};
}

class Placing {
 public:
  explicit Placing(InboxItem item) : item_(std::move(item)) {}

  void waits(Recipient who, InboxReason reason, bool unread = false, std::string_view note = "") {
    add(who, InboxViewKind::waiting, reason, unread, note);
  }
  /// Where nothing is to be done it stands once: whoever has it waiting, or has given it on, does not also follow it.
  void lies(Recipient who, InboxViewKind view) {
    if (who.id.is_nil()) return;
    const bool placed = std::ranges::any_of(places_, [&](const auto& place) { return place.first.recipient == who; });
    if (!placed) add(who, view, InboxReason::involved, false, "");
  }
  [[nodiscard]] Places take() { return std::move(places_); }

 private:
  void add(Recipient who, InboxViewKind view, InboxReason reason, bool unread, std::string_view note) {
    if (who.id.is_nil()) return;
    auto item = item_;
    item.reasons = {reason};
    item.unread = unread;
    item.note = note;
    places_.insert_or_assign(Place{who, view, reason}, std::move(item));
  }

  InboxItem item_;
  Places places_;
};

void place_work(const DocumentCard& card, Placing& placing) {
  const auto& state = card.state;
  const auto unread = [&](const Assignee& who) {
    return std::ranges::find(card.acknowledged, who) == card.acknowledged.end();
  };
  if (!state.handler.is_nil()) {
    placing.waits(queue_of(state.handler), InboxReason::to_handle, unread(Assignee{{}, state.handler}));
  } else if (!state.lead.is_nil()) {
    const bool back = !card.returned_reason.empty();
    placing.waits(queue_of(state.lead), back ? InboxReason::returned : InboxReason::to_assign, unread(state.lead),
                  card.returned_reason);
  }
  for (const auto& who : state.coop_open) placing.waits(queue_of(who), InboxReason::to_coordinate, unread(who));
}

/// Everyone who had a part in it, in one list.
void place_all(const DocumentCard& card, InboxViewKind view, Placing& placing) {
  const auto& state = card.state;
  placing.lies(queue_of(state.handler), view);
  placing.lies(queue_of(state.lead), view);
  placing.lies(queue_of(state.assigned_by), view);
  placing.lies(queue_of(state.directed_by), view);
  for (const auto& who : state.coop) placing.lies(queue_of(who), view);
  placing.lies(queue_of(card.submitted_by), view);
  placing.lies(queue_of(card.registered_by), view);
}

}  // namespace

Places places_of(const DocumentCard& card) {
  const auto& state = card.state;
  Placing placing(item_of(card));
  if (card.void_proposal) {
    placing.waits(leaders(state.agency), InboxReason::to_approve_void, false, card.void_proposal->reason);
  }
  switch (state.stage) {
    case Stage::absent:
    case Stage::refused: break;
    case Stage::arrived: placing.waits(clerks(state.agency), InboxReason::to_register); break;
    case Stage::registered: placing.waits(clerks(state.agency), InboxReason::to_submit); break;
    case Stage::submitted:
      placing.waits(queue_of(state.leader), InboxReason::to_direct);
      place_all(card, InboxViewKind::following, placing);
      break;
    case Stage::directed:
    case Stage::in_handling:
      place_work(card, placing);
      placing.lies(queue_of(state.directed_by), InboxViewKind::given);
      placing.lies(queue_of(state.assigned_by), InboxViewKind::given);
      for (const auto& who : state.coop) placing.lies(queue_of(who), InboxViewKind::done);
      place_all(card, InboxViewKind::following, placing);
      break;
    case Stage::returned:
      placing.waits(queue_of(state.directed_by), InboxReason::returned, false, card.returned_reason);
      placing.lies(queue_of(card.returned_by), InboxViewKind::following);
      place_all(card, InboxViewKind::following, placing);
      break;
    case Stage::completed:
      // The head of the lead unit may have done it without naming a handler.
      placing.waits(state.handler.is_nil() ? queue_of(state.lead) : queue_of(state.handler), InboxReason::to_file);
      place_all(card, InboxViewKind::done, placing);
      break;
    case Stage::filed:
    case Stage::voided: place_all(card, InboxViewKind::done, placing); break;
  }
  return placing.take();
}

Places places_of(const InboxDossier& dossier) {
  Placing placing({.kind = ItemKind::dossier,
                   .id = dossier.dossier.value,
                   .state = std::string(to_string(dossier.stage)),
                   .reasons = {},
                   .code = dossier.file_code,
                   .issuer = "",
                   .subject = dossier.title,
                   .arrival_number = 0,
                   .year = 0,
                   .urgency = Urgency::none,
                   .due = std::nullopt,
                   .arrived_at = dossier.offered_at,
                   .since = dossier.since,
                   .file = {},
                   .unread = false,
                   .note = ""});
  switch (dossier.stage) {
    case dossier::Stage::absent:
    case dossier::Stage::open: break;
    case dossier::Stage::closed:
      if (!dossier.faults.empty())
        placing.waits(queue_of(dossier.creator), InboxReason::returned, false, dossier.faults);
      break;
    case dossier::Stage::offered:
      placing.waits(archivists(dossier.agency), InboxReason::to_accept);
      placing.lies(queue_of(dossier.creator), InboxViewKind::following);
      break;
    case dossier::Stage::archived:
      placing.lies(queue_of(dossier.archived_by), InboxViewKind::done);
      placing.lies(queue_of(dossier.creator), InboxViewKind::done);
      break;
  }
  return placing.take();
}

}  // namespace chauban::projections

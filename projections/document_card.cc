// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/document_card.h"

#include <algorithm>

namespace chauban::projections {
namespace {

using incoming::Stage;

template <class Card, class Io>
void card_fields(Card& card, Io& io) {
  io(card.id, card.flow, card.archived, card.version, card.changed_at, card.stage_since, card.arrival_note,
     card.registered_by, card.submitted_by, card.submit_note, card.origins, card.late_reason, card.override_reason,
     card.warnings, card.direction, card.due_provisional, card.acknowledged, card.returned_reason,
     card.returned_to_leader, card.returned_by, card.result, card.reply_code, card.on_time, card.completed_at,
     card.ordinals, card.void_proposal, card.ended_reason);
}

/// What an event says beyond the domain's state.
class Fold {
 public:
  Fold(DocumentCard& card, const EventFacts& facts) : card_(card), facts_(facts) {}

  void operator()(const incoming::DocumentArrived& e) {
    card_.arrival_note = e.note;
    joins(facts_.actor.position);
  }
  void operator()(const incoming::ArrivalRefused& e) { card_.ended_reason = e.reason; }
  void operator()(const incoming::SecretItemRefused&) {}
  void operator()(const incoming::IncomingRegistered& e) {
    card_.registered_by = facts_.actor.position;
    for (const auto& [field, origin] : e.provenance) {
      card_.origins[field] = {origin.source, origin.confidence, origin.confirmed};
    }
    card_.late_reason = e.late_reason;
    card_.override_reason = e.override_reason;
    card_.warnings = e.warnings;
    joins(facts_.actor.position);
  }
  /// Whoever corrected it compared it with the paper.
  void operator()(const incoming::RegistrationCorrected& e) {
    card_.origins[e.field] = {incoming::Source::typed, 0, true};
  }
  void operator()(const incoming::SubmittedToLeader& e) {
    card_.submitted_by = facts_.actor.position;
    card_.submit_note = e.note;
    joins(e.leader);
    joins(facts_.actor.position);
  }
  void operator()(const incoming::DirectionGiven& e) {
    card_.direction = e.text;
    card_.due_provisional = e.due_provisional;
    card_.acknowledged.clear();
    comes_back_to_work();
    joins(facts_.actor.position);
    joins(e.lead);
    for (const auto& who : e.coop) joins(who);
  }
  void operator()(const incoming::Distributed&) {}
  void operator()(const incoming::DeliveryAcknowledged& e) {
    if (std::ranges::find(card_.acknowledged, e.recipient) == card_.acknowledged.end()) {
      card_.acknowledged.push_back(e.recipient);
    }
  }
  void operator()(const incoming::HandlerAssigned& e) {
    comes_back_to_work();
    joins(facts_.actor.position);
    joins(e.to);
  }
  void operator()(const incoming::ProgressRecorded&) {}
  void operator()(const incoming::ReturnedForReassignment& e) {
    card_.returned_reason = e.reason;
    card_.returned_to_leader = e.to_leader;
    card_.returned_by = facts_.actor.position;
  }
  void operator()(const incoming::CoordinationDone&) {}
  void operator()(const incoming::HandlingCompleted& e) {
    card_.result = e.result;
    card_.reply_code = e.reply_code;
    card_.on_time = e.on_time;
    card_.completed_at = facts_.occurred_at;
  }
  void operator()(const incoming::HandlingReopened&) {
    card_.on_time.reset();
    card_.completed_at = {};
  }
  void operator()(const incoming::FiledIntoDossier& e) { card_.ordinals[e.dossier] = e.ordinal; }
  void operator()(const incoming::RemovedFromDossier& e) { card_.ordinals.erase(e.dossier); }
  void operator()(const incoming::RegistrationVoided& e) {
    card_.ended_reason = e.reason;
    card_.void_proposal.reset();
  }

 private:
  /// A process of the system has no position and no right to read.
  void joins(PositionId position) {
    if (!position.is_nil()) card_.flow.positions.insert(position);
  }
  void joins(const Assignee& who) {
    if (who.is_unit()) {
      card_.flow.units.insert(who.unit);
    } else {
      joins(who.position);
    }
  }
  void comes_back_to_work() {
    card_.returned_reason.clear();
    card_.returned_to_leader = false;
    card_.returned_by = {};
  }

  DocumentCard& card_;
  const EventFacts& facts_;
};

}  // namespace

std::optional<Date> DocumentCard::due() const {
  if (state.due_date.ok()) return state.due_date;
  return state.registration.due_date;
}

bool DocumentCard::done() const {
  return state.stage == Stage::completed || state.stage == Stage::filed || state.stage == Stage::refused ||
         state.stage == Stage::voided;
}

DocumentCard evolve(DocumentCard card, const incoming::Event& event, const EventFacts& facts) {
  const auto before = card.state.stage;
  card.id = DocumentId{facts.stream.id};
  card.state = incoming::evolve(std::move(card.state), event, facts.actor);
  card.version = facts.seq;
  card.changed_at = facts.occurred_at;
  if (card.state.stage != before) card.stage_since = facts.occurred_at;
  std::visit(Fold(card, facts), event);
  return card;
}

Bytes pack_card(const DocumentCard& card) {
  Packer out;
  out(incoming::encode_state(card.state));
  card_fields(card, out);
  return out.take();
}

DocumentCard unpack_card(BytesView bytes) {
  DocumentCard card;
  Bytes state;
  Unpacker in(bytes);
  in(state);
  auto decoded = incoming::decode_state(state);
  CHAUBAN_ASSERT(decoded.has_value());
  card.state = *std::move(decoded);
  card_fields(card, in);
  return card;
}

}  // namespace chauban::projections

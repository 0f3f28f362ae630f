// SPDX-License-Identifier: GPL-3.0-or-later
// What screens show of an incoming document now: the domain's state and the people, notes and dates around it.
// Several views keep it, each its own, all by the same fold.
#pragma once

#include "domain/access.h"
#include "projections/projection.h"
#include "projections/row_codec.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace chauban {

template <class A>
void row_fields(auto& flow, A& io)
  requires std::same_as<std::remove_cvref_t<decltype(flow)>, DocumentFlow>
{
  io(flow.positions, flow.units);
}

}  // namespace chauban

namespace chauban::projections {

/// A proposal to drop the arrival number, waiting for a leader.
struct VoidProposal {
  int number = 0;
  std::string reason;
  Actor by;
  Timestamp at{};

  bool operator==(const VoidProposal&) const = default;
  static void fields(auto& row, auto& io) { io(row.number, row.reason, row.by.account, row.by.position, row.at); }
};

/// A field's value came from here (domain: Provenance).
struct FieldOrigin {
  incoming::Source source = incoming::Source::typed;
  float confidence = 0;
  bool confirmed = false;

  bool operator==(const FieldOrigin&) const = default;
  static void fields(auto& row, auto& io) { io(row.source, row.confidence, row.confirmed); }
};

struct DocumentCard {
  DocumentId id;
  incoming::State state;      ///< stage, files, registration, leader, lead, coop, handler, due date, dossiers
  DocumentFlow flow;          ///< everyone who ever was in its way: what rights are made of
  bool archived = false;      ///< a dossier it lies in was accepted by the archive
  std::uint32_t version = 0;  ///< of its stream: the ETag
  Timestamp changed_at{};
  Timestamp stage_since{};
  std::string arrival_note;
  PositionId registered_by;
  PositionId submitted_by;
  std::string submit_note;
  std::map<std::string, FieldOrigin> origins;  ///< by field name of the API
  std::string late_reason;
  std::string override_reason;
  std::vector<std::string> warnings;  ///< rules that spoke without refusing
  std::string direction;              ///< bút phê
  bool due_provisional = false;
  std::vector<Assignee> acknowledged;  ///< recipients that took it
  std::string returned_reason;         ///< not empty: it came back and waits for a new direction or handler
  bool returned_to_leader = false;
  PositionId returned_by;
  std::string result;
  std::string reply_code;
  std::optional<bool> on_time;  ///< once handling is completed
  Timestamp completed_at{};
  std::map<DossierId, int> ordinals;  ///< place in each dossier
  std::optional<VoidProposal> void_proposal;
  std::string ended_reason;  ///< why it was refused or its number dropped

  bool operator==(const DocumentCard&) const = default;

  /// The day it is to be done: the direction's, else the one the sender wants.
  [[nodiscard]] std::optional<Date> due() const;
  [[nodiscard]] bool done() const;  ///< completed, filed, refused or voided
  [[nodiscard]] Rights rights() const { return document_rights(state, flow, archived); }
};

/// Applies one event of the document's own stream.
DocumentCard evolve(DocumentCard card, const incoming::Event& event, const EventFacts& facts);

Bytes pack_card(const DocumentCard& card);
DocumentCard unpack_card(BytesView bytes);

}  // namespace chauban::projections

// SPDX-License-Identifier: GPL-3.0-or-later
// Who may read what (domain 11.2). Right to read = position in the flow ∪ role in the agency; never by hierarchy alone.
//
// Both sides are sets of tokens; a reader may read a document if the sets meet. The same tokens are indexed with the
// document in search and checked by the routes, so that no two parts can disagree:
//   k:<agency>    clerks of the agency            (content level 1–2)
//   l:<agency>    leaders of the agency           (content level 1–2)
//   u:<unit>      head of a unit in the flow
//   p:<position>  a position in the flow
//   a:<agency>    archivists, once the dossier is in the archive
#pragma once

#include "domain/directory.h"
#include "domain/incoming/incoming.h"
#include "domain/vocabulary.h"

#include <set>
#include <string>

namespace chauban {

using Rights = std::set<std::string>;

/// What the holder of these positions may read. An administrator's is empty: admin reads no content.
Rights reader_rights(const Directory& directory, AccountId account);

/// What whoever runs the server on its own machine may read of the agency: as much as a clerk. All of it lies open to
/// them on the disk anyway; this only spares them doing it without the program.
Rights operator_rights(AgencyId agency);

/// Who may read an incoming document in this state. `archived`: its dossier was accepted by the archive.
/// `flow`: every position that ever was in its flow (leader, lead, coordinators, handlers, and who registered it).
struct DocumentFlow {
  std::set<PositionId> positions;
  std::set<UnitId> units;
  bool operator==(const DocumentFlow&) const = default;
};
Rights document_rights(const incoming::State& document, const DocumentFlow& flow, bool archived);

bool may_read(const Rights& reader, const Rights& document);

}  // namespace chauban

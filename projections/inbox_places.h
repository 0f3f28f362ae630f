// SPDX-License-Identifier: GPL-3.0-or-later
// Who has a document or dossier in which list, and why: a pure function of its present state.
#pragma once

#include "projections/inbox.h"

#include <map>
#include <tuple>

namespace chauban::projections {

/// A dossier as the inbox needs it.
struct InboxDossier {
  DossierId dossier;
  AgencyId agency;
  dossier::Stage stage = dossier::Stage::absent;
  std::string file_code;
  std::string title;
  PositionId creator;
  PositionId archived_by;
  Timestamp offered_at{};
  Timestamp since{};
  std::string faults;  ///< why the archive gave it back; empty: it did not

  static void fields(auto& row, auto& io) {
    io(row.dossier, row.agency, row.stage, row.file_code, row.title, row.creator, row.archived_by, row.offered_at,
       row.since, row.faults);
  }
};

struct Place {
  Recipient recipient;
  InboxViewKind view = InboxViewKind::waiting;
  InboxReason reason = InboxReason::involved;
  auto operator<=>(const Place&) const = default;
};
using Places = std::map<Place, InboxItem>;

Places places_of(const DocumentCard& card);
Places places_of(const InboxDossier& dossier);

}  // namespace chauban::projections

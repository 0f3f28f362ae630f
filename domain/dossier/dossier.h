// SPDX-License-Identifier: GPL-3.0-or-later
// Hồ sơ công việc: a work dossier, from opening to the archive (domain 6.5; ND30 đ.28–31).
#pragma once

#include "domain/vocabulary.h"
#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <string>
#include <variant>
#include <vector>

namespace chauban::dossier {

/// Thời hạn bảo quản: 0 = vĩnh viễn (permanent), else years.
struct Retention {
  int years = 0;
  auto operator<=>(const Retention&) const = default;
};

struct DossierOpened {
  DossierId dossier;
  AgencyId agency;
  FilePlanId plan;
  std::string notation;   ///< of the file plan's entry: `01.TCCB`
  std::string file_code;  ///< `<organId>.<year>.<notation>`, unique
  std::string title;
  Retention retention;
  UnitId unit;
  PositionId creator;
  Date start_date{};
  bool operator==(const DossierOpened&) const = default;
};
struct DocumentAdded {
  DocumentId document;
  int ordinal = 0;  ///< 1-based, without gap
  int pages = 0;
  bool operator==(const DocumentAdded&) const = default;
};
/// Those behind it move up by one.
struct DocumentRemoved {
  DocumentId document;
  int ordinal = 0;
  std::string reason;
  bool operator==(const DocumentRemoved&) const = default;
};
struct DossierClosed {
  Date end_date{};
  int doc_total = 0;
  int page_total = 0;
  std::string note;
  bool operator==(const DossierClosed&) const = default;
};
struct DossierReopened {
  std::string reason;
  bool operator==(const DossierReopened&) const = default;
};
struct TransferOffered {
  std::string note;
  bool operator==(const TransferOffered&) const = default;
};
struct TransferAccepted {
  std::string note;
  bool operator==(const TransferAccepted&) const = default;
};
struct TransferReturned {
  std::vector<std::string> faults;
  bool operator==(const TransferReturned&) const = default;
};
using Event = std::variant<DossierOpened, DocumentAdded, DocumentRemoved, DossierClosed, DossierReopened,
                           TransferOffered, TransferAccepted, TransferReturned>;

enum class Stage : std::uint8_t { absent, open, closed, offered, archived };
std::string_view to_string(Stage stage);

struct Item {
  DocumentId document;
  int pages = 0;
  bool operator==(const Item&) const = default;
};
struct State {
  Stage stage = Stage::absent;
  AgencyId agency;
  std::string file_code;
  std::string title;
  UnitId unit;
  PositionId creator;
  Retention retention;
  std::vector<Item> items;  ///< in order; ordinal = index + 1
  bool operator==(const State&) const = default;
};

/// Errors: not_found (plan), invalid_field (notation not in the plan), state_conflict (code in use), forbidden.
struct OpenDossier {
  DossierId dossier;
  FilePlanId plan;
  std::string notation;
  std::string title;                   ///< empty: the plan's
  std::optional<Retention> retention;  ///< default: the plan's; never shorter than it
  Date start_date{};
};
struct RemoveDocument {
  DossierId dossier;
  DocumentId document;
  std::string reason;
};
/// Errors: state_conflict (not open; empty; a document in it is not finished: details `documents`).
struct CloseDossier {
  DossierId dossier;
  std::string note;
};
struct ReopenDossier {
  DossierId dossier;
  std::string reason;
};
struct OfferTransfer {
  DossierId dossier;
  std::string note;
};
struct AcceptTransfer {
  DossierId dossier;
  std::string note;
};
struct ReturnTransfer {
  DossierId dossier;
  std::vector<std::string> faults;
};

State evolve(State state, const Event& event);
Bytes encode_state(const State& state);
Result<State> decode_state(BytesView bytes);

}  // namespace chauban::dossier

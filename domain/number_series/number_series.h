// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers without holes (domain 5, 6.1). One series an agency, kind and year; a number once drawn is never drawn again.
#pragma once

#include "domain/vocabulary.h"
#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <map>
#include <string>
#include <variant>

namespace chauban::number_series {

/// The stream of a series is a function of what it counts, so that nobody can open it twice. `series`: `in`, later
/// `out:<group>`, ….
SeriesId series_id(AgencyId agency, std::string_view series, int year);

struct SeriesOpened {
  SeriesId series_id;
  AgencyId agency;
  std::string series;
  int year = 0;
  int first_free = 1;         ///< above 1 when a paper register is continued
  std::string imported_from;  ///< `sổ giấy` …, empty otherwise
  bool operator==(const SeriesOpened&) const = default;
};
struct NumberAssigned {
  int number = 0;
  DocumentId document;
  bool operator==(const NumberAssigned&) const = default;
};
struct NumberVoidProposed {
  int number = 0;
  DocumentId document;
  std::string reason;
  bool operator==(const NumberVoidProposed&) const = default;
};
struct NumberVoidRejected {
  int number = 0;
  DocumentId document;
  std::string reason;
  bool operator==(const NumberVoidRejected&) const = default;
};
/// The number stays in the register with a line "Hủy số"; it is never used again.
struct NumberVoided {
  int number = 0;
  DocumentId document;
  std::string reason;
  AccountId proposed_by;
  AccountId approved_by;
  bool operator==(const NumberVoided&) const = default;
};
using Event = std::variant<SeriesOpened, NumberAssigned, NumberVoidProposed, NumberVoidRejected, NumberVoided>;

struct VoidProposal {
  DocumentId document;
  std::string reason;
  AccountId by;
  bool operator==(const VoidProposal&) const = default;
};
struct State {
  bool open = false;
  AgencyId agency;
  std::string series;
  int year = 0;
  int last = 0;      ///< highest number drawn; the next is last + 1
  int assigned = 0;  ///< drawn and not voided
  int voided = 0;
  std::map<int, VoidProposal> proposals;
  bool operator==(const State&) const = default;
};

/// Opens a series that continues a paper register. Errors: state_conflict (exists).
struct OpenSeries {
  AgencyId agency;
  std::string series;
  int year = 0;
  int first_free = 1;
  std::string imported_from;
};
/// The clerk proposes to drop a registered arrival's number. Errors: not_found, state_conflict, already_acted.
struct ProposeVoid {
  DocumentId document;
  std::string reason;
};
/// A leader, another person than the proposer (SoD-4): NumberVoided and RegistrationVoided in one record.
struct ApproveVoid {
  DocumentId document;
};
struct RejectVoid {
  DocumentId document;
  std::string reason;
};

State evolve(State state, const Event& event, const Actor& actor);
Bytes encode_state(const State& state);
Result<State> decode_state(BytesView bytes);

}  // namespace chauban::number_series

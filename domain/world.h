// SPDX-License-Identifier: GPL-3.0-or-later
// What decide may read: the present state of aggregates by id, all of one partition.
#pragma once

#include "domain/event.h"

#include <vector>

namespace chauban {

/// A state and the version of its stream (0: no event yet).
template <class State>
struct Versioned {
  State state;
  std::uint32_t version = 0;
};

/// A look-up that no single aggregate can answer: what was registered under the same code, date and issuer; which files
/// have the same bytes. Kept beside the aggregates, in the same batch, from events alone (lookup_changes).
struct LookupKey {
  Uuid value;
  auto operator<=>(const LookupKey&) const = default;
};
LookupKey lookup_duplicate(AgencyId agency, const incoming::Registration& registration);  ///< → documents
LookupKey lookup_content(AgencyId agency, const Digest& content);                         ///< → files
LookupKey lookup_file_documents(FileId file);                             ///< → documents that hold the file
LookupKey lookup_file_code(AgencyId agency, std::string_view file_code);  ///< → dossiers
LookupKey lookup_file_job(FileId file);                                   ///< → digitization jobs

class World {
 public:
  virtual ~World() = default;
  /// An aggregate that does not exist is its default state with version 0. Errors: what reading the disk gives.
  virtual Result<Versioned<account::State>> account(AccountId id) const = 0;
  virtual Result<Versioned<organisation::State>> organisation(Uuid id) const = 0;
  virtual Result<Versioned<file::State>> file(FileId id) const = 0;
  virtual Result<Versioned<digitization::State>> job(JobId id) const = 0;
  virtual Result<Versioned<number_series::State>> series(SeriesId id) const = 0;
  virtual Result<Versioned<incoming::State>> incoming(DocumentId id) const = 0;
  virtual Result<Versioned<dossier::State>> dossier(DossierId id) const = 0;
  virtual Result<Versioned<file_plan::State>> file_plan(FilePlanId id) const = 0;
  virtual Result<std::vector<Uuid>> lookup(LookupKey key) const = 0;  ///< ids in the order they came
};

/// One change of the look-ups by one event.
struct LookupChange {
  LookupKey key;
  Uuid id;
  bool add = true;
};

/// Any aggregate's state, as it is stored between commands.
using AnyState = std::variant<account::State, organisation::State, file::State, digitization::State,
                              number_series::State, incoming::State, dossier::State, file_plan::State>;
/// Version of the encoding of all states together: another number in storage means "rebuild this family".
inline constexpr std::uint16_t kStateShape = 1;

AnyState empty_state(Aggregate aggregate);
Bytes encode_state(const AnyState& state);
Result<AnyState> decode_state(Aggregate aggregate, BytesView bytes);

}  // namespace chauban

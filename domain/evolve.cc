// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/decide.h"

#include <type_traits>

namespace chauban {
namespace {

/// Of the event's own aggregate: another one's state would be a fault of ours, not of the data.
template <class State>
State take(AnyState& state) {
  CHAUBAN_ASSERT(std::holds_alternative<State>(state));
  return std::get<State>(std::move(state));
}

AnyState evolve_one(AnyState& state, const account::Event& e, const Actor&) {
  return evolve(take<account::State>(state), e);
}
AnyState evolve_one(AnyState& state, const organisation::Event& e, const Actor&) {
  return evolve(take<organisation::State>(state), e);
}
AnyState evolve_one(AnyState& state, const file::Event& e, const Actor& actor) {
  return evolve(take<file::State>(state), e, actor);
}
AnyState evolve_one(AnyState& state, const digitization::Event& e, const Actor&) {
  return evolve(take<digitization::State>(state), e);
}
AnyState evolve_one(AnyState& state, const number_series::Event& e, const Actor& actor) {
  return evolve(take<number_series::State>(state), e, actor);
}
AnyState evolve_one(AnyState& state, const incoming::Event& e, const Actor& actor) {
  return evolve(take<incoming::State>(state), e, actor);
}
AnyState evolve_one(AnyState& state, const dossier::Event& e, const Actor&) {
  return evolve(take<dossier::State>(state), e);
}
AnyState evolve_one(AnyState& state, const file_plan::Event& e, const Actor&) {
  return evolve(take<file_plan::State>(state), e);
}

using Changes = std::vector<LookupChange>;

/// A paper without a code has no duplicates we could know.
void index_registration(Changes& changes, AgencyId agency, const incoming::Registration& registration, Uuid id,
                        bool add) {
  if (!registration.code.empty()) changes.push_back({lookup_duplicate(agency, registration), id, add});
}

Changes changes_of(const StreamRef& stream, const incoming::State& before, const incoming::Event& event) {
  Changes changes;
  if (const auto* arrived = std::get_if<incoming::DocumentArrived>(&event)) {
    for (const auto file : arrived->files) changes.push_back({lookup_file_documents(file), stream.id, true});
  } else if (const auto* registered = std::get_if<incoming::IncomingRegistered>(&event)) {
    index_registration(changes, before.agency, registered->registration, stream.id, true);
  } else if (const auto* corrected = std::get_if<incoming::RegistrationCorrected>(&event)) {
    if (lookup_duplicate(before.agency, before.registration) ==
        lookup_duplicate(before.agency, corrected->registration)) {
      return changes;
    }
    index_registration(changes, before.agency, before.registration, stream.id, false);
    index_registration(changes, before.agency, corrected->registration, stream.id, true);
  } else if (std::holds_alternative<incoming::RegistrationVoided>(event)) {
    index_registration(changes, before.agency, before.registration, stream.id, false);
  }
  return changes;
}

}  // namespace

AnyState evolve(AnyState state, const Event& event, const Actor& actor) {
  return std::visit([&](const auto& inner) { return evolve_one(state, inner, actor); }, event);
}

std::vector<LookupChange> lookup_changes(const StreamRef& stream, const AnyState& before, const Event& event) {
  if (const auto* of_incoming = std::get_if<incoming::Event>(&event)) {
    return changes_of(stream, std::get<incoming::State>(before), *of_incoming);
  }
  if (const auto* of_file = std::get_if<file::Event>(&event)) {
    const auto* stored = std::get_if<file::FileStored>(of_file);
    if (stored != nullptr) return {{lookup_content(stored->agency, stored->content), stream.id, true}};
  } else if (const auto* of_dossier = std::get_if<dossier::Event>(&event)) {
    const auto* opened = std::get_if<dossier::DossierOpened>(of_dossier);
    if (opened != nullptr) return {{lookup_file_code(opened->agency, opened->file_code), stream.id, true}};
  } else if (const auto* of_job = std::get_if<digitization::Event>(&event)) {
    const auto* created = std::get_if<digitization::JobCreated>(of_job);
    if (created != nullptr) return {{lookup_file_job(created->file), stream.id, true}};
  }
  return {};
}

}  // namespace chauban

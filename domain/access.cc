// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/access.h"

#include <algorithm>

namespace chauban {
namespace {

std::string token(char kind, const Uuid& id) { return std::string(1, kind) + ":" + id.str(); }

/// From here (restricted) a role alone opens nothing: only a position in the flow does.
constexpr int kRestricted = 3;

}  // namespace

Rights reader_rights(const Directory& directory, AccountId account) {
  Rights rights;
  for (const auto* position : directory.positions_of(account)) {
    const auto agency = directory.agency_of(position->id);
    if (!agency) continue;
    rights.insert(token('p', position->id.value));
    if (position->has(Role::clerk)) rights.insert(token('k', agency->value));
    if (position->has(Role::leader)) rights.insert(token('l', agency->value));
    if (position->has(Role::archivist)) rights.insert(token('a', agency->value));
    if (position->has(Role::unit_head)) rights.insert(token('u', position->unit.value));
    // Domain 11.2: who configures the system reads none of its content, whatever else the post may hold (SoD-6).
    if (position->has(Role::admin)) return {};
  }
  return rights;
}

Rights operator_rights(AgencyId agency) { return {token('k', agency.value)}; }

Rights document_rights(const incoming::State& document, const DocumentFlow& flow, bool archived) {
  Rights rights;
  for (const auto position : flow.positions) {
    if (!position.is_nil()) rights.insert(token('p', position.value));
  }
  for (const auto unit : flow.units) {
    if (!unit.is_nil()) rights.insert(token('u', unit.value));
  }
  if (document.registration.sensitivity < kRestricted) {
    rights.insert(token('k', document.agency.value));
    rights.insert(token('l', document.agency.value));
    if (archived) rights.insert(token('a', document.agency.value));
  }
  return rights;
}

bool may_read(const Rights& reader, const Rights& document) {
  return std::any_of(reader.begin(), reader.end(), [&](const auto& token) { return document.contains(token); });
}

}  // namespace chauban

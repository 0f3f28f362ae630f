// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/organisation/organisation.h"

#include <algorithm>

namespace chauban::organisation {
namespace {

void on(State& state, const OrgUnitCreated& e) {
  state.kind = Kind::unit;
  state.agency = e.agency;
}
void on(State& state, const OrgUnitNamed& e) { state.named_from = std::max(state.named_from, e.from); }
void on(State& state, const PositionCreated& e) {
  state.kind = Kind::position;
  state.unit = e.unit;
}
void on(State& state, const PositionHeld& e) { state.holder = e.account; }

}  // namespace

State evolve(State state, const Event& event) {
  std::visit([&state](const auto& e) { on(state, e); }, event);
  return state;
}

}  // namespace chauban::organisation

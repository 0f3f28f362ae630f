// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/number_series/number_series.h"

#include <algorithm>

namespace chauban::number_series {
namespace {

void on(State& state, const SeriesOpened& e, const Actor&) {
  state.open = true;
  state.agency = e.agency;
  state.series = e.series;
  state.year = e.year;
  state.last = e.first_free - 1;
}
void on(State& state, const NumberAssigned& e, const Actor&) {
  state.last = std::max(state.last, e.number);
  ++state.assigned;
}
void on(State& state, const NumberVoidProposed& e, const Actor& actor) {
  state.proposals[e.number] = {e.document, e.reason, actor.account};
}
void on(State& state, const NumberVoidRejected& e, const Actor&) { state.proposals.erase(e.number); }
void on(State& state, const NumberVoided& e, const Actor&) {
  state.proposals.erase(e.number);
  --state.assigned;
  ++state.voided;
}

}  // namespace

State evolve(State state, const Event& event, const Actor& actor) {
  std::visit([&](const auto& e) { on(state, e, actor); }, event);
  return state;
}

}  // namespace chauban::number_series

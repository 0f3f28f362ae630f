// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/file_plan/file_plan.h"

namespace chauban::file_plan {
namespace {

void on(State& state, const FilePlanIssued& e) { state = {true, e.agency, e.year, e.entries}; }
void on(State& state, const FilePlanAmended& e) {
  state.entries.insert(state.entries.end(), e.added.begin(), e.added.end());
}

}  // namespace

State evolve(State state, const Event& event) {
  std::visit([&state](const auto& e) { on(state, e); }, event);
  return state;
}

}  // namespace chauban::file_plan

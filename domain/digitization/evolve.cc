// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/digitization/digitization.h"

namespace chauban::digitization {
namespace {

void on(State& state, const JobCreated& e) {
  state.stage = Stage::running;
  state.file = e.file;
  state.agency = e.agency;
  state.pages = e.pages;
}
void on(State& state, const PageRecognised& e) {
  state.failed.erase(e.page);
  state.read.insert(e.page);
}
void on(State& state, const PageFailed& e) { state.failed.insert(e.page); }
void on(State&, const FieldSuggested&) {}
void on(State& state, const JobCompleted&) { state.stage = Stage::completed; }
void on(State& state, const JobCancelled&) { state.stage = Stage::cancelled; }
void on(State& state, const JobRetried& e) {
  state.stage = Stage::running;
  for (const int page : e.pages) state.failed.erase(page);
}
void on(State& state, const JobFailed&) { state.stage = Stage::failed; }

}  // namespace

State evolve(State state, const Event& event) {
  std::visit([&state](const auto& e) { on(state, e); }, event);
  return state;
}

}  // namespace chauban::digitization

// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/dossier/dossier.h"

#include <algorithm>
#include <array>

namespace chauban::dossier {
namespace {

void on(State& state, const DossierOpened& e) {
  state.stage = Stage::open;
  state.agency = e.agency;
  state.file_code = e.file_code;
  state.title = e.title;
  state.unit = e.unit;
  state.creator = e.creator;
  state.retention = e.retention;
}
void on(State& state, const DocumentAdded& e) { state.items.push_back({e.document, e.pages}); }
void on(State& state, const DocumentRemoved& e) {
  std::erase_if(state.items, [&e](const Item& item) { return item.document == e.document; });
}
void on(State& state, const DossierClosed&) { state.stage = Stage::closed; }
void on(State& state, const DossierReopened&) { state.stage = Stage::open; }
void on(State& state, const TransferOffered&) { state.stage = Stage::offered; }
void on(State& state, const TransferAccepted&) { state.stage = Stage::archived; }
void on(State& state, const TransferReturned&) { state.stage = Stage::closed; }

constexpr std::array<std::string_view, 5> kStages{"absent", "open", "closed", "offered", "archived"};

}  // namespace

std::string_view to_string(Stage stage) { return kStages.at(static_cast<std::size_t>(stage)); }

State evolve(State state, const Event& event) {
  std::visit([&state](const auto& e) { on(state, e); }, event);
  return state;
}

}  // namespace chauban::dossier

// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/file/file.h"

namespace chauban::file {
namespace {

void on(State& state, const FileStored& e, const Actor& actor) {
  state = {Stage::stored, e.agency, e.content, actor.account};
}
void on(State& state, const QuarantineOpened&, const Actor&) { state.stage = Stage::quarantined; }

}  // namespace

State evolve(State state, const Event& event, const Actor& actor) {
  std::visit([&](const auto& e) { on(state, e, actor); }, event);
  return state;
}

}  // namespace chauban::file

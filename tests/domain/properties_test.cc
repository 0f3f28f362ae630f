// SPDX-License-Identifier: GPL-3.0-or-later
// Random commands by random people, right or wrong: whatever happens, these hold.
#include "tests/support/memory_world.h"

#include <rapidcheck/gtest.h>

namespace chauban {
namespace {

using namespace incoming;

struct Play {
  Commune c;
  std::vector<DocumentId> documents;
  std::vector<DossierId> dossiers;

  [[nodiscard]] std::vector<Person> people() const {
    return {c.clerk, c.second_clerk, c.officer, c.second_officer, c.unit_head, c.leader, c.second_leader,
            c.archivist, c.culture_head, c.culture_officer};
  }
  DocumentId some_document() { return documents.empty() ? DocumentId{} : *rc::gen::elementOf(documents); }
  DossierId some_dossier() { return dossiers.empty() ? DossierId{} : *rc::gen::elementOf(dossiers); }

  Command registering() {
    RegisterIncoming command;
    command.document = DocumentId{c.world.new_id()};
    command.agency = c.agency;
    command.registration = Commune::letter(std::to_string(10 + *rc::gen::inRange(0, 5)) + "/KH-UBND");
    command.override_reason = *rc::gen::element<std::string>("", "bản khác");
    documents.push_back(command.document);
    return command;
  }
  Command opening() {
    dossiers.push_back(DossierId{c.world.new_id()});
    return dossier::OpenDossier{dossiers.back(), c.plan, *rc::gen::element<std::string>("01.VP", "02.VP"), "", {}, {}};
  }
  Command next() {
    const auto id = some_document();
    switch (*rc::gen::inRange(0, 18)) {
      case 0:
      case 1: return registering();
      case 2: return SubmitToLeader{id, c.leader.position, ""};
      case 3: return GiveDirection{id, "", {{c.office, {}}}, {{c.culture, {}}}, {}, 3};
      case 4: return AssignHandler{id, c.officer.position, ""};
      case 5: return CompleteHandling{id, "Xong", "", *rc::gen::arbitrary<bool>()};
      case 6: return FinishCoordination{id, ""};
      case 7: return ReopenHandling{id, "Bổ sung"};
      case 8: return ReturnForReassignment{id, "Không đúng việc"};
      case 9: return number_series::ProposeVoid{id, "Nhầm"};
      case 10: return number_series::ApproveVoid{id};
      case 11: return number_series::RejectVoid{id, "Đúng rồi"};
      case 12: return opening();
      case 13: return FileIntoDossier{id, some_dossier()};
      case 14: return dossier::RemoveDocument{some_dossier(), id, "Trùng"};
      case 15: return dossier::CloseDossier{some_dossier(), ""};
      case 16: return CorrectRegistration{id, Commune::letter("99/KH-UBND"), "Gõ nhầm"};
      default: return RecordProgress{id, "Đang làm"};
    }
  }
  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      const auto command = next();
      const auto by = *rc::gen::elementOf(people());
      const bool same = c.world.ask(command, by.actor()) == c.world.ask(command, by.actor());
      RC_ASSERT(same);  // deciding twice gives the same
      (void)c.run(command, by);
    }
  }
};

RC_GTEST_PROP(Domain, keeps_its_promises_whatever_people_do, ()) {
  Play play;
  // Enough of a beginning that every part of the flow is reached.
  play.documents = {play.c.registered("1/KH-UBND"), play.c.in_handling(), play.c.completed()};
  play.dossiers = {play.c.opened_dossier()};
  play.run(60);

  // Numbers: 1, 2, 3 … without a hole, each to one document, whoever drew them.
  std::vector<int> drawn;
  std::set<DocumentId> numbered;
  std::set<Uuid> voided;
  std::map<StreamRef, Versioned<AnyState>> folded;
  for (const auto& [event, actor] : play.c.world.history()) {
    RC_ASSERT(!voided.contains(event.stream.id));  // nothing follows a void in the document's stream
    auto& [state, version] =
        folded.try_emplace(event.stream, Versioned<AnyState>{empty_state(event.stream.aggregate), 0}).first->second;
    state = evolve(state, event.event, actor);
    ++version;
    if (const auto* e = std::get_if<number_series::Event>(&event.event)) {
      if (const auto* assigned = std::get_if<number_series::NumberAssigned>(e)) {
        drawn.push_back(assigned->number);
        RC_ASSERT(numbered.insert(assigned->document).second);
      } else if (const auto* dropped = std::get_if<number_series::NumberVoided>(e)) {
        RC_ASSERT(dropped->proposed_by != dropped->approved_by);  // SoD-4
      }
    } else if (const auto* d = std::get_if<incoming::Event>(&event.event)) {
      if (std::holds_alternative<RegistrationVoided>(*d)) voided.insert(event.stream.id);
    } else if (const auto* f = std::get_if<dossier::Event>(&event.event)) {
      const auto& items = std::get<dossier::State>(state).items;
      if (const auto* added = std::get_if<dossier::DocumentAdded>(f)) {
        RC_ASSERT(added->ordinal == static_cast<int>(items.size()));  // ordinals without gap
      }
    }
  }
  for (std::size_t i = 0; i < drawn.size(); ++i) RC_ASSERT(drawn[i] == static_cast<int>(i) + 1);
  const auto series = play.c.world.series(number_series::series_id(play.c.agency, "in", 2026))->state;
  RC_ASSERT(series.assigned + series.voided == series.last);

  // The state carried from command to command is the fold of the events and nothing else.
  RC_ASSERT(folded.size() == play.c.world.states().size());
  for (const auto& [stream, versioned] : play.c.world.states()) {
    RC_ASSERT(folded.at(stream).state == versioned.state);
    RC_ASSERT(folded.at(stream).version == versioned.version);
  }
}

}  // namespace
}  // namespace chauban

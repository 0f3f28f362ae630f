// SPDX-License-Identifier: GPL-3.0-or-later
// Random commands by random people, right or wrong: whatever happens, these hold.
#include "tests/support/memory_world.h"

#include <rapidcheck/gtest.h>

namespace chauban {
namespace {

using namespace incoming;

struct Play {
  /// Enough of a beginning that every part of the flow is reached.
  Play() {
    for (const auto id : {c.registered("1/KH-UBND"), c.in_handling(), c.completed()}) documents.push_back(id);
    dossiers.push_back(c.opened_dossier());
  }

  Commune c;
  std::vector<DocumentId> documents;
  std::vector<DossierId> dossiers;

  [[nodiscard]] std::vector<Person> people() const {
    return {c.clerk,  c.second_clerk,  c.officer,   c.second_officer, c.unit_head,
            c.leader, c.second_leader, c.archivist, c.culture_head,   c.culture_officer};
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

using History = std::vector<MemoryWorld::Happened>;

/// 1, 2, 3 … without a hole, each to one document, whoever drew them; dropped by two people only.
void check_numbers(const History& history) {
  int last = 0;
  std::set<DocumentId> numbered;
  for (const auto& happened : history) {
    const auto* event = std::get_if<number_series::Event>(&happened.event.event);
    if (event == nullptr) continue;
    if (const auto* assigned = std::get_if<number_series::NumberAssigned>(event)) {
      RC_ASSERT(assigned->number == ++last);
      RC_ASSERT(numbered.insert(assigned->document).second);
    } else if (const auto* dropped = std::get_if<number_series::NumberVoided>(event)) {
      RC_ASSERT(dropped->proposed_by != dropped->approved_by);
    }
  }
}

void check_nothing_after_void(const History& history) {
  std::set<Uuid> voided;
  for (const auto& happened : history) {
    RC_ASSERT(!voided.contains(happened.event.stream.id));
    const auto* event = std::get_if<incoming::Event>(&happened.event.event);
    if (event != nullptr && std::holds_alternative<RegistrationVoided>(*event)) voided.insert(happened.event.stream.id);
  }
}

/// The n-th document added is told to be the n-th of those that are in the dossier then.
void check_ordinals(const History& history) {
  std::map<Uuid, int> size;
  for (const auto& happened : history) {
    const auto* event = std::get_if<dossier::Event>(&happened.event.event);
    if (event == nullptr) continue;
    auto& items = size[happened.event.stream.id];
    if (const auto* added = std::get_if<dossier::DocumentAdded>(event)) {
      RC_ASSERT(added->ordinal == ++items);
    } else if (const auto* removed = std::get_if<dossier::DocumentRemoved>(event)) {
      RC_ASSERT(removed->ordinal >= 1 && removed->ordinal <= items--);
    }
  }
}

/// The state carried from command to command is the fold of the events and nothing else.
void check_fold(const MemoryWorld& world) {
  std::map<StreamRef, AnyState> folded;
  for (const auto& happened : world.history()) {
    const auto& stream = happened.event.stream;
    auto& state = folded.try_emplace(stream, empty_state(stream.aggregate)).first->second;
    state = evolve(state, happened.event.event, happened.actor);
  }
  RC_ASSERT(folded.size() == world.states().size());
  for (const auto& [stream, versioned] : world.states()) {
    const bool same = folded.at(stream) == versioned.state;
    RC_ASSERT(same);
  }
}

RC_GTEST_PROP(Domain, keeps_its_promises_whatever_people_do, ()) {
  Play play;
  play.run(60);

  check_numbers(play.c.world.history());
  check_nothing_after_void(play.c.world.history());
  check_ordinals(play.c.world.history());
  check_fold(play.c.world);
  const auto series = play.c.world.series(number_series::series_id(play.c.agency, "in", 2026))->state;
  RC_ASSERT(series.assigned + series.voided == series.last);
}

}  // namespace
}  // namespace chauban

// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/incoming/incoming.h"

#include <algorithm>
#include <array>

namespace chauban::incoming {
namespace {

void on(State& doc, const DocumentArrived& e, const Actor&) {
  doc.stage = Stage::arrived;
  doc.agency = e.agency;
  doc.files = e.files;
  doc.arrived_at = e.arrived_at;
  doc.channel = e.channel;
}
void on(State& doc, const ArrivalRefused&, const Actor&) { doc.stage = Stage::refused; }
void on(State& doc, const SecretItemRefused& e, const Actor&) {
  doc.stage = Stage::refused;
  doc.agency = e.agency;
}
void on(State& doc, const IncomingRegistered& e, const Actor&) {
  doc.stage = Stage::registered;
  doc.arrival_number = e.arrival_number;
  doc.year = e.year;
  doc.arrival_date = e.arrival_date;
  doc.registration = e.registration;
}
void on(State& doc, const RegistrationCorrected& e, const Actor&) { doc.registration = e.registration; }
void on(State& doc, const SubmittedToLeader& e, const Actor&) {
  doc.stage = Stage::submitted;
  doc.leader = e.leader;
}
void on(State& doc, const DirectionGiven& e, const Actor& actor) {
  doc.stage = Stage::directed;
  doc.directed_by = actor.position;
  doc.lead = e.lead;
  doc.coop = e.coop;
  doc.coop_open = e.coop;
  doc.handler = {};
  doc.assigned_by = {};
  doc.due_date = e.due_date;
  doc.acknowledged = false;
}
void on(State&, const Distributed&, const Actor&) {}
void on(State& doc, const DeliveryAcknowledged& e, const Actor&) {
  if (e.recipient != doc.lead) return;
  doc.acknowledged = true;
  if (doc.stage == Stage::directed) doc.stage = Stage::in_handling;
}
void on(State& doc, const HandlerAssigned& e, const Actor& actor) {
  doc.stage = Stage::in_handling;
  doc.handler = e.to;
  doc.assigned_by = actor.position;
}
void on(State&, const ProgressRecorded&, const Actor&) {}
void on(State& doc, const ReturnedForReassignment& e, const Actor&) {
  doc.handler = {};
  doc.assigned_by = {};
  doc.acknowledged = false;
  if (!e.to_leader) {
    doc.stage = Stage::directed;
    return;
  }
  doc.stage = Stage::returned;
  doc.lead = {};
  doc.coop_open.clear();
}
void on(State& doc, const CoordinationDone& e, const Actor&) { std::erase(doc.coop_open, e.coop); }
/// What was reopened after it had been filed is filed again as soon as it is completed.
void on(State& doc, const HandlingCompleted&, const Actor&) {
  doc.stage = doc.dossiers.empty() ? Stage::completed : Stage::filed;
}
void on(State& doc, const HandlingReopened&, const Actor&) { doc.stage = Stage::in_handling; }
void on(State& doc, const FiledIntoDossier& e, const Actor&) {
  doc.stage = Stage::filed;
  doc.dossiers.push_back(e.dossier);
}
void on(State& doc, const RemovedFromDossier& e, const Actor&) {
  std::erase(doc.dossiers, e.dossier);
  if (doc.dossiers.empty() && doc.stage == Stage::filed) doc.stage = Stage::completed;
}
void on(State& doc, const RegistrationVoided&, const Actor&) { doc.stage = Stage::voided; }

constexpr std::array<std::string_view, 11> kStages{"absent",    "arrived",  "refused",    "registered",
                                                   "submitted", "directed", "inHandling", "returned",
                                                   "completed", "filed",    "voided"};

}  // namespace

std::string_view to_string(Stage stage) { return kStages.at(static_cast<std::size_t>(stage)); }

State evolve(State state, const Event& event, const Actor& actor) {
  std::visit([&](const auto& e) { on(state, e, actor); }, event);
  return state;
}

}  // namespace chauban::incoming

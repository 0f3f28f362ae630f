// SPDX-License-Identifier: GPL-3.0-or-later
// Which buttons a screen shows: decide itself is asked, with a command as anybody would give it.
#include "server/command/loaded_world.h"
#include "server/routes/render.h"

#include <algorithm>

namespace chauban::server {
namespace {

using incoming::Stage;

/// Refusals that speak of the person or of the stage; any other is about what was written into the command.
bool is_closed_to(const Error& error) {
  switch (error.code) {
    case ErrorCode::forbidden:
    case ErrorCode::separation_of_duties:
    case ErrorCode::state_conflict:
    case ErrorCode::already_acted:
    case ErrorCode::not_found: return true;
    case ErrorCode::rule_broken: return error.key == "VT-R23";
    default: return false;
  }
}

class Asker {
 public:
  Asker(const Api& api, const Request& request)
      : api_(api), request_(request), applied_(api.services.state), world_(applied_) {}

  void ask(std::string_view name, const Command& command) {
    const auto allowed = try_out(command);
    if (allowed || !is_closed_to(allowed.error())) names.emplace_back(name);
  }
  [[nodiscard]] Status try_out(const Command& command) const {
    return would_allow(api_, world_, actor_for(api_, world_, request_, command), command);
  }
  [[nodiscard]] const LoadedWorld& world() const { return world_; }
  std::vector<std::string> names;

 private:
  const Api& api_;
  const Request& request_;
  const StateWorld applied_;
  const RememberingWorld world_;
};

/// The command as empty as it can be: what it lacks is not asked about.
template <class DocumentCommand>
DocumentCommand about(DocumentId id) {
  DocumentCommand command;
  command.document = id;
  return command;
}

void ask_before_handling(Asker& asker, const projections::DocumentCard& card) {
  const auto id = card.id;
  if (card.state.stage == Stage::arrived) {
    auto registration = about<incoming::RegisterIncoming>(id);
    registration.agency = card.state.agency;
    asker.ask("registerIncoming", registration);
    asker.ask("refuseArrival", incoming::RefuseArrival{id, "?"});
    return;
  }
  asker.ask("submitToLeader", about<incoming::SubmitToLeader>(id));
  auto direction = about<incoming::GiveDirection>(id);
  direction.lead = {Assignee{}};
  direction.working_days = 1;
  asker.ask("giveDirection", direction);
  asker.ask("correctRegistration", about<incoming::CorrectRegistration>(id));
  asker.ask("proposeVoid", number_series::ProposeVoid{id, "?"});
  if (!card.void_proposal) return;
  asker.ask("approveVoid", number_series::ApproveVoid{id});
  asker.ask("rejectVoid", number_series::RejectVoid{id, "?"});
}

void ask_handling(Asker& asker, const projections::DocumentCard& card, bool taken_by_me) {
  const auto id = card.id;
  // Taking it a second time changes nothing, so it is not offered.
  if (!taken_by_me) asker.ask("acknowledgeDelivery", incoming::AcknowledgeDelivery{id});
  asker.ask("assignHandler", about<incoming::AssignHandler>(id));
  asker.ask("recordProgress", incoming::RecordProgress{id, "?"});
  asker.ask("returnForReassignment", incoming::ReturnForReassignment{id, "?"});
  asker.ask("finishCoordination", about<incoming::FinishCoordination>(id));
  asker.ask("completeHandling", incoming::CompleteHandling{id, "?", "", true});
}

/// Some open dossier of the agency does not matter here: whether the document may be filed is asked by one that cannot
/// be.
void ask_filing(Asker& asker, const projections::DocumentCard& card) {
  asker.ask("reopenHandling", incoming::ReopenHandling{card.id, "?"});
  const auto allowed = asker.try_out(incoming::FileIntoDossier{card.id, DossierId{}});
  // Everything about the document and the person was right if only the dossier was not found.
  const bool only_dossier =
      !allowed && allowed.error().code == ErrorCode::not_found && allowed.error().details.contains("field");
  if (only_dossier) asker.names.emplace_back("fileIntoDossier");
}

}  // namespace

std::vector<std::string> allowed_actions(const Api& api, const Request& request,
                                         const projections::DocumentCard& card) {
  Asker asker(api, request);
  const auto stage = card.state.stage;
  if (stage == Stage::refused || stage == Stage::voided) return {};
  ask_before_handling(asker, card);
  if (stage == Stage::directed || stage == Stage::in_handling) {
    const auto directory = api.directory();
    const auto held = directory->positions_of(request.session->account);
    const bool taken = std::any_of(card.acknowledged.begin(), card.acknowledged.end(), [&](const Assignee& by) {
      return std::any_of(held.begin(), held.end(), [&](const auto* position) {
        return by.is_unit() ? by.unit == position->unit : by.position == position->id;
      });
    });
    ask_handling(asker, card, taken);
  }
  if (stage == Stage::completed || stage == Stage::filed) ask_filing(asker, card);
  return asker.names;
}

std::vector<std::string> allowed_actions(const Api& api, const Request& request, const projections::DossierCard& card) {
  Asker asker(api, request);
  const auto id = card.dossier;
  if (card.stage == dossier::Stage::open) {
    asker.ask("closeDossier", dossier::CloseDossier{id, ""});
    const auto state = asker.world().dossier(id);
    if (state && !state->state.items.empty()) {
      asker.ask("removeDocument", dossier::RemoveDocument{id, state->state.items.front().document, "?"});
    }
  }
  asker.ask("reopen", dossier::ReopenDossier{id, "?"});
  asker.ask("offerTransfer", dossier::OfferTransfer{id, ""});
  asker.ask("acceptTransfer", dossier::AcceptTransfer{id, ""});
  asker.ask("returnTransfer", dossier::ReturnTransfer{id, {"?"}});
  return asker.names;
}

}  // namespace chauban::server

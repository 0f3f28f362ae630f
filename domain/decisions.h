// SPDX-License-Identifier: GPL-3.0-or-later
// Every command's decision, one overload each; found by decide.cc through the command's namespace. Who may read this:
// the decide*.cc files. What a command refuses is said at the command.
#pragma once

#include "domain/decide.h"

namespace chauban {

using Decision = Result<std::vector<NewEvent>>;

namespace account {
Decision decide(const World& world, const OpenAccount& command, const Context& context);
Decision decide(const World& world, const CloseAccount& command, const Context& context);
Decision decide(const World& world, const RecordCredentialChange& command, const Context& context);
}  // namespace account

namespace organisation {
Decision decide(const World& world, const CreateUnit& command, const Context& context);
Decision decide(const World& world, const NameUnit& command, const Context& context);
Decision decide(const World& world, const CreatePosition& command, const Context& context);
Decision decide(const World& world, const HoldPosition& command, const Context& context);
}  // namespace organisation

namespace file {
Decision decide(const World& world, const StoreFile& command, const Context& context);
Decision decide(const World& world, const OpenQuarantine& command, const Context& context);
}  // namespace file

namespace digitization {
Decision decide(const World& world, const CreateJob& command, const Context& context);
Decision decide(const World& world, const RecordPage& command, const Context& context);
Decision decide(const World& world, const RecordPageFailure& command, const Context& context);
Decision decide(const World& world, const SuggestFields& command, const Context& context);
Decision decide(const World& world, const CancelJob& command, const Context& context);
Decision decide(const World& world, const RetryJob& command, const Context& context);
}  // namespace digitization

namespace number_series {
Decision decide(const World& world, const OpenSeries& command, const Context& context);
Decision decide(const World& world, const ProposeVoid& command, const Context& context);
Decision decide(const World& world, const ApproveVoid& command, const Context& context);
Decision decide(const World& world, const RejectVoid& command, const Context& context);
}  // namespace number_series

namespace incoming {
Decision decide(const World& world, const RecordArrival& command, const Context& context);
Decision decide(const World& world, const RefuseArrival& command, const Context& context);
Decision decide(const World& world, const RefuseSecretItem& command, const Context& context);
Decision decide(const World& world, const RegisterIncoming& command, const Context& context);
Decision decide(const World& world, const CorrectRegistration& command, const Context& context);
Decision decide(const World& world, const SubmitToLeader& command, const Context& context);
Decision decide(const World& world, const GiveDirection& command, const Context& context);
Decision decide(const World& world, const AcknowledgeDelivery& command, const Context& context);
Decision decide(const World& world, const AssignHandler& command, const Context& context);
Decision decide(const World& world, const RecordProgress& command, const Context& context);
Decision decide(const World& world, const ReturnForReassignment& command, const Context& context);
Decision decide(const World& world, const FinishCoordination& command, const Context& context);
Decision decide(const World& world, const CompleteHandling& command, const Context& context);
Decision decide(const World& world, const ReopenHandling& command, const Context& context);
Decision decide(const World& world, const FileIntoDossier& command, const Context& context);
}  // namespace incoming

namespace dossier {
Decision decide(const World& world, const OpenDossier& command, const Context& context);
Decision decide(const World& world, const RemoveDocument& command, const Context& context);
Decision decide(const World& world, const CloseDossier& command, const Context& context);
Decision decide(const World& world, const ReopenDossier& command, const Context& context);
Decision decide(const World& world, const OfferTransfer& command, const Context& context);
Decision decide(const World& world, const AcceptTransfer& command, const Context& context);
Decision decide(const World& world, const ReturnTransfer& command, const Context& context);
}  // namespace dossier

namespace file_plan {
Decision decide(const World& world, const IssueFilePlan& command, const Context& context);
Decision decide(const World& world, const AmendPlan& command, const Context& context);
}  // namespace file_plan

}  // namespace chauban

// SPDX-License-Identifier: GPL-3.0-or-later
// All commands. Each is a struct in its aggregate's header; its comment names its errors and its source.
#pragma once

#include "domain/account/account.h"
#include "domain/digitization/digitization.h"
#include "domain/dossier/dossier.h"
#include "domain/file/file.h"
#include "domain/file_plan/file_plan.h"
#include "domain/incoming/incoming.h"
#include "domain/number_series/number_series.h"
#include "domain/organisation/organisation.h"

#include <string_view>
#include <variant>

namespace chauban {

using Command = std::variant<
    account::OpenAccount, account::CloseAccount, account::RecordCredentialChange, organisation::CreateUnit,
    organisation::NameUnit, organisation::CreatePosition, organisation::HoldPosition, file::StoreFile,
    file::OpenQuarantine, digitization::CreateJob, digitization::RecordPage, digitization::RecordPageFailure,
    digitization::SuggestFields, digitization::CancelJob, digitization::RetryJob, number_series::OpenSeries,
    number_series::ProposeVoid, number_series::ApproveVoid, number_series::RejectVoid, incoming::RecordArrival,
    incoming::RefuseArrival, incoming::RefuseSecretItem, incoming::RegisterIncoming, incoming::CorrectRegistration,
    incoming::SubmitToLeader, incoming::GiveDirection, incoming::AcknowledgeDelivery, incoming::AssignHandler,
    incoming::RecordProgress, incoming::ReturnForReassignment, incoming::FinishCoordination, incoming::CompleteHandling,
    incoming::ReopenHandling, incoming::FileIntoDossier, dossier::OpenDossier, dossier::RemoveDocument,
    dossier::CloseDossier, dossier::ReopenDossier, dossier::OfferTransfer, dossier::AcceptTransfer,
    dossier::ReturnTransfer, file_plan::IssueFilePlan, file_plan::AmendPlan>;

/// `RegisterIncoming`.
std::string_view command_name(const Command& command);
/// Partition 0 holds system matters (accounts, units, positions), the agency's partition everything else.
bool is_system_command(const Command& command);

}  // namespace chauban

// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/decide.h"

#include "domain/decisions.h"

#include <array>

namespace chauban {
namespace {

template <class Id>
std::vector<StreamRef> only(Aggregate aggregate, Id id) {
  return {{aggregate, id.value}};
}

// Which field of a command names its main stream.
template <class C>
  requires requires(const C& c) {
    c.document;
    c.dossier;
  }
std::vector<StreamRef> streams(const C& c) {
  if constexpr (std::is_same_v<C, incoming::FileIntoDossier>) {
    return {{Aggregate::incoming, c.document.value}, {Aggregate::dossier, c.dossier.value}};
  } else {
    return {{Aggregate::dossier, c.dossier.value}, {Aggregate::incoming, c.document.value}};
  }
}
template <class C>
  requires(
      requires(const C& c) { c.document; } && !requires(const C& c) { c.dossier; })
std::vector<StreamRef> streams(const C& c) {
  return only(Aggregate::incoming, c.document);
}
template <class C>
  requires(
      requires(const C& c) { c.dossier; } && !requires(const C& c) { c.document; })
std::vector<StreamRef> streams(const C& c) {
  return only(Aggregate::dossier, c.dossier);
}
template <class C>
  requires requires(const C& c) { c.job; }
std::vector<StreamRef> streams(const C& c) {
  return only(Aggregate::digitization, c.job);
}
std::vector<StreamRef> streams(const account::OpenAccount& c) { return only(Aggregate::account, c.account); }
std::vector<StreamRef> streams(const account::CloseAccount& c) { return only(Aggregate::account, c.account); }
std::vector<StreamRef> streams(const account::RecordCredentialChange& c) { return only(Aggregate::account, c.account); }
std::vector<StreamRef> streams(const organisation::CreateUnit& c) { return only(Aggregate::organisation, c.unit); }
std::vector<StreamRef> streams(const organisation::NameUnit& c) { return only(Aggregate::organisation, c.unit); }
std::vector<StreamRef> streams(const organisation::CreatePosition& c) {
  return only(Aggregate::organisation, c.position);
}
std::vector<StreamRef> streams(const organisation::HoldPosition& c) {
  return only(Aggregate::organisation, c.position);
}
std::vector<StreamRef> streams(const file::StoreFile& c) { return only(Aggregate::file, c.file); }
std::vector<StreamRef> streams(const file::OpenQuarantine& c) { return only(Aggregate::file, c.file); }
std::vector<StreamRef> streams(const number_series::OpenSeries& c) {
  return only(Aggregate::number_series, number_series::series_id(c.agency, c.series, c.year));
}
std::vector<StreamRef> streams(const file_plan::IssueFilePlan& c) {
  return only(Aggregate::file_plan, file_plan::plan_id(c.agency, c.year));
}
std::vector<StreamRef> streams(const file_plan::AmendPlan& c) { return only(Aggregate::file_plan, c.plan); }

/// In the order of the Command variant.
constexpr std::array<std::string_view, std::variant_size_v<Command>> kNames{
    "OpenAccount",        "CloseAccount",     "RecordCredentialChange",
    "CreateUnit",         "NameUnit",         "CreatePosition",
    "HoldPosition",       "StoreFile",        "OpenQuarantine",
    "CreateJob",          "RecordPage",       "RecordPageFailure",
    "SuggestFields",      "CancelJob",        "RetryJob",
    "OpenSeries",         "ProposeVoid",      "ApproveVoid",
    "RejectVoid",         "RecordArrival",    "RefuseArrival",
    "RefuseSecretItem",   "RegisterIncoming", "CorrectRegistration",
    "SubmitToLeader",     "GiveDirection",    "AcknowledgeDelivery",
    "AssignHandler",      "RecordProgress",   "ReturnForReassignment",
    "FinishCoordination", "CompleteHandling", "ReopenHandling",
    "FileIntoDossier",    "OpenDossier",      "RemoveDocument",
    "CloseDossier",       "ReopenDossier",    "OfferTransfer",
    "AcceptTransfer",     "ReturnTransfer",   "IssueFilePlan",
    "AmendPlan"};

}  // namespace

Decision decide(const World& world, const Command& command, const Context& context) {
  return std::visit([&](const auto& one) { return decide(world, one, context); }, command);
}

std::vector<StreamRef> streams_of(const Command& command) {
  return std::visit([](const auto& one) { return streams(one); }, command);
}

std::string_view command_name(const Command& command) { return kNames.at(command.index()); }

bool is_system_command(const Command& command) {
  switch (streams_of(command).front().aggregate) {
    case Aggregate::account:
    case Aggregate::organisation: return true;
    case Aggregate::file:
    case Aggregate::digitization:
    case Aggregate::number_series:
    case Aggregate::incoming:
    case Aggregate::dossier:
    case Aggregate::file_plan: return false;
  }
  return false;
}

}  // namespace chauban

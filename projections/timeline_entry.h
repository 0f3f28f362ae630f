// SPDX-License-Identifier: GPL-3.0-or-later
// Each event as an entry of a history: which facts its sentence needs. The sentences stand in timeline_texts.cc.
#pragma once

#include "projections/timeline.h"

namespace chauban::projections {

/// What a reading has found so far.
struct ReadingSums {
  FileId file{};
  int pages = 0;
  int words = 0;
  std::int64_t confidence_sum = 0;  ///< words × confidence in millionths: exact in any order

  void add(const digitization::PageRecognised& page);
  static void fields(auto& row, auto& io) { io(row.file, row.pages, row.words, row.confidence_sum); }
};

TimelineEntry entry_of(const incoming::DocumentArrived& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::ArrivalRefused& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::SecretItemRefused& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::IncomingRegistered& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::RegistrationCorrected& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::SubmittedToLeader& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::DirectionGiven& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::Distributed& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::DeliveryAcknowledged& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::HandlerAssigned& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::ProgressRecorded& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::ReturnedForReassignment& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::CoordinationDone& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::HandlingCompleted& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::HandlingReopened& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::FiledIntoDossier& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::RemovedFromDossier& e, const EventFacts& facts);
TimelineEntry entry_of(const incoming::RegistrationVoided& e, const EventFacts& facts);
TimelineEntry entry_of(const file::FileStored& e, const EventFacts& facts);
TimelineEntry entry_of(const file::QuarantineOpened& e, const EventFacts& facts);
TimelineEntry entry_of(const digitization::JobCreated& e, const EventFacts& facts);
TimelineEntry entry_of(const digitization::PageFailed& e, const EventFacts& facts);
TimelineEntry entry_of(const digitization::JobCompleted& e, const ReadingSums& sums, const EventFacts& facts);
TimelineEntry entry_of(const digitization::JobCancelled& e, const EventFacts& facts);
TimelineEntry entry_of(const digitization::JobRetried& e, const EventFacts& facts);
TimelineEntry entry_of(const digitization::JobFailed& e, const EventFacts& facts);
TimelineEntry entry_of(const number_series::NumberVoidProposed& e, const EventFacts& facts);
TimelineEntry entry_of(const number_series::NumberVoidRejected& e, const EventFacts& facts);
TimelineEntry entry_of(const number_series::NumberVoided& e, const EventFacts& facts);
TimelineEntry entry_of(const dossier::DossierOpened& e, const EventFacts& facts);
TimelineEntry entry_of(const dossier::DocumentAdded& e, const EventFacts& facts);
TimelineEntry entry_of(const dossier::DocumentRemoved& e, const EventFacts& facts);
TimelineEntry entry_of(const dossier::DossierClosed& e, const EventFacts& facts);
TimelineEntry entry_of(const dossier::DossierReopened& e, const EventFacts& facts);
TimelineEntry entry_of(const dossier::TransferOffered& e, const EventFacts& facts);
TimelineEntry entry_of(const dossier::TransferAccepted& e, const EventFacts& facts);
TimelineEntry entry_of(const dossier::TransferReturned& e, const EventFacts& facts);

}  // namespace chauban::projections

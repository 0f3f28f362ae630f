// SPDX-License-Identifier: GPL-3.0-or-later
// Random events, one generator an alternative: for round trips and hostile bytes.
#pragma once

#include "domain/event.h"

#include <rapidcheck.h>

namespace chauban::arbitrary {

inline Uuid uuid() {
  return Uuid::from_words(*rc::gen::arbitrary<std::uint64_t>(), *rc::gen::arbitrary<std::uint64_t>());
}
template <class T>
T any();

template <class T>
concept IsId = requires(T t) { requires std::is_same_v<decltype(t.value), Uuid>; };

template <>
inline std::string any() {
  return *rc::gen::element<std::string>("", "a", "Sở Nội vụ", "15/QĐ-UBND", "dòng một\ndòng hai") +
         *rc::gen::string<std::string>();
}
template <>
inline int any() {
  return *rc::gen::arbitrary<int>();
}
template <>
inline std::uint32_t any() {
  return *rc::gen::arbitrary<std::uint32_t>();
}
template <>
inline std::uint64_t any() {
  return *rc::gen::arbitrary<std::uint64_t>();
}
template <>
inline bool any() {
  return *rc::gen::arbitrary<bool>();
}
template <>
inline float any() {
  return static_cast<float>(*rc::gen::inRange(-1000, 1000)) / 8;
}
template <>
inline Date any() {
  return *rc::gen::arbitrary<bool>() ? from_days(*rc::gen::inRange(-20000, 80000)) : Date{};
}
template <>
inline std::optional<Date> any() {
  return *rc::gen::arbitrary<bool>() ? std::optional<Date>(from_days(*rc::gen::inRange(-20000, 80000))) : std::nullopt;
}
template <>
inline Timestamp any() {
  return from_micros(*rc::gen::arbitrary<std::int64_t>());
}
template <>
inline Digest any() {
  return Digest::from_words(any<std::uint64_t>(), any<std::uint64_t>(), any<std::uint64_t>(), any<std::uint64_t>());
}
template <>
inline std::array<float, 4> any() {
  return {any<float>(), any<float>(), any<float>(), any<float>()};
}
template <>
inline Role any() {
  return static_cast<Role>(*rc::gen::inRange(0, 8));
}
template <>
inline Urgency any() {
  return static_cast<Urgency>(*rc::gen::inRange(0, 4));
}
template <>
inline Secrecy any() {
  return static_cast<Secrecy>(*rc::gen::inRange(0, 4));
}
template <>
inline digitization::Lane any() {
  return static_cast<digitization::Lane>(*rc::gen::inRange(0, 4));
}
template <>
inline incoming::Source any() {
  return static_cast<incoming::Source>(*rc::gen::inRange(0, 4));
}
template <>
inline dossier::Retention any() {
  return {any<int>()};
}
template <class T>
std::vector<T> many() {
  std::vector<T> items;
  for (auto n = *rc::gen::inRange(0, 4); n > 0; --n) items.push_back(any<T>());
  return items;
}
template <IsId T>
T any_id() {
  return T{uuid()};
}
template <>
inline Assignee any() {
  return *rc::gen::arbitrary<bool>() ? Assignee{any_id<UnitId>(), {}} : Assignee{{}, any_id<PositionId>()};
}
template <>
inline incoming::Provenance any() {
  return {any<incoming::Source>(), any<float>(), any<bool>()};
}
template <>
inline std::map<std::string, incoming::Provenance> any() {
  return {{"code", any<incoming::Provenance>()}, {any<std::string>(), any<incoming::Provenance>()}};
}
template <>
inline account::AccountOpened any() {
  return {any_id<AccountId>(), any<std::string>(), any<std::string>()};
}
template <>
inline account::AccountClosed any() {
  return {any<std::string>()};
}
template <>
inline account::CredentialChanged any() {
  return {any<std::string>()};
}
template <>
inline organisation::OrgUnitCreated any() {
  return {any_id<UnitId>(), any_id<AgencyId>()};
}
template <>
inline organisation::OrgUnitNamed any() {
  return {any<Date>(), any<std::string>(), any<std::string>(), any<std::string>(), any_id<UnitId>()};
}
template <>
inline organisation::PositionCreated any() {
  return {any_id<PositionId>(), any_id<UnitId>(), any<std::string>(), many<Role>()};
}
template <>
inline organisation::PositionHeld any() {
  return {any_id<AccountId>(), any<Date>()};
}
template <>
inline file::FileStored any() {
  return {any_id<FileId>(),     any_id<AgencyId>(), any<Digest>(),
          any<std::uint64_t>(), any<std::string>(), any<std::string>()};
}
template <>
inline file::QuarantineOpened any() {
  return {any<int>(), any<Secrecy>()};
}
template <>
inline digitization::Region any() {
  return {any<int>(), any<std::array<float, 4>>()};
}
template <>
inline digitization::FieldCandidate any() {
  return {any<std::string>(), any<float>(), any<digitization::Region>()};
}
template <>
inline digitization::JobCreated any() {
  return {any_id<JobId>(), any_id<FileId>(), any_id<AgencyId>(), any<int>(), any<digitization::Lane>()};
}
template <>
inline digitization::PageRecognised any() {
  return {any<int>(), any<Digest>(), any<int>(), any<float>(), any<bool>(), any<bool>(), any<std::string>()};
}
template <>
inline digitization::PageFailed any() {
  return {any<int>(), any<std::string>(), any<int>()};
}
template <>
inline digitization::FieldSuggested any() {
  return {any<std::string>(),          any<std::string>(), any<float>(),
          any<digitization::Region>(), any<std::string>(), many<digitization::FieldCandidate>()};
}
template <>
inline digitization::JobCompleted any() {
  return {any<int>(), any<int>()};
}
template <>
inline digitization::JobCancelled any() {
  return {any<std::string>()};
}
template <>
inline digitization::JobRetried any() {
  return {many<int>()};
}
template <>
inline digitization::JobFailed any() {
  return {any<std::string>()};
}
template <>
inline number_series::SeriesOpened any() {
  return {any_id<SeriesId>(), any_id<AgencyId>(), any<std::string>(), any<int>(), any<int>(), any<std::string>()};
}
template <>
inline number_series::NumberAssigned any() {
  return {any<int>(), any_id<DocumentId>()};
}
template <>
inline number_series::NumberVoidProposed any() {
  return {any<int>(), any_id<DocumentId>(), any<std::string>()};
}
template <>
inline number_series::NumberVoidRejected any() {
  return {any<int>(), any_id<DocumentId>(), any<std::string>()};
}
template <>
inline number_series::NumberVoided any() {
  return {any<int>(), any_id<DocumentId>(), any<std::string>(), any_id<AccountId>(), any_id<AccountId>()};
}
template <>
inline incoming::Registration any() {
  return {any<std::string>(),  any<std::string>(),         any<Date>(),        any<std::string>(),
          any<std::string>(),  any<std::string>(),         any<int>(),         any<std::string>(),
          any<std::string>(),  any<std::string>(),         any<std::string>(), any<Urgency>(),
          many<std::string>(), any<std::optional<Date>>(), any<std::string>(), any<int>()};
}
template <>
inline incoming::DocumentArrived any() {
  return {any_id<DocumentId>(), any_id<AgencyId>(), {any_id<FileId>(), any_id<FileId>()},
          any<std::string>(),   any<Timestamp>(),   any<std::string>()};
}
template <>
inline incoming::ArrivalRefused any() {
  return {any<std::string>()};
}
template <>
inline incoming::SecretItemRefused any() {
  return {any_id<AgencyId>()};
}
template <>
inline incoming::IncomingRegistered any() {
  return {any<int>(),
          any<int>(),
          any<Date>(),
          any<incoming::Registration>(),
          any<std::map<std::string, incoming::Provenance>>(),
          any<std::string>(),
          any<std::string>(),
          many<std::string>()};
}
template <>
inline incoming::RegistrationCorrected any() {
  return {any<std::string>(), any<std::string>(), any<std::string>(), any<std::string>(),
          any<incoming::Registration>()};
}
template <>
inline incoming::SubmittedToLeader any() {
  return {any_id<PositionId>(), any<std::string>()};
}
template <>
inline incoming::DirectionGiven any() {
  return {any<std::string>(), any<Assignee>(), many<Assignee>(), any<Date>(), any<bool>(), any<std::uint32_t>()};
}
template <>
inline incoming::Distributed any() {
  return {many<Assignee>(), any<std::string>()};
}
template <>
inline incoming::DeliveryAcknowledged any() {
  return {any<Assignee>()};
}
template <>
inline incoming::HandlerAssigned any() {
  return {any_id<PositionId>(), any<std::string>()};
}
template <>
inline incoming::ProgressRecorded any() {
  return {any<std::string>()};
}
template <>
inline incoming::ReturnedForReassignment any() {
  return {any<std::string>(), any<bool>()};
}
template <>
inline incoming::CoordinationDone any() {
  return {any<Assignee>(), any<std::string>()};
}
template <>
inline incoming::HandlingCompleted any() {
  return {any<std::string>(), any<std::string>(), any<bool>()};
}
template <>
inline incoming::HandlingReopened any() {
  return {any<std::string>()};
}
template <>
inline incoming::FiledIntoDossier any() {
  return {any_id<DossierId>(), any<int>()};
}
template <>
inline incoming::RemovedFromDossier any() {
  return {any_id<DossierId>(), any<std::string>()};
}
template <>
inline incoming::RegistrationVoided any() {
  return {any<std::string>()};
}
template <>
inline dossier::DossierOpened any() {
  return {any_id<DossierId>(),  any_id<AgencyId>(), any_id<FilePlanId>(),      any<std::string>(),
          any<std::string>(),   any<std::string>(), any<dossier::Retention>(), any_id<UnitId>(),
          any_id<PositionId>(), any<Date>()};
}
template <>
inline dossier::DocumentAdded any() {
  return {any_id<DocumentId>(), any<int>(), any<int>()};
}
template <>
inline dossier::DocumentRemoved any() {
  return {any_id<DocumentId>(), any<int>(), any<std::string>()};
}
template <>
inline dossier::DossierClosed any() {
  return {any<Date>(), any<int>(), any<int>(), any<std::string>()};
}
template <>
inline dossier::DossierReopened any() {
  return {any<std::string>()};
}
template <>
inline dossier::TransferOffered any() {
  return {any<std::string>()};
}
template <>
inline dossier::TransferAccepted any() {
  return {any<std::string>()};
}
template <>
inline dossier::TransferReturned any() {
  return {many<std::string>()};
}
template <>
inline file_plan::Entry any() {
  return {any<std::string>(), any<std::string>(), any<dossier::Retention>(), any_id<UnitId>(), any<std::string>()};
}
template <>
inline file_plan::FilePlanIssued any() {
  return {any_id<FilePlanId>(), any_id<AgencyId>(), any<int>(), many<file_plan::Entry>(), any<std::string>()};
}
template <>
inline file_plan::FilePlanAmended any() {
  return {many<file_plan::Entry>(), any<std::string>()};
}
/// A random event of the type at this place of event_types().
inline Event event_at(std::size_t place) {
  switch (place) {
    case 0: return account::Event(any<account::AccountOpened>());
    case 1: return account::Event(any<account::AccountClosed>());
    case 2: return account::Event(any<account::CredentialChanged>());
    case 3: return organisation::Event(any<organisation::OrgUnitCreated>());
    case 4: return organisation::Event(any<organisation::OrgUnitNamed>());
    case 5: return organisation::Event(any<organisation::PositionCreated>());
    case 6: return organisation::Event(any<organisation::PositionHeld>());
    case 7: return file::Event(any<file::FileStored>());
    case 8: return file::Event(any<file::QuarantineOpened>());
    case 9: return digitization::Event(any<digitization::JobCreated>());
    case 10: return digitization::Event(any<digitization::PageRecognised>());
    case 11: return digitization::Event(any<digitization::PageFailed>());
    case 12: return digitization::Event(any<digitization::FieldSuggested>());
    case 13: return digitization::Event(any<digitization::JobCompleted>());
    case 14: return digitization::Event(any<digitization::JobCancelled>());
    case 15: return digitization::Event(any<digitization::JobRetried>());
    case 16: return digitization::Event(any<digitization::JobFailed>());
    case 17: return number_series::Event(any<number_series::SeriesOpened>());
    case 18: return number_series::Event(any<number_series::NumberAssigned>());
    case 19: return number_series::Event(any<number_series::NumberVoidProposed>());
    case 20: return number_series::Event(any<number_series::NumberVoidRejected>());
    case 21: return number_series::Event(any<number_series::NumberVoided>());
    case 22: return incoming::Event(any<incoming::DocumentArrived>());
    case 23: return incoming::Event(any<incoming::ArrivalRefused>());
    case 24: return incoming::Event(any<incoming::SecretItemRefused>());
    case 25: return incoming::Event(any<incoming::IncomingRegistered>());
    case 26: return incoming::Event(any<incoming::RegistrationCorrected>());
    case 27: return incoming::Event(any<incoming::SubmittedToLeader>());
    case 28: return incoming::Event(any<incoming::DirectionGiven>());
    case 29: return incoming::Event(any<incoming::Distributed>());
    case 30: return incoming::Event(any<incoming::DeliveryAcknowledged>());
    case 31: return incoming::Event(any<incoming::HandlerAssigned>());
    case 32: return incoming::Event(any<incoming::ProgressRecorded>());
    case 33: return incoming::Event(any<incoming::ReturnedForReassignment>());
    case 34: return incoming::Event(any<incoming::CoordinationDone>());
    case 35: return incoming::Event(any<incoming::HandlingCompleted>());
    case 36: return incoming::Event(any<incoming::HandlingReopened>());
    case 37: return incoming::Event(any<incoming::FiledIntoDossier>());
    case 38: return incoming::Event(any<incoming::RemovedFromDossier>());
    case 39: return incoming::Event(any<incoming::RegistrationVoided>());
    case 40: return dossier::Event(any<dossier::DossierOpened>());
    case 41: return dossier::Event(any<dossier::DocumentAdded>());
    case 42: return dossier::Event(any<dossier::DocumentRemoved>());
    case 43: return dossier::Event(any<dossier::DossierClosed>());
    case 44: return dossier::Event(any<dossier::DossierReopened>());
    case 45: return dossier::Event(any<dossier::TransferOffered>());
    case 46: return dossier::Event(any<dossier::TransferAccepted>());
    case 47: return dossier::Event(any<dossier::TransferReturned>());
    case 48: return file_plan::Event(any<file_plan::FilePlanIssued>());
    case 49: return file_plan::Event(any<file_plan::FilePlanAmended>());
    default: throw Bug("a type without a generator: add it here");
  }
}
}  // namespace chauban::arbitrary

// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/incoming/incoming.h"
#include "domain/packing.h"
#include "schemas/event_types.capnp.h"
#include "schemas/incoming.capnp.h"

namespace chauban::incoming {
namespace {

using namespace packing;
namespace wire = schema::incoming;

struct Wire {
  static void put(schema::Assignee::Builder to, const Assignee& e) { put_assignee(to, e); }
  static Assignee get(schema::Assignee::Reader from) { return get_assignee(from); }

  static void put(capnp::List<wire::FieldProvenance>::Builder to, const std::map<std::string, Provenance>& e) {
    unsigned i = 0;
    for (const auto& [field, provenance] : e) {
      auto one = to[i++];
      one.setField(text(field));
      one.setSource(static_cast<wire::Source>(provenance.source));
      one.setConfidence(provenance.confidence);
      one.setConfirmed(provenance.confirmed);
    }
  }
  static std::map<std::string, Provenance> get(capnp::List<wire::FieldProvenance>::Reader from) {
    std::map<std::string, Provenance> e;
    for (auto one : from) {
      e[text(one.getField())] = {enumerator<Source>(one.getSource(), Source::copied), finite(one.getConfidence()),
                                 one.getConfirmed()};
    }
    return e;
  }

  static void put(wire::Registration::Builder to, const Registration& e) {
    to.setCode(text(e.code));
    to.setKind(text(e.kind));
    to.setIssueDate(day(e.issue_date));
    to.setIssuer(text(e.issuer));
    to.setSubject(text(e.subject));
    to.setLanguage(text(e.language));
    to.setPageAmount(e.page_amount);
    to.setDescription(text(e.description));
    to.setSignerName(text(e.signer_name));
    to.setSignerPosition(text(e.signer_position));
    to.setSignerAuthority(text(e.signer_authority));
    to.setUrgency(static_cast<schema::Urgency>(e.urgency));
    fill(to.initToPlaces(count(e.to_places)), e.to_places);
    to.setDueDate(optional_day(e.due_date));
    to.setCirculation(text(e.circulation));
    to.setSensitivity(e.sensitivity);
  }
  static Registration get(wire::Registration::Reader from) {
    return {.code = text(from.getCode()),
            .kind = text(from.getKind()),
            .issue_date = day(from.getIssueDate()),
            .issuer = text(from.getIssuer()),
            .subject = text(from.getSubject()),
            .language = text(from.getLanguage()),
            .page_amount = from.getPageAmount(),
            .description = text(from.getDescription()),
            .signer_name = text(from.getSignerName()),
            .signer_position = text(from.getSignerPosition()),
            .signer_authority = text(from.getSignerAuthority()),
            .urgency = enumerator<Urgency>(from.getUrgency(), Urgency::hoa_toc),
            .to_places = texts(from.getToPlaces()),
            .due_date = optional_day(from.getDueDate()),
            .circulation = text(from.getCirculation()),
            .sensitivity = from.getSensitivity()};
  }

  static void put(wire::DocumentArrived::Builder to, const DocumentArrived& e) {
    to.setDocumentA(e.document.value.word_a());
    to.setDocumentB(e.document.value.word_b());
    to.setAgencyA(e.agency.value.word_a());
    to.setAgencyB(e.agency.value.word_b());
    fill_ids(to.initFiles(count(e.files)), e.files);
    to.setChannel(text(e.channel));
    to.setArrivedAt(to_micros(e.arrived_at));
    to.setNote(text(e.note));
  }
  static DocumentArrived get(wire::DocumentArrived::Reader from) {
    return {.document = id<DocumentId>(from.getDocumentA(), from.getDocumentB()),
            .agency = id<AgencyId>(from.getAgencyA(), from.getAgencyB()),
            .files = ids<FileId>(from.getFiles()),
            .channel = text(from.getChannel()),
            .arrived_at = from_micros(from.getArrivedAt()),
            .note = text(from.getNote())};
  }

  static void put(wire::ArrivalRefused::Builder to, const ArrivalRefused& e) { to.setReason(text(e.reason)); }
  static ArrivalRefused get(wire::ArrivalRefused::Reader from) { return {.reason = text(from.getReason())}; }

  static void put(wire::SecretItemRefused::Builder to, const SecretItemRefused& e) {
    to.setAgencyA(e.agency.value.word_a());
    to.setAgencyB(e.agency.value.word_b());
  }
  static SecretItemRefused get(wire::SecretItemRefused::Reader from) {
    return {.agency = id<AgencyId>(from.getAgencyA(), from.getAgencyB())};
  }

  static void put(wire::IncomingRegistered::Builder to, const IncomingRegistered& e) {
    to.setArrivalNumber(e.arrival_number);
    to.setYear(e.year);
    to.setArrivalDate(day(e.arrival_date));
    put(to.initRegistration(), e.registration);
    put(to.initProvenance(count(e.provenance)), e.provenance);
    to.setLateReason(text(e.late_reason));
    to.setOverrideReason(text(e.override_reason));
    fill(to.initWarnings(count(e.warnings)), e.warnings);
  }
  static IncomingRegistered get(wire::IncomingRegistered::Reader from) {
    return {.arrival_number = from.getArrivalNumber(),
            .year = from.getYear(),
            .arrival_date = day(from.getArrivalDate()),
            .registration = get(from.getRegistration()),
            .provenance = get(from.getProvenance()),
            .late_reason = text(from.getLateReason()),
            .override_reason = text(from.getOverrideReason()),
            .warnings = texts(from.getWarnings())};
  }

  static void put(wire::RegistrationCorrected::Builder to, const RegistrationCorrected& e) {
    to.setField(text(e.field));
    to.setOldValue(text(e.old_value));
    to.setNewValue(text(e.new_value));
    to.setReason(text(e.reason));
    put(to.initRegistration(), e.registration);
  }
  static RegistrationCorrected get(wire::RegistrationCorrected::Reader from) {
    return {.field = text(from.getField()),
            .old_value = text(from.getOldValue()),
            .new_value = text(from.getNewValue()),
            .reason = text(from.getReason()),
            .registration = get(from.getRegistration())};
  }

  static void put(wire::SubmittedToLeader::Builder to, const SubmittedToLeader& e) {
    to.setLeaderA(e.leader.value.word_a());
    to.setLeaderB(e.leader.value.word_b());
    to.setNote(text(e.note));
  }
  static SubmittedToLeader get(wire::SubmittedToLeader::Reader from) {
    return {.leader = id<PositionId>(from.getLeaderA(), from.getLeaderB()), .note = text(from.getNote())};
  }

  static void put(wire::DirectionGiven::Builder to, const DirectionGiven& e) {
    to.setText(text(e.text));
    put(to.initLead(), e.lead);
    fill_assignees(to.initCoop(count(e.coop)), e.coop);
    to.setDueDate(day(e.due_date));
    to.setDueProvisional(e.due_provisional);
    to.setCalendarVersion(e.calendar_version);
  }
  static DirectionGiven get(wire::DirectionGiven::Reader from) {
    return {.text = text(from.getText()),
            .lead = get(from.getLead()),
            .coop = assignees(from.getCoop()),
            .due_date = day(from.getDueDate()),
            .due_provisional = from.getDueProvisional(),
            .calendar_version = from.getCalendarVersion()};
  }

  static void put(wire::Distributed::Builder to, const Distributed& e) {
    fill_assignees(to.initTo(count(e.to)), e.to);
    to.setMedium(text(e.medium));
  }
  static Distributed get(wire::Distributed::Reader from) {
    return {.to = assignees(from.getTo()), .medium = text(from.getMedium())};
  }

  static void put(wire::DeliveryAcknowledged::Builder to, const DeliveryAcknowledged& e) {
    put(to.initRecipient(), e.recipient);
  }
  static DeliveryAcknowledged get(wire::DeliveryAcknowledged::Reader from) {
    return {.recipient = get(from.getRecipient())};
  }

  static void put(wire::HandlerAssigned::Builder to, const HandlerAssigned& e) {
    to.setToA(e.to.value.word_a());
    to.setToB(e.to.value.word_b());
    to.setReason(text(e.reason));
  }
  static HandlerAssigned get(wire::HandlerAssigned::Reader from) {
    return {.to = id<PositionId>(from.getToA(), from.getToB()), .reason = text(from.getReason())};
  }

  static void put(wire::ProgressRecorded::Builder to, const ProgressRecorded& e) { to.setText(text(e.text)); }
  static ProgressRecorded get(wire::ProgressRecorded::Reader from) { return {.text = text(from.getText())}; }

  static void put(wire::ReturnedForReassignment::Builder to, const ReturnedForReassignment& e) {
    to.setReason(text(e.reason));
    to.setToLeader(e.to_leader);
  }
  static ReturnedForReassignment get(wire::ReturnedForReassignment::Reader from) {
    return {.reason = text(from.getReason()), .to_leader = from.getToLeader()};
  }

  static void put(wire::CoordinationDone::Builder to, const CoordinationDone& e) {
    put(to.initCoop(), e.coop);
    to.setText(text(e.text));
  }
  static CoordinationDone get(wire::CoordinationDone::Reader from) {
    return {.coop = get(from.getCoop()), .text = text(from.getText())};
  }

  static void put(wire::HandlingCompleted::Builder to, const HandlingCompleted& e) {
    to.setResult(text(e.result));
    to.setReplyCode(text(e.reply_code));
    to.setOnTime(e.on_time);
  }
  static HandlingCompleted get(wire::HandlingCompleted::Reader from) {
    return {.result = text(from.getResult()), .reply_code = text(from.getReplyCode()), .on_time = from.getOnTime()};
  }

  static void put(wire::HandlingReopened::Builder to, const HandlingReopened& e) { to.setReason(text(e.reason)); }
  static HandlingReopened get(wire::HandlingReopened::Reader from) { return {.reason = text(from.getReason())}; }

  static void put(wire::FiledIntoDossier::Builder to, const FiledIntoDossier& e) {
    to.setDossierA(e.dossier.value.word_a());
    to.setDossierB(e.dossier.value.word_b());
    to.setOrdinal(e.ordinal);
  }
  static FiledIntoDossier get(wire::FiledIntoDossier::Reader from) {
    return {.dossier = id<DossierId>(from.getDossierA(), from.getDossierB()), .ordinal = from.getOrdinal()};
  }

  static void put(wire::RemovedFromDossier::Builder to, const RemovedFromDossier& e) {
    to.setDossierA(e.dossier.value.word_a());
    to.setDossierB(e.dossier.value.word_b());
    to.setReason(text(e.reason));
  }
  static RemovedFromDossier get(wire::RemovedFromDossier::Reader from) {
    return {.dossier = id<DossierId>(from.getDossierA(), from.getDossierB()), .reason = text(from.getReason())};
  }

  static void put(wire::RegistrationVoided::Builder to, const RegistrationVoided& e) { to.setReason(text(e.reason)); }
  static RegistrationVoided get(wire::RegistrationVoided::Reader from) { return {.reason = text(from.getReason())}; }
};

using Number = schema::IncomingEvent;
using Codec =
    packing::Codec<Event, Wire, Aggregate::incoming,
                   Type<DocumentArrived, wire::DocumentArrived, Number::DOCUMENT_ARRIVED, 1>,
                   Type<ArrivalRefused, wire::ArrivalRefused, Number::ARRIVAL_REFUSED, 1>,
                   Type<SecretItemRefused, wire::SecretItemRefused, Number::SECRET_ITEM_REFUSED, 1>,
                   Type<IncomingRegistered, wire::IncomingRegistered, Number::INCOMING_REGISTERED, 1>,
                   Type<RegistrationCorrected, wire::RegistrationCorrected, Number::REGISTRATION_CORRECTED, 1>,
                   Type<SubmittedToLeader, wire::SubmittedToLeader, Number::SUBMITTED_TO_LEADER, 1>,
                   Type<DirectionGiven, wire::DirectionGiven, Number::DIRECTION_GIVEN, 1>,
                   Type<Distributed, wire::Distributed, Number::DISTRIBUTED, 1>,
                   Type<DeliveryAcknowledged, wire::DeliveryAcknowledged, Number::DELIVERY_ACKNOWLEDGED, 1>,
                   Type<HandlerAssigned, wire::HandlerAssigned, Number::HANDLER_ASSIGNED, 1>,
                   Type<ProgressRecorded, wire::ProgressRecorded, Number::PROGRESS_RECORDED, 1>,
                   Type<ReturnedForReassignment, wire::ReturnedForReassignment, Number::RETURNED_FOR_REASSIGNMENT, 1>,
                   Type<CoordinationDone, wire::CoordinationDone, Number::COORDINATION_DONE, 1>,
                   Type<HandlingCompleted, wire::HandlingCompleted, Number::HANDLING_COMPLETED, 1>,
                   Type<HandlingReopened, wire::HandlingReopened, Number::HANDLING_REOPENED, 1>,
                   Type<FiledIntoDossier, wire::FiledIntoDossier, Number::FILED_INTO_DOSSIER, 1>,
                   Type<RemovedFromDossier, wire::RemovedFromDossier, Number::REMOVED_FROM_DOSSIER, 1>,
                   Type<RegistrationVoided, wire::RegistrationVoided, Number::REGISTRATION_VOIDED, 1>>;

}  // namespace

EncodedEvent encode(const Event& event) { return Codec::encode(event); }
Result<Event> decode(std::uint16_t type, std::uint16_t version, BytesView payload) {
  return Codec::decode(type, version, payload);
}
std::vector<EventType> types() {
  return Codec::types({"DocumentArrived", "ArrivalRefused", "SecretItemRefused", "IncomingRegistered",
                       "RegistrationCorrected", "SubmittedToLeader", "DirectionGiven", "Distributed",
                       "DeliveryAcknowledged", "HandlerAssigned", "ProgressRecorded", "ReturnedForReassignment",
                       "CoordinationDone", "HandlingCompleted", "HandlingReopened", "FiledIntoDossier",
                       "RemovedFromDossier", "RegistrationVoided"});
}

}  // namespace chauban::incoming

// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/dossier/dossier.h"
#include "domain/packing.h"
#include "schemas/dossier.capnp.h"
#include "schemas/event_types.capnp.h"

namespace chauban::dossier {
namespace {

using namespace packing;
namespace wire = schema::dossier;

struct Wire {
  static void put(wire::DossierOpened::Builder to, const DossierOpened& e) {
    to.setDossierA(e.dossier.value.word_a());
    to.setDossierB(e.dossier.value.word_b());
    to.setAgencyA(e.agency.value.word_a());
    to.setAgencyB(e.agency.value.word_b());
    to.setPlanA(e.plan.value.word_a());
    to.setPlanB(e.plan.value.word_b());
    to.setNotation(text(e.notation));
    to.setFileCode(text(e.file_code));
    to.setTitle(text(e.title));
    to.setRetention(e.retention.years);
    to.setUnitA(e.unit.value.word_a());
    to.setUnitB(e.unit.value.word_b());
    to.setCreatorA(e.creator.value.word_a());
    to.setCreatorB(e.creator.value.word_b());
    to.setStartDate(day(e.start_date));
  }
  static DossierOpened get(wire::DossierOpened::Reader from) {
    return {.dossier = id<DossierId>(from.getDossierA(), from.getDossierB()),
            .agency = id<AgencyId>(from.getAgencyA(), from.getAgencyB()),
            .plan = id<FilePlanId>(from.getPlanA(), from.getPlanB()),
            .notation = text(from.getNotation()),
            .file_code = text(from.getFileCode()),
            .title = text(from.getTitle()),
            .retention = {from.getRetention()},
            .unit = id<UnitId>(from.getUnitA(), from.getUnitB()),
            .creator = id<PositionId>(from.getCreatorA(), from.getCreatorB()),
            .start_date = day(from.getStartDate())};
  }

  static void put(wire::DocumentAdded::Builder to, const DocumentAdded& e) {
    to.setDocumentA(e.document.value.word_a());
    to.setDocumentB(e.document.value.word_b());
    to.setOrdinal(e.ordinal);
    to.setPages(e.pages);
  }
  static DocumentAdded get(wire::DocumentAdded::Reader from) {
    return {.document = id<DocumentId>(from.getDocumentA(), from.getDocumentB()),
            .ordinal = from.getOrdinal(),
            .pages = from.getPages()};
  }

  static void put(wire::DocumentRemoved::Builder to, const DocumentRemoved& e) {
    to.setDocumentA(e.document.value.word_a());
    to.setDocumentB(e.document.value.word_b());
    to.setOrdinal(e.ordinal);
    to.setReason(text(e.reason));
  }
  static DocumentRemoved get(wire::DocumentRemoved::Reader from) {
    return {.document = id<DocumentId>(from.getDocumentA(), from.getDocumentB()),
            .ordinal = from.getOrdinal(),
            .reason = text(from.getReason())};
  }

  static void put(wire::DossierClosed::Builder to, const DossierClosed& e) {
    to.setEndDate(day(e.end_date));
    to.setDocTotal(e.doc_total);
    to.setPageTotal(e.page_total);
    to.setNote(text(e.note));
  }
  static DossierClosed get(wire::DossierClosed::Reader from) {
    return {.end_date = day(from.getEndDate()),
            .doc_total = from.getDocTotal(),
            .page_total = from.getPageTotal(),
            .note = text(from.getNote())};
  }

  static void put(wire::DossierReopened::Builder to, const DossierReopened& e) { to.setReason(text(e.reason)); }
  static DossierReopened get(wire::DossierReopened::Reader from) { return {.reason = text(from.getReason())}; }

  static void put(wire::TransferOffered::Builder to, const TransferOffered& e) { to.setNote(text(e.note)); }
  static TransferOffered get(wire::TransferOffered::Reader from) { return {.note = text(from.getNote())}; }

  static void put(wire::TransferAccepted::Builder to, const TransferAccepted& e) { to.setNote(text(e.note)); }
  static TransferAccepted get(wire::TransferAccepted::Reader from) { return {.note = text(from.getNote())}; }

  static void put(wire::TransferReturned::Builder to, const TransferReturned& e) {
    fill(to.initFaults(count(e.faults)), e.faults);
  }
  static TransferReturned get(wire::TransferReturned::Reader from) { return {.faults = texts(from.getFaults())}; }
};

using Number = schema::DossierEvent;
using Codec =
    packing::Codec<Event, Wire, Aggregate::dossier, Type<DossierOpened, wire::DossierOpened, Number::DOSSIER_OPENED, 1>,
                   Type<DocumentAdded, wire::DocumentAdded, Number::DOCUMENT_ADDED, 1>,
                   Type<DocumentRemoved, wire::DocumentRemoved, Number::DOCUMENT_REMOVED, 1>,
                   Type<DossierClosed, wire::DossierClosed, Number::DOSSIER_CLOSED, 1>,
                   Type<DossierReopened, wire::DossierReopened, Number::DOSSIER_REOPENED, 1>,
                   Type<TransferOffered, wire::TransferOffered, Number::TRANSFER_OFFERED, 1>,
                   Type<TransferAccepted, wire::TransferAccepted, Number::TRANSFER_ACCEPTED, 1>,
                   Type<TransferReturned, wire::TransferReturned, Number::TRANSFER_RETURNED, 1>>;

}  // namespace

EncodedEvent encode(const Event& event) { return Codec::encode(event); }
Result<Event> decode(std::uint16_t type, std::uint16_t version, BytesView payload) {
  return Codec::decode(type, version, payload);
}
std::vector<EventType> types() {
  return Codec::types({"DossierOpened", "DocumentAdded", "DocumentRemoved", "DossierClosed", "DossierReopened",
                       "TransferOffered", "TransferAccepted", "TransferReturned"});
}

}  // namespace chauban::dossier

// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/number_series/number_series.h"
#include "domain/packing.h"
#include "schemas/event_types.capnp.h"
#include "schemas/number_series.capnp.h"

namespace chauban::number_series {
namespace {

using namespace packing;
namespace wire = schema::number_series;

struct Wire {
  static void put(wire::SeriesOpened::Builder to, const SeriesOpened& e) {
    to.setSeriesIdA(e.series_id.value.word_a());
    to.setSeriesIdB(e.series_id.value.word_b());
    to.setAgencyA(e.agency.value.word_a());
    to.setAgencyB(e.agency.value.word_b());
    to.setSeries(text(e.series));
    to.setYear(e.year);
    to.setFirstFree(e.first_free);
    to.setImportedFrom(text(e.imported_from));
  }
  static SeriesOpened get(wire::SeriesOpened::Reader from) {
    return {.series_id = id<SeriesId>(from.getSeriesIdA(), from.getSeriesIdB()),
            .agency = id<AgencyId>(from.getAgencyA(), from.getAgencyB()),
            .series = text(from.getSeries()),
            .year = from.getYear(),
            .first_free = from.getFirstFree(),
            .imported_from = text(from.getImportedFrom())};
  }

  static void put(wire::NumberAssigned::Builder to, const NumberAssigned& e) {
    to.setNumber(e.number);
    to.setDocumentA(e.document.value.word_a());
    to.setDocumentB(e.document.value.word_b());
  }
  static NumberAssigned get(wire::NumberAssigned::Reader from) {
    return {.number = from.getNumber(), .document = id<DocumentId>(from.getDocumentA(), from.getDocumentB())};
  }

  static void put(wire::NumberVoidProposed::Builder to, const NumberVoidProposed& e) {
    to.setNumber(e.number);
    to.setDocumentA(e.document.value.word_a());
    to.setDocumentB(e.document.value.word_b());
    to.setReason(text(e.reason));
  }
  static NumberVoidProposed get(wire::NumberVoidProposed::Reader from) {
    return {.number = from.getNumber(),
            .document = id<DocumentId>(from.getDocumentA(), from.getDocumentB()),
            .reason = text(from.getReason())};
  }

  static void put(wire::NumberVoidRejected::Builder to, const NumberVoidRejected& e) {
    to.setNumber(e.number);
    to.setDocumentA(e.document.value.word_a());
    to.setDocumentB(e.document.value.word_b());
    to.setReason(text(e.reason));
  }
  static NumberVoidRejected get(wire::NumberVoidRejected::Reader from) {
    return {.number = from.getNumber(),
            .document = id<DocumentId>(from.getDocumentA(), from.getDocumentB()),
            .reason = text(from.getReason())};
  }

  static void put(wire::NumberVoided::Builder to, const NumberVoided& e) {
    to.setNumber(e.number);
    to.setDocumentA(e.document.value.word_a());
    to.setDocumentB(e.document.value.word_b());
    to.setReason(text(e.reason));
    to.setProposedByA(e.proposed_by.value.word_a());
    to.setProposedByB(e.proposed_by.value.word_b());
    to.setApprovedByA(e.approved_by.value.word_a());
    to.setApprovedByB(e.approved_by.value.word_b());
  }
  static NumberVoided get(wire::NumberVoided::Reader from) {
    return {.number = from.getNumber(),
            .document = id<DocumentId>(from.getDocumentA(), from.getDocumentB()),
            .reason = text(from.getReason()),
            .proposed_by = id<AccountId>(from.getProposedByA(), from.getProposedByB()),
            .approved_by = id<AccountId>(from.getApprovedByA(), from.getApprovedByB())};
  }
};

using Number = schema::NumberSeriesEvent;
using Codec = packing::Codec<Event, Wire, Aggregate::number_series,
                             Type<SeriesOpened, wire::SeriesOpened, Number::SERIES_OPENED, 1>,
                             Type<NumberAssigned, wire::NumberAssigned, Number::NUMBER_ASSIGNED, 1>,
                             Type<NumberVoidProposed, wire::NumberVoidProposed, Number::NUMBER_VOID_PROPOSED, 1>,
                             Type<NumberVoidRejected, wire::NumberVoidRejected, Number::NUMBER_VOID_REJECTED, 1>,
                             Type<NumberVoided, wire::NumberVoided, Number::NUMBER_VOIDED, 1>>;

}  // namespace

EncodedEvent encode(const Event& event) { return Codec::encode(event); }
Result<Event> decode(std::uint16_t type, std::uint16_t version, BytesView payload) {
  return Codec::decode(type, version, payload);
}
std::vector<EventType> types() {
  return Codec::types({"SeriesOpened", "NumberAssigned", "NumberVoidProposed", "NumberVoidRejected", "NumberVoided"});
}

}  // namespace chauban::number_series

// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/file_plan/file_plan.h"
#include "domain/packing.h"
#include "schemas/event_types.capnp.h"
#include "schemas/file_plan.capnp.h"

namespace chauban::file_plan {
namespace {

using namespace packing;
namespace wire = schema::file_plan;

struct Wire {
  static void put(wire::Entry::Builder to, const Entry& e) {
    to.setNotation(text(e.notation));
    to.setTitle(text(e.title));
    to.setRetention(e.retention.years);
    to.setUnitA(e.unit.value.word_a());
    to.setUnitB(e.unit.value.word_b());
    to.setNote(text(e.note));
  }
  static Entry get(wire::Entry::Reader from) {
    return {.notation = text(from.getNotation()),
            .title = text(from.getTitle()),
            .retention = {from.getRetention()},
            .unit = id<UnitId>(from.getUnitA(), from.getUnitB()),
            .note = text(from.getNote())};
  }

  static void put(wire::FilePlanIssued::Builder to, const FilePlanIssued& e) {
    to.setPlanA(e.plan.value.word_a());
    to.setPlanB(e.plan.value.word_b());
    to.setAgencyA(e.agency.value.word_a());
    to.setAgencyB(e.agency.value.word_b());
    to.setYear(e.year);
    fill_structs<Wire>(to.initEntries(count(e.entries)), e.entries);
    to.setDecision(text(e.decision));
  }
  static FilePlanIssued get(wire::FilePlanIssued::Reader from) {
    return {.plan = id<FilePlanId>(from.getPlanA(), from.getPlanB()),
            .agency = id<AgencyId>(from.getAgencyA(), from.getAgencyB()),
            .year = from.getYear(),
            .entries = structs<Wire, Entry>(from.getEntries()),
            .decision = text(from.getDecision())};
  }

  static void put(wire::FilePlanAmended::Builder to, const FilePlanAmended& e) {
    fill_structs<Wire>(to.initAdded(count(e.added)), e.added);
    to.setDecision(text(e.decision));
  }
  static FilePlanAmended get(wire::FilePlanAmended::Reader from) {
    return {.added = structs<Wire, Entry>(from.getAdded()), .decision = text(from.getDecision())};
  }
};

using Number = schema::FilePlanEvent;
using Codec = packing::Codec<Event, Wire, Aggregate::file_plan,
                             Type<FilePlanIssued, wire::FilePlanIssued, Number::FILE_PLAN_ISSUED, 1>,
                             Type<FilePlanAmended, wire::FilePlanAmended, Number::FILE_PLAN_AMENDED, 1>>;

}  // namespace

EncodedEvent encode(const Event& event) { return Codec::encode(event); }
Result<Event> decode(std::uint16_t type, std::uint16_t version, BytesView payload) {
  return Codec::decode(type, version, payload);
}
std::vector<EventType> types() { return Codec::types({"FilePlanIssued", "FilePlanAmended"}); }

}  // namespace chauban::file_plan

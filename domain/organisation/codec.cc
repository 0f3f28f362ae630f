// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/organisation/organisation.h"
#include "domain/packing.h"
#include "schemas/event_types.capnp.h"
#include "schemas/organisation.capnp.h"

namespace chauban::organisation {
namespace {

using namespace packing;
namespace wire = schema::organisation;

struct Wire {
  static void put(wire::OrgUnitCreated::Builder to, const OrgUnitCreated& e) {
    to.setUnitA(e.unit.value.word_a());
    to.setUnitB(e.unit.value.word_b());
    to.setAgencyA(e.agency.value.word_a());
    to.setAgencyB(e.agency.value.word_b());
  }
  static OrgUnitCreated get(wire::OrgUnitCreated::Reader from) {
    return {.unit = id<UnitId>(from.getUnitA(), from.getUnitB()),
            .agency = id<AgencyId>(from.getAgencyA(), from.getAgencyB())};
  }

  static void put(wire::OrgUnitNamed::Builder to, const OrgUnitNamed& e) {
    to.setFrom(day(e.from));
    to.setName(text(e.name));
    to.setAbbreviation(text(e.abbreviation));
    to.setOrganId(text(e.organ_id));
    to.setParentA(e.parent.value.word_a());
    to.setParentB(e.parent.value.word_b());
  }
  static OrgUnitNamed get(wire::OrgUnitNamed::Reader from) {
    return {.from = day(from.getFrom()),
            .name = text(from.getName()),
            .abbreviation = text(from.getAbbreviation()),
            .organ_id = text(from.getOrganId()),
            .parent = id<UnitId>(from.getParentA(), from.getParentB())};
  }

  static void put(wire::PositionCreated::Builder to, const PositionCreated& e) {
    to.setPositionA(e.position.value.word_a());
    to.setPositionB(e.position.value.word_b());
    to.setUnitA(e.unit.value.word_a());
    to.setUnitB(e.unit.value.word_b());
    to.setTitle(text(e.title));
    fill_enumerators<schema::Role>(to.initRoles(count(e.roles)), e.roles);
  }
  static PositionCreated get(wire::PositionCreated::Reader from) {
    return {.position = id<PositionId>(from.getPositionA(), from.getPositionB()),
            .unit = id<UnitId>(from.getUnitA(), from.getUnitB()),
            .title = text(from.getTitle()),
            .roles = enumerators<Role>(from.getRoles(), Role::auditor)};
  }

  static void put(wire::PositionHeld::Builder to, const PositionHeld& e) {
    to.setAccountA(e.account.value.word_a());
    to.setAccountB(e.account.value.word_b());
    to.setFrom(day(e.from));
  }
  static PositionHeld get(wire::PositionHeld::Reader from) {
    return {.account = id<AccountId>(from.getAccountA(), from.getAccountB()), .from = day(from.getFrom())};
  }
};

using Number = schema::OrganisationEvent;
using Codec = packing::Codec<Event, Wire, Aggregate::organisation,
                             Type<OrgUnitCreated, wire::OrgUnitCreated, Number::ORG_UNIT_CREATED, 1>,
                             Type<OrgUnitNamed, wire::OrgUnitNamed, Number::ORG_UNIT_NAMED, 1>,
                             Type<PositionCreated, wire::PositionCreated, Number::POSITION_CREATED, 1>,
                             Type<PositionHeld, wire::PositionHeld, Number::POSITION_HELD, 1>>;

}  // namespace

EncodedEvent encode(const Event& event) { return Codec::encode(event); }
Result<Event> decode(std::uint16_t type, std::uint16_t version, BytesView payload) {
  return Codec::decode(type, version, payload);
}
std::vector<EventType> types() {
  return Codec::types({"OrgUnitCreated", "OrgUnitNamed", "PositionCreated", "PositionHeld"});
}

}  // namespace chauban::organisation

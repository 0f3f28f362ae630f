# SPDX-License-Identifier: GPL-3.0-or-later
# Events of units and positions. One struct an event, canonical in the payload of its envelope. Stored bytes are for ever:
# fields are only appended, ordinals never reused; a change of meaning is a new struct under a new version.
@0x943fc8aa22c81bbb;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("chauban::schema::organisation");
using Common = import "common.capnp";

struct OrgUnitCreated {
  unitA @0 :UInt64;
  unitB @1 :UInt64;
  agencyA @2 :UInt64;
  agencyB @3 :UInt64;
}

struct OrgUnitNamed {
  from @0 :Int32;  # day
  name @1 :Text;
  abbreviation @2 :Text;
  organId @3 :Text;
  parentA @4 :UInt64;
  parentB @5 :UInt64;
}

struct PositionCreated {
  positionA @0 :UInt64;
  positionB @1 :UInt64;
  unitA @2 :UInt64;
  unitB @3 :UInt64;
  title @4 :Text;
  roles @5 :List(Common.Role);
}

struct PositionHeld {
  accountA @0 :UInt64;
  accountB @1 :UInt64;
  from @2 :Int32;  # day
}

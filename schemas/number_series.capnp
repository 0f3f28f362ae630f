# SPDX-License-Identifier: GPL-3.0-or-later
# Events of number series. One struct an event, canonical in the payload of its envelope. Stored bytes are for ever:
# fields are only appended, ordinals never reused; a change of meaning is a new struct under a new version.
@0xfc3f82f6b1bcd8ad;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("chauban::schema::number_series");

struct SeriesOpened {
  seriesIdA @0 :UInt64;
  seriesIdB @1 :UInt64;
  agencyA @2 :UInt64;
  agencyB @3 :UInt64;
  series @4 :Text;
  year @5 :Int32;
  firstFree @6 :Int32;
  importedFrom @7 :Text;
}

struct NumberAssigned {
  number @0 :Int32;
  documentA @1 :UInt64;
  documentB @2 :UInt64;
}

struct NumberVoidProposed {
  number @0 :Int32;
  documentA @1 :UInt64;
  documentB @2 :UInt64;
  reason @3 :Text;
}

struct NumberVoidRejected {
  number @0 :Int32;
  documentA @1 :UInt64;
  documentB @2 :UInt64;
  reason @3 :Text;
}

struct NumberVoided {
  number @0 :Int32;
  documentA @1 :UInt64;
  documentB @2 :UInt64;
  reason @3 :Text;
  proposedByA @4 :UInt64;
  proposedByB @5 :UInt64;
  approvedByA @6 :UInt64;
  approvedByB @7 :UInt64;
}

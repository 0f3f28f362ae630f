# SPDX-License-Identifier: GPL-3.0-or-later
# Events of file plans. One struct an event, canonical in the payload of its envelope. Stored bytes are for ever:
# fields are only appended, ordinals never reused; a change of meaning is a new struct under a new version.
@0xc76639d4a6f1db84;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("chauban::schema::file_plan");

struct Entry {
  notation @0 :Text;
  title @1 :Text;
  retention @2 :Int32;  # years, 0 = permanent
  unitA @3 :UInt64;
  unitB @4 :UInt64;
  note @5 :Text;
}

struct FilePlanIssued {
  planA @0 :UInt64;
  planB @1 :UInt64;
  agencyA @2 :UInt64;
  agencyB @3 :UInt64;
  year @4 :Int32;
  entries @5 :List(Entry);
  decision @6 :Text;
}

struct FilePlanAmended {
  added @0 :List(Entry);
  decision @1 :Text;
}

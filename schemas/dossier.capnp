# SPDX-License-Identifier: GPL-3.0-or-later
# Events of work dossiers. One struct an event, canonical in the payload of its envelope. Stored bytes are for ever:
# fields are only appended, ordinals never reused; a change of meaning is a new struct under a new version.
@0xe91b105a1e2e83b2;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("chauban::schema::dossier");

struct DossierOpened {
  dossierA @0 :UInt64;
  dossierB @1 :UInt64;
  agencyA @2 :UInt64;
  agencyB @3 :UInt64;
  planA @4 :UInt64;
  planB @5 :UInt64;
  notation @6 :Text;
  fileCode @7 :Text;
  title @8 :Text;
  retention @9 :Int32;  # years, 0 = permanent
  unitA @10 :UInt64;
  unitB @11 :UInt64;
  creatorA @12 :UInt64;
  creatorB @13 :UInt64;
  startDate @14 :Int32;  # day
}

struct DocumentAdded {
  documentA @0 :UInt64;
  documentB @1 :UInt64;
  ordinal @2 :Int32;
  pages @3 :Int32;
}

struct DocumentRemoved {
  documentA @0 :UInt64;
  documentB @1 :UInt64;
  ordinal @2 :Int32;
  reason @3 :Text;
}

struct DossierClosed {
  endDate @0 :Int32;  # day
  docTotal @1 :Int32;
  pageTotal @2 :Int32;
  note @3 :Text;
}

struct DossierReopened {
  reason @0 :Text;
}

struct TransferOffered {
  note @0 :Text;
}

struct TransferAccepted {
  note @0 :Text;
}

struct TransferReturned {
  faults @0 :List(Text);
}

# SPDX-License-Identifier: GPL-3.0-or-later
# Events of files. One struct an event, canonical in the payload of its envelope. Stored bytes are for ever:
# fields are only appended, ordinals never reused; a change of meaning is a new struct under a new version.
@0xa12ef5ce7dab2e59;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("chauban::schema::file");
using Common = import "common.capnp";

struct FileStored {
  fileA @0 :UInt64;
  fileB @1 :UInt64;
  agencyA @2 :UInt64;
  agencyB @3 :UInt64;
  contentA @4 :UInt64;
  contentB @5 :UInt64;
  contentC @6 :UInt64;
  contentD @7 :UInt64;
  sizeBytes @8 :UInt64;
  mediaType @9 :Text;
  name @10 :Text;
}

struct QuarantineOpened {
  page @0 :Int32;
  mark @1 :Common.Secrecy;
}

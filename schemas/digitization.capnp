# SPDX-License-Identifier: GPL-3.0-or-later
# Events of digitization jobs. One struct an event, canonical in the payload of its envelope. Stored bytes are for ever:
# fields are only appended, ordinals never reused; a change of meaning is a new struct under a new version.
@0xa9d32b4fb476c103;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("chauban::schema::digitization");

enum Lane { interactive @0; mail @1; batch @2; archive @3; }

struct Region {
  page @0 :Int32;
  boxLeft @1 :Float32;
  boxTop @2 :Float32;
  boxRight @3 :Float32;
  boxBottom @4 :Float32;
}

struct FieldCandidate {
  value @0 :Text;
  confidence @1 :Float32;
  region @2 :Region;
}

struct JobCreated {
  jobA @0 :UInt64;
  jobB @1 :UInt64;
  fileA @2 :UInt64;
  fileB @3 :UInt64;
  agencyA @4 :UInt64;
  agencyB @5 :UInt64;
  pages @6 :Int32;
  lane @7 :Lane;
}

struct PageRecognised {
  page @0 :Int32;
  wordsA @1 :UInt64;
  wordsB @2 :UInt64;
  wordsC @3 :UInt64;
  wordsD @4 :UInt64;
  wordCount @5 :Int32;
  confidence @6 :Float32;
  fromTextLayer @7 :Bool;
  blank @8 :Bool;
  engine @9 :Text;
}

struct PageFailed {
  page @0 :Int32;
  reason @1 :Text;
  attempts @2 :Int32;
}

struct FieldSuggested {
  field @0 :Text;
  value @1 :Text;
  confidence @2 :Float32;
  region @3 :Region;
  raw @4 :Text;
  candidates @5 :List(FieldCandidate);
}

struct JobCompleted {
  pagesRead @0 :Int32;
  pagesFailed @1 :Int32;
}

struct JobCancelled {
  reason @0 :Text;
}

struct JobRetried {
  pages @0 :List(Int32);
}

struct JobFailed {
  reason @0 :Text;
}

# SPDX-License-Identifier: GPL-3.0-or-later
# What the events of several aggregates share. An id is two words, loaded little-endian, as in record.capnp; as a field of
# its own it stands as fooA, fooB. A day is an Int32: days since 1970-01-01, -2147483648 for none.
@0xd7cd6bf49120f947;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("chauban::schema");

struct Id {
  a @0 :UInt64;
  b @1 :UInt64;
}

struct Assignee {  # one of the two is nil
  unitA @0 :UInt64;
  unitB @1 :UInt64;
  positionA @2 :UInt64;
  positionB @3 :UInt64;
}

enum Role { clerk @0; officer @1; unitHead @2; leader @3; archivist @4; reception @5; admin @6; auditor @7; }
enum Urgency { none @0; khan @1; thuongKhan @2; hoaToc @3; }
enum Secrecy { none @0; mat @1; toiMat @2; tuyetMat @3; }

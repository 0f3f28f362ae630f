# SPDX-License-Identifier: GPL-3.0-or-later
# What is appended to the log. Stored bytes are for ever: ordinals are never reused, never renumbered, types and
# defaults never changed, nothing moves in or out of the union. What VALID reads (@0 to @18 and the union's tag) is
# frozen absolutely; the rest of Record and the control structs may only be appended to.
# Bytes are canonical, one segment, without framing. Fixed-length byte strings are UInt64 fields A, B, …, loaded
# little-endian in order: they cost no pointer and need no length check.
@0xd1f3a85e6f0b7c21;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("chauban::schema");

struct Record {
  format     @0 :UInt16;      # 1. Another value: the reader stops (never void)
  level      @1 :UInt16;      # lowest software level that may apply this record
  partition  @2 :UInt16;
  nEvents    @3 :UInt16;      # 0 for control records, 1..1024 for data
  generation @4 :UInt32;
  digestKey  @5 :UInt16;      # month number of the key of reqDigest
  epoch      @6 :UInt64;
  firstPos   @7 :UInt64;      # data: pos of its first event. control: nextPos as its author knew it
  hlc        @8 :UInt64;      # ms since 1970 << 16 | counter; strictly rising over valid records
  writerA @9 :UInt64;  writerB @10 :UInt64;
  rootA @11 :UInt64;  rootB @12 :UInt64;  rootC @13 :UInt64;  rootD @14 :UInt64;    # prevRoot: tree root at size firstPos
  idemA @15 :UInt64;  idemB @16 :UInt64;                                            # idemKey
  digestA @17 :UInt64;  digestB @18 :UInt64;                                        # reqDigest
  body :union {
    events  @19 :List(Data);  # each a canonical EventEnvelope
    genesis @20 :Genesis;
    claim   @21 :Claim;
    release @22 :Release;
    seal    @23 :Seal;
    opened  @24 :Opened;
  }
}

struct Genesis {
  logA @0 :UInt64;  logB @1 :UInt64;  parent @2 :UInt32;  basePos @3 :UInt64;  baseEpoch @4 :UInt64;
  rootA @5 :UInt64;  rootB @6 :UInt64;  rootC @7 :UInt64;  rootD @8 :UInt64;
  reason @9 :Text;  lostFrom @10 :UInt64;  copy @11 :Bool;
}

struct Opened {                # ends a copy: firstPos and prevRoot say where
  epoch @0 :UInt64;  lostFrom @1 :UInt64;  source @2 :Text;
}

struct Claim {
  nodeA @0 :UInt64;  nodeB @1 :UInt64;  software @2 :UInt16;  reason @3 :Reason;  headSeen @4 :UInt64;
  enum Reason { start @0; failover @1; handOver @2; producerLost @3; ownRecordVoid @4; operator @5; }
}

struct Release {               # successor: a hint, not a right
  reason @0 :UInt16;  successorA @1 :UInt64;  successorB @2 :UInt64;
}

struct Seal {
  nextGeneration @0 :UInt32;  reason @1 :Text;  operator @2 :Text;  target @3 :Text;
}

struct EventEnvelope {
  idA @0 :UInt64;  idB @1 :UInt64;              # event id, UUIDv7, unique for ever
  streamA @2 :UInt64;  streamB @3 :UInt64;      # aggregate id
  seq @4 :UInt32;                               # version of the stream after this event, from 1
  aggregate @5 :UInt16;  type @6 :UInt16;  version @7 :UInt16;   # numbers of event_types.capnp
  flags @8 :UInt16;                             # 1 payload sealed, 2 not for the public stream, 4 imported
  agencyA @9 :UInt64;  agencyB @10 :UInt64;
  occurredAt @11 :Int64;                        # microseconds UTC, from the command's context
  businessDate @12 :Int32;                      # days since 1970-01-01 in UTC+7
  ruleSet @13 :UInt32;  calendar @14 :UInt32;   # versions of the data the decision used
  causeA @15 :UInt64;  causeB @16 :UInt64;      # causation: the command
  matterA @17 :UInt64;  matterB @18 :UInt64;    # correlation: the matter the act belongs to
  actor @19 :Actor;
  legalBasis @20 :Text;
  payload @21 :Data;                            # canonical struct of (type, version), or sealed bytes
}

struct Actor {
  accountA @0 :UInt64;  accountB @1 :UInt64;  positionA @2 :UInt64;  positionB @3 :UInt64;
  forA @4 :UInt64;  forB @5 :UInt64;  delegationA @6 :UInt64;  delegationB @7 :UInt64;
}

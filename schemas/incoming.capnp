# SPDX-License-Identifier: GPL-3.0-or-later
# Events of incoming documents. One struct an event, canonical in the payload of its envelope. Stored bytes are for ever:
# fields are only appended, ordinals never reused; a change of meaning is a new struct under a new version.
@0xd1a2642da2f8906d;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("chauban::schema::incoming");
using Common = import "common.capnp";

enum Source { typed @0; ocr @1; barcode @2; copied @3; }

struct FieldProvenance {
  field @0 :Text;
  source @1 :Source;
  confidence @2 :Float32;
  confirmed @3 :Bool;
}

struct Registration {
  code @0 :Text;
  kind @1 :Text;
  issueDate @2 :Int32;  # day
  issuer @3 :Text;
  subject @4 :Text;
  language @5 :Text;
  pageAmount @6 :Int32;
  description @7 :Text;
  signerName @8 :Text;
  signerPosition @9 :Text;
  signerAuthority @10 :Text;
  urgency @11 :Common.Urgency;
  toPlaces @12 :List(Text);
  dueDate @13 :Int32;  # day
  circulation @14 :Text;
  sensitivity @15 :Int32;
}

struct DocumentArrived {
  documentA @0 :UInt64;
  documentB @1 :UInt64;
  agencyA @2 :UInt64;
  agencyB @3 :UInt64;
  files @4 :List(Common.Id);
  channel @5 :Text;
  arrivedAt @6 :Int64;  # microseconds UTC
  note @7 :Text;
}

struct ArrivalRefused {
  reason @0 :Text;
}

struct SecretItemRefused {
  agencyA @0 :UInt64;
  agencyB @1 :UInt64;
}

struct IncomingRegistered {
  arrivalNumber @0 :Int32;
  year @1 :Int32;
  arrivalDate @2 :Int32;  # day
  registration @3 :Registration;
  provenance @4 :List(FieldProvenance);
  lateReason @5 :Text;
  overrideReason @6 :Text;
  warnings @7 :List(Text);
}

struct RegistrationCorrected {
  field @0 :Text;
  oldValue @1 :Text;
  newValue @2 :Text;
  reason @3 :Text;
  registration @4 :Registration;
}

struct SubmittedToLeader {
  leaderA @0 :UInt64;
  leaderB @1 :UInt64;
  note @2 :Text;
}

struct DirectionGiven {
  text @0 :Text;
  lead @1 :Common.Assignee;
  coop @2 :List(Common.Assignee);
  dueDate @3 :Int32;  # day
  dueProvisional @4 :Bool;
  calendarVersion @5 :UInt32;
}

struct Distributed {
  to @0 :List(Common.Assignee);
  medium @1 :Text;
}

struct DeliveryAcknowledged {
  recipient @0 :Common.Assignee;
}

struct HandlerAssigned {
  toA @0 :UInt64;
  toB @1 :UInt64;
  reason @2 :Text;
}

struct ProgressRecorded {
  text @0 :Text;
}

struct ReturnedForReassignment {
  reason @0 :Text;
  toLeader @1 :Bool;
}

struct CoordinationDone {
  coop @0 :Common.Assignee;
  text @1 :Text;
}

struct HandlingCompleted {
  result @0 :Text;
  replyCode @1 :Text;
  onTime @2 :Bool;
}

struct HandlingReopened {
  reason @0 :Text;
}

struct FiledIntoDossier {
  dossierA @0 :UInt64;
  dossierB @1 :UInt64;
  ordinal @2 :Int32;
}

struct RemovedFromDossier {
  dossierA @0 :UInt64;
  dossierB @1 :UInt64;
  reason @2 :Text;
}

struct RegistrationVoided {
  reason @0 :Text;
}

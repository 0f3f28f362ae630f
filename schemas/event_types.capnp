# SPDX-License-Identifier: GPL-3.0-or-later
# The number of every event type, given once, for ever: an envelope names (aggregate, type, version). A new type goes to
# the end of its list; a retired one keeps its place. The aggregates' own numbers are Aggregate in domain/vocabulary.h.
@0xdd3710e97bfc631b;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("chauban::schema");

enum AccountEvent {
  none @0;
  accountOpened @1;
  accountClosed @2;
  credentialChanged @3;
}

enum OrganisationEvent {
  none @0;
  orgUnitCreated @1;
  orgUnitNamed @2;
  positionCreated @3;
  positionHeld @4;
}

enum FileEvent {
  none @0;
  fileStored @1;
  quarantineOpened @2;
}

enum DigitizationEvent {
  none @0;
  jobCreated @1;
  pageRecognised @2;
  pageFailed @3;
  fieldSuggested @4;
  jobCompleted @5;
  jobCancelled @6;
  jobRetried @7;
  jobFailed @8;
}

enum NumberSeriesEvent {
  none @0;
  seriesOpened @1;
  numberAssigned @2;
  numberVoidProposed @3;
  numberVoidRejected @4;
  numberVoided @5;
}

enum IncomingEvent {
  none @0;
  documentArrived @1;
  arrivalRefused @2;
  secretItemRefused @3;
  incomingRegistered @4;
  registrationCorrected @5;
  submittedToLeader @6;
  directionGiven @7;
  distributed @8;
  deliveryAcknowledged @9;
  handlerAssigned @10;
  progressRecorded @11;
  returnedForReassignment @12;
  coordinationDone @13;
  handlingCompleted @14;
  handlingReopened @15;
  filedIntoDossier @16;
  removedFromDossier @17;
  registrationVoided @18;
}

enum DossierEvent {
  none @0;
  dossierOpened @1;
  documentAdded @2;
  documentRemoved @3;
  dossierClosed @4;
  dossierReopened @5;
  transferOffered @6;
  transferAccepted @7;
  transferReturned @8;
}

enum FilePlanEvent {
  none @0;
  filePlanIssued @1;
  filePlanAmended @2;
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Văn bản đến: an incoming document, from the door to its dossier (domain 6.2, states in 6.15).
#pragma once

#include "domain/vocabulary.h"
#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chauban::incoming {

/// Where a registered value came from, and whether a person looked at it.
enum class Source : std::uint8_t { typed, ocr, barcode, copied };
struct Provenance {
  Source source = Source::typed;
  float confidence = 0;    ///< of OCR, 0..1
  bool confirmed = false;  ///< a person compared it with the paper
  bool operator==(const Provenance&) const = default;
};

/// The fields of the register of incoming documents (ND30 Phụ lục VI part II, 12.1), as the clerk wrote them.
struct Registration {
  std::string code;  ///< as written: `1287/SNV-CCHC`; empty = the paper bears none
  std::string kind;  ///< name of the kind, lower case: `công văn`, `quyết định`; empty unknown
  Date issue_date{};
  std::string issuer;   ///< tác giả
  std::string subject;  ///< trích yếu, at most 500 characters
  std::string language = "vi";
  int page_amount = 0;
  std::string description;
  std::string signer_name;
  std::string signer_position;
  std::string signer_authority;  ///< `TM.`, `KT.` …
  Urgency urgency = Urgency::none;
  std::vector<std::string> to_places;  ///< nơi nhận as printed
  std::optional<Date> due_date;        ///< the answer the sender wants
  std::string circulation;             ///< `LƯU HÀNH NỘI BỘ` …: not secrecy
  int sensitivity = 2;                 ///< 1 public, 2 internal, 3 restricted, 4 confidential (domain 11.2)
  bool operator==(const Registration&) const = default;
};

/// How it came: `paper`, `electronic`, `folder`, `email`.
struct DocumentArrived {
  DocumentId document;
  AgencyId agency;
  std::vector<FileId> files;  ///< the first is the main one
  std::string channel;
  Timestamp arrived_at{};
  std::string note;
  bool operator==(const DocumentArrived&) const = default;
};
struct ArrivalRefused {
  std::string reason;
  bool operator==(const ArrivalRefused&) const = default;
};
/// All that is kept of a document with a secrecy mark (domain 11.1): no number, sender, subject or file.
struct SecretItemRefused {
  AgencyId agency;
  bool operator==(const SecretItemRefused&) const = default;
};
struct IncomingRegistered {
  int arrival_number = 0;
  int year = 0;
  Date arrival_date{};  ///< the day in column 1 of the register: the registration day's arrival date
  Registration registration;
  std::map<std::string, Provenance> provenance;  ///< by field name of the API
  std::string late_reason;                       ///< R22
  std::string override_reason;                   ///< why it is not the duplicate it looks like
  std::vector<std::string> warnings;             ///< rules that spoke without refusing: `VT-R3` …
  bool operator==(const IncomingRegistered&) const = default;
};
/// Old and new as text, so that history can show both whatever the field's type.
struct RegistrationCorrected {
  std::string field;
  std::string old_value;
  std::string new_value;
  std::string reason;
  Registration registration;  ///< the whole after the correction
  bool operator==(const RegistrationCorrected&) const = default;
};
struct SubmittedToLeader {
  PositionId leader;
  std::string note;
  bool operator==(const SubmittedToLeader&) const = default;
};
struct DirectionGiven {
  std::string text;  ///< bút phê
  Assignee lead;
  std::vector<Assignee> coop;
  Date due_date{};
  bool due_provisional = false;  ///< reaches into a year whose calendar is not published
  std::uint32_t calendar_version = 0;
  bool operator==(const DirectionGiven&) const = default;
};
/// Handed to those directed; by the system in the same record when nothing goes on paper.
struct Distributed {
  std::vector<Assignee> to;
  std::string medium;  ///< `electronic`, `paper`
  bool operator==(const Distributed&) const = default;
};
/// Ký nhận: the recipient takes it.
struct DeliveryAcknowledged {
  Assignee recipient;
  bool operator==(const DeliveryAcknowledged&) const = default;
};
struct HandlerAssigned {
  PositionId to;
  std::string reason;
  bool operator==(const HandlerAssigned&) const = default;
};
/// An opinion or note of progress.
struct ProgressRecorded {
  std::string text;
  bool operator==(const ProgressRecorded&) const = default;
};
/// Back to the one who directed (from a lead unit's head or a directly named handler) or assigned (from a handler).
struct ReturnedForReassignment {
  std::string reason;
  bool to_leader = true;  ///< false: back to the head of the lead unit
  bool operator==(const ReturnedForReassignment&) const = default;
};
/// A coordinator has done its part (or the lead releases it).
struct CoordinationDone {
  Assignee coop;
  std::string text;
  bool operator==(const CoordinationDone&) const = default;
};
struct HandlingCompleted {
  std::string result;
  std::string reply_code;  ///< số, ký hiệu văn bản trả lời, if one was sent
  bool on_time = true;     ///< against the due date, in the day of Viet Nam
  bool operator==(const HandlingCompleted&) const = default;
};
struct HandlingReopened {
  std::string reason;
  bool operator==(const HandlingReopened&) const = default;
};
struct FiledIntoDossier {
  DossierId dossier;
  int ordinal = 0;
  bool operator==(const FiledIntoDossier&) const = default;
};
struct RemovedFromDossier {
  DossierId dossier;
  std::string reason;
  bool operator==(const RemovedFromDossier&) const = default;
};
/// The number was dropped by two people; the row stays, nothing follows.
struct RegistrationVoided {
  std::string reason;
  bool operator==(const RegistrationVoided&) const = default;
};
using Event =
    std::variant<DocumentArrived, ArrivalRefused, SecretItemRefused, IncomingRegistered, RegistrationCorrected,
                 SubmittedToLeader, DirectionGiven, Distributed, DeliveryAcknowledged, HandlerAssigned,
                 ProgressRecorded, ReturnedForReassignment, CoordinationDone, HandlingCompleted, HandlingReopened,
                 FiledIntoDossier, RemovedFromDossier, RegistrationVoided>;

enum class Stage : std::uint8_t {
  absent,
  arrived,
  refused,
  registered,
  submitted,
  directed,
  in_handling,
  returned,
  completed,
  filed,
  voided
};
std::string_view to_string(Stage stage);  ///< as in the API: `arrived`, `inHandling`, …

/// An incoming document as the rules need it. What screens need lives in projections/.
struct State {
  Stage stage = Stage::absent;
  AgencyId agency;
  std::vector<FileId> files;
  Timestamp arrived_at{};
  std::string channel;
  int arrival_number = 0;
  int year = 0;
  Date arrival_date{};
  Registration registration;
  PositionId leader;  ///< submitted to
  PositionId directed_by;
  Assignee lead;
  std::vector<Assignee> coop;
  std::vector<Assignee> coop_open;  ///< coordinators not done yet
  PositionId handler;
  PositionId assigned_by;
  Date due_date{};
  bool acknowledged = false;
  std::vector<DossierId> dossiers;
  bool operator==(const State&) const = default;
};

/// Errors: secrecy_not_accepted (R29), not_found (a file), content_locked (a quarantined file), duplicate_suspected
/// (the same bytes belong to another live document; repeat with override_reason).
struct RecordArrival {
  DocumentId document;
  AgencyId agency;
  std::vector<FileId> files;
  std::string channel;
  std::optional<Timestamp> arrived_at;  ///< now when absent
  std::string note;
  Secrecy secrecy = Secrecy::none;
  std::string override_reason;
};
struct RefuseArrival {
  DocumentId document;
  std::string reason;
};
struct RefuseSecretItem {
  DocumentId document;  ///< a new id: the stream holds only this refusal
  AgencyId agency;
};
/// Of an arrival, or with `files` alone: then DocumentArrived stands in the same record. Opens the year's series when
/// needed. Errors: not_found, state_conflict, secrecy_not_accepted, field_unconfirmed (field), invalid_field,
/// date_in_future (field), rule_broken, late_reason_required (R22), duplicate_suspected (details `documents`: ids,
/// `numbers`). Source: ND30 đ.4.2c, đ.22; Phụ lục VI.
struct RegisterIncoming {
  DocumentId document;
  AgencyId agency;
  std::vector<FileId> files;  ///< used when the document has not arrived yet
  std::string channel = "paper";
  std::optional<Date> arrival_date;  ///< default: the day it arrived
  Registration registration;
  std::map<std::string, Provenance> provenance;
  Secrecy secrecy = Secrecy::none;
  std::string late_reason;
  std::string override_reason;
};
/// New values by API field name; one RegistrationCorrected each. Number and date of arrival never change.
struct CorrectRegistration {
  DocumentId document;
  Registration registration;  ///< the whole as it should be
  std::string reason;
};
struct SubmitToLeader {
  DocumentId document;
  PositionId leader;
  std::string note;
};
/// Exactly one lead (R25). Due: a date, or working days from the day after today; at least one of both is set.
/// A lead that is a position becomes the handler in the same record. Electronic documents are distributed in the same
/// record. Errors: not_found; rule_broken VT-R23 (not registered yet), VT-R25; invalid_field (due before today; unknown
/// recipient); recipient_unknown; state_conflict.
struct GiveDirection {
  DocumentId document;
  std::string text;
  std::vector<Assignee> lead;  ///< a list, so that two leads are refused by the rule and not by the parser
  std::vector<Assignee> coop;
  std::optional<Date> due_date;
  std::optional<int> working_days;
};
struct AcknowledgeDelivery {
  DocumentId document;
};
struct AssignHandler {
  DocumentId document;
  PositionId to;
  std::string reason;
};
struct RecordProgress {
  DocumentId document;
  std::string text;
};
struct ReturnForReassignment {
  DocumentId document;
  std::string reason;
};
struct FinishCoordination {
  DocumentId document;
  std::string text;
};
/// Errors: state_conflict (details `open`: coordinators not done; repeat with release_coordinators), forbidden (not the
/// handler).
struct CompleteHandling {
  DocumentId document;
  std::string result;
  std::string reply_code;
  bool release_coordinators = false;
};
struct ReopenHandling {
  DocumentId document;
  std::string reason;
};
struct FileIntoDossier {
  DocumentId document;
  DossierId dossier;
};

State evolve(State state, const Event& event, const Actor& actor);
Bytes encode_state(const State& state);
Result<State> decode_state(BytesView bytes);

}  // namespace chauban::incoming

// SPDX-License-Identifier: GPL-3.0-or-later
// Hộp thư: what waits for whom, and why (ux 3.1; R28: urgent first in every list).
//
// Rows: i <recipient> <view> <order> <reason> → InboxItem
//           order = <urgency, greatest first> <due, none last> <arrival> <kind> <id>
//       n <recipient> <view> <reason>         → how many
//       d <document>                          → DocumentCard
//       o <dossier>                           → InboxDossier
// A recipient is a queue, not a person: k<agency> clerks, l<agency> leaders, a<agency> archivists, u<unit> its head,
// p<position>. Who reads which queue is asked of the directory when the list is read, so that a change of person moves
// nothing. A person's inbox is the merge of the queues, each a range scan in the same order.
#pragma once

#include "domain/directory.h"
#include "projections/document_card.h"
#include "projections/keys.h"

namespace chauban::projections {

enum class InboxViewKind : std::uint8_t { waiting, following, given, done };
std::string_view to_string(InboxViewKind view);
std::optional<InboxViewKind> parse_inbox_view(std::string_view name);

enum class InboxReason : std::uint8_t {
  to_register,      ///< arrived, bears no number
  to_submit,        ///< registered, no leader has it
  to_direct,        ///< submitted: the leader names who handles it
  to_approve_void,  ///< a number is proposed to be dropped
  to_assign,        ///< directed to the unit: its head names the handler
  to_handle,
  to_coordinate,
  returned,   ///< came back with a reason
  to_file,    ///< completed: belongs in a dossier
  to_accept,  ///< a dossier offered to the archive
  involved,   ///< nothing to do: it is followed, was given, or is done
};
std::string_view to_string(InboxReason reason);  ///< `toRegister`, …

enum class ItemKind : std::uint8_t { incoming, dossier };
std::string_view to_string(ItemKind kind);

/// A queue of the inbox. The letter is that of domain/access.h.
struct Recipient {
  char letter = 'p';
  Uuid id;
  auto operator<=>(const Recipient&) const = default;

  static void fields(auto& row, auto& io) { io(row.letter, row.id); }
};
/// All queues of a person: positions, units headed, and the agency's by role.
std::vector<Recipient> recipients_of(const Directory& directory, AccountId account);

struct InboxItem {
  ItemKind kind = ItemKind::incoming;
  Uuid id;            ///< DocumentId or DossierId
  std::string state;  ///< of the document or dossier, as in the API
  std::vector<InboxReason> reasons;
  std::string code;  ///< số, ký hiệu; of a dossier its file code
  std::string issuer;
  std::string subject;     ///< of a dossier its title; of an arrival the note that came with it
  int arrival_number = 0;  ///< 0: none yet
  int year = 0;
  Urgency urgency = Urgency::none;
  std::optional<Date> due;
  Timestamp arrived_at{};
  Timestamp since{};    ///< in this state
  FileId file;          ///< the main one
  bool unread = false;  ///< directed to this queue and not yet taken by it
  std::string note;     ///< why it came back, or why its number is to be dropped

  bool operator==(const InboxItem&) const = default;
  static void fields(auto& row, auto& io) {
    io(row.kind, row.id, row.state, row.reasons, row.code, row.issuer, row.subject, row.arrival_number, row.year,
       row.urgency, row.due, row.arrived_at, row.since, row.file, row.unread, row.note);
  }
};

class InboxView final : public Projection {
 public:
  [[nodiscard]] std::string_view name() const override { return "inbox"; }
  [[nodiscard]] std::uint16_t version() const override { return 1; }
  void apply(const StoredEvent& stored, Rows& rows) const override;
};

/// Urgency, then deadline, then arrival; a thing that stands in several queues of the reader comes once, with all
/// reasons.
Result<Listed<InboxItem>> list_inbox(const RowSource& rows, const std::vector<Recipient>& recipients,
                                     InboxViewKind view, const Page& page);

struct InboxCounts {
  std::map<InboxViewKind, std::uint64_t> total;  ///< things, each once; exact up to 1,000, above it the sum over queues
  std::map<InboxViewKind, std::map<InboxReason, std::uint64_t>> by_reason;  ///< sums over queues
};
Result<InboxCounts> count_inbox(const RowSource& rows, const std::vector<Recipient>& recipients);

}  // namespace chauban::projections

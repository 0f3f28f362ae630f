// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/inbox.h"

#include "projections/inbox_places.h"

#include <algorithm>

namespace chauban::projections {
namespace {

constexpr std::array<std::string_view, 4> kViews{"waiting", "following", "given", "done"};
constexpr std::array<std::string_view, 11> kReasons{"toRegister", "toSubmit", "toDirect",     "toApproveVoid",
                                                    "toAssign",   "toHandle", "toCoordinate", "returned",
                                                    "toFile",     "toAccept", "involved"};
constexpr std::uint64_t kCountExactly = 1000;

struct Count {
  std::uint64_t value = 0;
  static void fields(auto& row, auto& io) { io(row.value); }
};

std::uint8_t byte_of(auto value) { return static_cast<std::uint8_t>(value); }

Bytes list_prefix(const Recipient& who, InboxViewKind view) { return key('i', who.letter, who.id, byte_of(view)); }

/// R28: urgent first, then what is due first, then what came first.
Bytes order_of(const InboxItem& item) {
  Bytes order;
  keys::append(order, static_cast<std::uint8_t>(0xFF - byte_of(item.urgency)));
  keys::append(order, rising(item.due.value_or(Date{})));
  keys::append(order, rising(item.arrived_at));
  keys::append(order, byte_of(item.kind));
  keys::append(order, item.id);
  return order;
}

Bytes count_key(const Place& place) {
  return key('n', place.recipient.letter, place.recipient.id, byte_of(place.view), byte_of(place.reason));
}

Bytes row_key(const Place& place, const InboxItem& item) {
  Bytes result = list_prefix(place.recipient, place.view) + order_of(item);
  keys::append(result, byte_of(place.reason));
  return result;
}

void count(Rows& rows, const Place& place, int change) {
  const auto at = count_key(place);
  auto counted = find_or_new<Count>(rows, at);
  counted.value += static_cast<std::uint64_t>(static_cast<std::int64_t>(change));
  if (counted.value == 0) {
    rows.erase(at);
  } else {
    store(rows, at, counted);
  }
}

/// Only what differs is written: most events move a document in few of the lists it stands in.
void move(Rows& rows, const Places& before, const Places& after) {
  for (const auto& [place, item] : before) {
    const auto still = after.find(place);
    if (still == after.end()) count(rows, place, -1);
    if (still == after.end() || order_of(still->second) != order_of(item)) rows.erase(row_key(place, item));
  }
  for (const auto& [place, item] : after) {
    const auto was = before.find(place);
    if (was == before.end()) count(rows, place, +1);
    if (was == before.end() || order_of(was->second) != order_of(item)) {
      store_new(rows, row_key(place, item), item);
    } else if (was->second != item) {
      store(rows, row_key(place, item), item);
    }
  }
}

class Apply {
 public:
  Apply(const EventFacts& facts, Rows& rows) : facts_(facts), rows_(rows) {}

  void operator()(const incoming::SecretItemRefused&) {}
  template <class E>
    requires std::constructible_from<incoming::Event, E>
  void operator()(const E& e) {
    change(DocumentId{facts_.stream.id},
           [&](DocumentCard card) { return evolve(std::move(card), incoming::Event(e), facts_); });
  }

  void operator()(const number_series::NumberVoidProposed& e) {
    change(e.document, [&](DocumentCard card) {
      card.void_proposal = VoidProposal{e.number, e.reason, facts_.actor, facts_.occurred_at};
      return card;
    });
  }
  void operator()(const AnyOf<number_series::NumberVoidRejected, number_series::NumberVoided> auto& e) {
    change(e.document, [](DocumentCard card) {
      card.void_proposal.reset();
      return card;
    });
  }

  void operator()(const dossier::DossierOpened& e) {
    change_dossier([&](InboxDossier& dossier) {
      dossier = {.dossier = e.dossier,
                 .agency = e.agency,
                 .stage = dossier::Stage::open,
                 .file_code = e.file_code,
                 .title = e.title,
                 .creator = e.creator,
                 .archived_by = {},
                 .offered_at = {},
                 .since = {},
                 .faults = ""};
    });
  }
  void operator()(const dossier::DossierClosed&) { set_stage(dossier::Stage::closed); }
  void operator()(const dossier::DossierReopened&) { set_stage(dossier::Stage::open); }
  void operator()(const dossier::TransferOffered&) {
    change_dossier([&](InboxDossier& dossier) {
      dossier.stage = dossier::Stage::offered;
      dossier.offered_at = facts_.occurred_at;
      dossier.faults.clear();
    });
  }
  void operator()(const dossier::TransferAccepted&) {
    change_dossier([&](InboxDossier& dossier) {
      dossier.stage = dossier::Stage::archived;
      dossier.archived_by = facts_.actor.position;
    });
  }
  void operator()(const dossier::TransferReturned& e) {
    change_dossier([&](InboxDossier& dossier) {
      dossier.stage = dossier::Stage::closed;
      for (const auto& fault : e.faults) dossier.faults += (dossier.faults.empty() ? "" : "; ") + fault;
    });
  }

  void operator()(const AnyOf<dossier::DocumentAdded, dossier::DocumentRemoved> auto&) {}
  void operator()(const AnyOf<number_series::SeriesOpened, number_series::NumberAssigned> auto&) {}
  void operator()(const AnyOf<file::FileStored, file::QuarantineOpened> auto&) {}
  void operator()(const AnyOf<digitization::JobCreated, digitization::PageRecognised, digitization::PageFailed,
                              digitization::FieldSuggested, digitization::JobCompleted, digitization::JobCancelled,
                              digitization::JobRetried, digitization::JobFailed> auto&) {}
  void operator()(const AnyOf<account::AccountOpened, account::AccountClosed, account::CredentialChanged> auto&) {}
  void operator()(const AnyOf<organisation::OrgUnitCreated, organisation::OrgUnitNamed, organisation::PositionCreated,
                              organisation::PositionHeld> auto&) {}
  void operator()(const AnyOf<file_plan::FilePlanIssued, file_plan::FilePlanAmended> auto&) {}

 private:
  template <class Change>
  void change(DocumentId document, Change make) {
    const auto at = key('d', document);
    const bool is_new = facts_.is_first_of({Aggregate::incoming, document.value});
    const auto bytes = is_new ? std::nullopt : rows_.get(at);
    const auto before = bytes ? unpack_card(*bytes) : DocumentCard{};
    const auto after = make(before);
    is_new ? rows_.add(at, pack_card(after)) : rows_.put(at, pack_card(after));
    move(rows_, places_of(before), places_of(after));
  }
  template <class Change>
  void change_dossier(Change make) {
    const auto at = key('o', facts_.stream.id);
    const auto before = find_or_new<InboxDossier>(rows_, at);
    auto after = before;
    make(after);
    if (after.stage != before.stage) after.since = facts_.occurred_at;
    store(rows_, at, after);
    move(rows_, places_of(before), places_of(after));
  }
  void set_stage(dossier::Stage stage) {
    change_dossier([&](InboxDossier& dossier) { dossier.stage = stage; });
  }

  const EventFacts& facts_;
  Rows& rows_;
};

/// Things in this list of these queues, each once.
std::uint64_t count_things(const RowSource& rows, const std::vector<Recipient>& recipients, InboxViewKind view) {
  std::set<Bytes> things;
  for (const auto& who : recipients) {
    const auto prefix = list_prefix(who, view);
    for (const auto& row : rows.scan({.prefix = prefix, .from = "", .limit = kCountExactly})) {
      things.insert(row.key.substr(prefix.size(), row.key.size() - prefix.size() - 1));
    }
  }
  return things.size();
}

}  // namespace

std::string_view to_string(InboxViewKind view) { return kViews.at(byte_of(view)); }
std::string_view to_string(InboxReason reason) { return kReasons.at(byte_of(reason)); }
std::string_view to_string(ItemKind kind) { return kind == ItemKind::incoming ? "incoming" : "dossier"; }

std::optional<InboxViewKind> parse_inbox_view(std::string_view name) {
  const auto found = std::ranges::find(kViews, name);
  if (found == kViews.end()) return std::nullopt;
  return static_cast<InboxViewKind>(found - kViews.begin());
}

std::vector<Recipient> recipients_of(const Directory& directory, AccountId account) {
  std::set<Recipient> queues;
  for (const auto* position : directory.positions_of(account)) {
    if (position->has(Role::admin)) return {};  // reads no content (domain 11.2), and the lists show subjects
    queues.insert({'p', position->id.value});
    if (position->has(Role::unit_head)) queues.insert({'u', position->unit.value});
    const auto agency = directory.agency_of(position->id);
    if (!agency) continue;
    if (position->has(Role::clerk)) queues.insert({'k', agency->value});
    if (position->has(Role::leader)) queues.insert({'l', agency->value});
    if (position->has(Role::archivist)) queues.insert({'a', agency->value});
  }
  return {queues.begin(), queues.end()};
}

void InboxView::apply(const StoredEvent& stored, Rows& rows) const {
  visit_event(stored.event, Apply(stored.facts, rows));
}

Result<Listed<InboxItem>> list_inbox(const RowSource& rows, const std::vector<Recipient>& recipients,
                                     InboxViewKind view, const Page& page) {
  constexpr std::size_t kMostReasons = 4;  // that one thing can have in one list of one queue
  constexpr char kAfterAllReasons = '\xff';
  std::map<Bytes, InboxItem> merged;  // by order: the same thing has the same place in each queue
  for (const auto& who : recipients) {
    const auto prefix = list_prefix(who, view);
    storage::Scan scan{.prefix = prefix, .from = "", .limit = (page.limit + 1) * kMostReasons};
    if (!page.after.empty()) scan.from = prefix + page.after + kAfterAllReasons;
    for (const auto& row : rows.scan(scan)) {
      auto item = unpack<InboxItem>(row.value);
      const auto [at, fresh] =
          merged.try_emplace(row.key.substr(prefix.size(), row.key.size() - prefix.size() - 1), item);
      if (fresh) continue;
      auto& same = at->second;
      if (std::ranges::find(same.reasons, item.reasons.front()) == same.reasons.end()) {
        same.reasons.push_back(item.reasons.front());
      }
      same.unread = same.unread || item.unread;
      if (same.note.empty()) same.note = item.note;
    }
  }
  Listed<InboxItem> listed;
  for (auto& [order, item] : merged) {
    if (listed.items.size() == page.limit) return unless_failed(rows, std::move(listed));
    std::ranges::sort(item.reasons);
    listed.items.push_back(std::move(item));
    listed.next = order;
  }
  listed.next.clear();
  return unless_failed(rows, std::move(listed));
}

Result<InboxCounts> count_inbox(const RowSource& rows, const std::vector<Recipient>& recipients) {
  InboxCounts counts;
  for (std::uint8_t i = 0; i < kViews.size(); ++i) {
    const auto view = static_cast<InboxViewKind>(i);
    std::uint64_t sum = 0;
    for (const auto& who : recipients) {
      for (const auto& row : rows.scan({.prefix = key('n', who.letter, who.id, i), .from = ""})) {
        const auto count = unpack<Count>(row.value).value;
        counts.by_reason[view][static_cast<InboxReason>(row.key.back())] += count;
        sum += count;
      }
    }
    counts.total[view] = sum <= kCountExactly ? count_things(rows, recipients, view) : sum;
  }
  return unless_failed(rows, std::move(counts));
}

}  // namespace chauban::projections

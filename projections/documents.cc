// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/documents.h"

#include "projections/paging.h"
#include "schemas/base/text.h"

#include <algorithm>

namespace chauban::projections {
namespace {

using incoming::Stage;

struct JobFile {
  FileId file;
  static void fields(auto& row, auto& io) { io(row.file); }
};

/// A page of a long document changes what can be searched; but indexing the whole anew for each of a thousand pages
/// would cost as much as reading them.
constexpr std::size_t kPagesBetweenChanges = 20;

Bytes arrival_key(const DocumentCard& card) {
  return key('a', card.state.agency, rising(card.state.arrived_at), card.id);
}
Bytes list_key(const DocumentCard& card) {
  return key('l', card.state.agency, falling(card.state.arrived_at), card.id);
}
Bytes upload_key(const FileCard& card) { return key('u', card.agency, falling(card.stored_at), card.file); }

std::optional<DocumentCard> get_card(const RowSource& rows, DocumentId document) {
  if (const auto bytes = rows.get(key('d', document))) return unpack_card(*bytes);
  return std::nullopt;
}

class Apply {
 public:
  Apply(const EventFacts& facts, Rows& rows) : facts_(facts), rows_(rows) {}

  /// The stream holds this refusal and nothing else: no document to show (domain 11.1).
  void operator()(const incoming::SecretItemRefused&) {}

  template <class E>
    requires std::constructible_from<incoming::Event, E>
  void operator()(const E& e) {
    const DocumentId document{facts_.stream.id};
    const auto before = facts_.is_first() ? DocumentCard{} : get_card(rows_, document).value_or(DocumentCard{});
    auto card = evolve(before, incoming::Event(e), facts_);
    if (before.state.stage == Stage::arrived) rows_.erase(arrival_key(before));
    if (card.state.stage == Stage::arrived) rows_.put(arrival_key(card), "");
    if (facts_.is_first()) {
      rows_.add(list_key(card), "");
      for (const auto file : card.state.files) take_file(file, document);
    }
    if constexpr (std::same_as<E, incoming::FiledIntoDossier> || std::same_as<E, incoming::RemovedFromDossier>) {
      card.archived = lies_in_archive(card);
    }
    put_own(rows_, facts_, key('d', document), pack_card(card));
    changed(document);
  }

  void operator()(const file::FileStored& e) {
    FileCard card{.file = e.file,
                  .agency = e.agency,
                  .content = e.content,
                  .size_bytes = e.size_bytes,
                  .media_type = e.media_type,
                  .name = e.name,
                  .stored_by = facts_.actor,
                  .stored_at = facts_.occurred_at};
    store_new(rows_, key('f', e.file), card);
    rows_.add(upload_key(card), "");
  }
  void operator()(const file::QuarantineOpened&) {
    change_file(FileId{facts_.stream.id}, [](FileCard& file) { file.quarantined = true; });
  }

  void operator()(const digitization::JobCreated& e) {
    store_new(rows_, key('j', e.job), JobFile{e.file});
    const auto at = key('f', e.file);
    if (auto file = find<FileCard>(rows_, at)) {
      file->job = e.job;
      store(rows_, at, *file);
    }
  }
  void operator()(const digitization::PageRecognised& e) {
    const auto job = find<JobFile>(rows_, key('j', facts_.stream.id));
    if (!job) return;
    const auto at = key('f', job->file);
    auto file = find<FileCard>(rows_, at);
    if (!file || file->job.value != facts_.stream.id) return;  // an older reading
    file->words[e.page] = e.words;
    store(rows_, at, *file);
    if (file->words.size() <= kPagesBetweenChanges || file->words.size() % kPagesBetweenChanges == 0) changed(*file);
  }
  void operator()(const digitization::JobCompleted&) {
    if (const auto job = find<JobFile>(rows_, key('j', facts_.stream.id))) {
      if (const auto file = find<FileCard>(rows_, key('f', job->file))) changed(*file);
    }
  }

  void operator()(const dossier::DossierOpened& e) {
    store_new(rows_, key('g', e.dossier), DossierOfDocument{.dossier = e.dossier, .file_code = e.file_code});
  }
  void operator()(const dossier::DocumentAdded& e) {
    change_dossier([&](DossierOfDocument& dossier) { dossier.documents.push_back(e.document); });
    refresh_archived(e.document);
  }
  void operator()(const dossier::DocumentRemoved& e) {
    change_dossier([&](DossierOfDocument& dossier) { std::erase(dossier.documents, e.document); });
    refresh_archived(e.document);
  }
  void operator()(const dossier::TransferAccepted&) {
    std::vector<DocumentId> documents;
    change_dossier([&](DossierOfDocument& dossier) {
      dossier.archived = true;
      documents = dossier.documents;
    });
    for (const auto document : documents) refresh_archived(document);
  }

  void operator()(const number_series::NumberVoidProposed& e) {
    change_document(e.document, [&](DocumentCard& card) {
      card.void_proposal = VoidProposal{e.number, e.reason, facts_.actor, facts_.occurred_at};
    });
  }
  void operator()(const number_series::NumberVoidRejected& e) {
    change_document(e.document, [](DocumentCard& card) { card.void_proposal.reset(); });
  }
  void operator()(const number_series::NumberVoided& e) {
    change_document(e.document, [](DocumentCard& card) { card.void_proposal.reset(); });
  }

  void operator()(const AnyOf<digitization::PageFailed, digitization::FieldSuggested, digitization::JobCancelled,
                              digitization::JobRetried, digitization::JobFailed> auto&) {}
  void operator()(const AnyOf<dossier::DossierClosed, dossier::DossierReopened, dossier::TransferOffered,
                              dossier::TransferReturned> auto&) {}
  void operator()(const AnyOf<number_series::SeriesOpened, number_series::NumberAssigned> auto&) {}
  void operator()(const AnyOf<account::AccountOpened, account::AccountClosed, account::CredentialChanged> auto&) {}
  void operator()(const AnyOf<organisation::OrgUnitCreated, organisation::OrgUnitNamed, organisation::PositionCreated,
                              organisation::PositionHeld> auto&) {}
  void operator()(const AnyOf<file_plan::FilePlanIssued, file_plan::FilePlanAmended> auto&) {}

 private:
  void take_file(FileId file, DocumentId document) {
    const auto at = key('f', file);
    auto card = find<FileCard>(rows_, at);
    if (!card) return;
    if (card->documents.empty()) rows_.erase(upload_key(*card));
    card->documents.push_back(document);
    store(rows_, at, *card);
  }
  void change_file(FileId file, const std::function<void(FileCard&)>& change) {
    const auto at = key('f', file);
    auto card = find<FileCard>(rows_, at);
    if (!card) return;
    change(*card);
    store(rows_, at, *card);
    changed(*card);
  }
  void change_document(DocumentId document, const std::function<void(DocumentCard&)>& change) {
    auto card = get_card(rows_, document);
    if (!card) return;
    change(*card);
    rows_.put(key('d', document), pack_card(*card));
  }
  void change_dossier(const std::function<void(DossierOfDocument&)>& change) {
    const auto at = key('g', facts_.stream.id);
    auto dossier = find<DossierOfDocument>(rows_, at);
    if (!dossier) return;
    change(*dossier);
    store(rows_, at, *dossier);
  }
  [[nodiscard]] bool lies_in_archive(const DocumentCard& card) const {
    return std::ranges::any_of(card.ordinals, [&](const auto& place) {
      return find_or_new<DossierOfDocument>(rows_, key('g', place.first)).archived;
    });
  }
  void refresh_archived(DocumentId document) {
    change_document(document, [&](DocumentCard& card) { card.archived = lies_in_archive(card); });
    changed(document);
  }

  void changed(const FileCard& file) {
    for (const auto document : file.documents) changed(document);
  }
  void changed(DocumentId document) {
    const auto where = key('w', document);
    Bytes position;
    keys::append(position, facts_.position);
    const bool is_new = facts_.is_first_of({Aggregate::incoming, document.value});
    if (!is_new) {
      if (!rows_.get(key('d', document))) return;
      if (const auto before = rows_.get(where)) rows_.erase("c" + *before + Bytes(document.value.view()));
    }
    rows_.add("c" + position + Bytes(document.value.view()), "");
    is_new ? rows_.add(where, position) : rows_.put(where, position);
  }

  const EventFacts& facts_;
  Rows& rows_;
};

bool contains_folded(std::string_view text, std::string_view part) {
  return part.empty() || fold(text).find(fold(part)) != std::string::npos;
}

bool holds(const incoming::State& state, const Assignee& who) {
  if (state.lead == who || (!who.is_unit() && state.handler == who.position)) return true;
  return std::ranges::find(state.coop_open, who) != state.coop_open.end();
}

Listed<DocumentCard> list_cards(const RowSource& rows, const Bytes& prefix, const DocumentFilter& filter,
                                const Page& page) {
  return list_rows<DocumentCard>(rows, prefix, page, [&](BytesView rest, BytesView) {
    auto card = get_card(rows, id_at_end<DocumentId>(rest));
    if (card && !filter.takes(*card)) card.reset();
    return card;
  });
}

}  // namespace

void DocumentsView::apply(const StoredEvent& stored, Rows& rows) const {
  visit_event(stored.event, Apply(stored.facts, rows));
}

bool DocumentFilter::takes(const DocumentCard& card) const {
  const auto& state = card.state;
  const auto arrived = vietnam_date(state.arrived_at);
  if (!stages.empty() && !stages.contains(state.stage)) return false;
  if (holder && !holds(state, *holder)) return false;
  if (urgency && state.registration.urgency != *urgency) return false;
  if (due_before && (!card.due() || *card.due() >= *due_before)) return false;
  if ((arrived_from && arrived < *arrived_from) || (arrived_to && arrived > *arrived_to)) return false;
  if (reader && !may_read(*reader, card.rights())) return false;
  return contains_folded(state.registration.code, code) && contains_folded(state.registration.issuer, issuer);
}

Result<std::optional<DocumentCard>> find_document(const RowSource& rows, DocumentId document) {
  return unless_failed(rows, get_card(rows, document));
}
Result<std::optional<FileCard>> find_file(const RowSource& rows, FileId file) {
  return unless_failed(rows, find<FileCard>(rows, key('f', file)));
}
Result<std::optional<DossierOfDocument>> find_dossier_of_document(const RowSource& rows, DossierId dossier) {
  return unless_failed(rows, find<DossierOfDocument>(rows, key('g', dossier)));
}

Result<Listed<DocumentCard>> list_documents(const RowSource& rows, AgencyId agency, const DocumentFilter& filter,
                                            const Page& page) {
  return unless_failed(rows, list_cards(rows, key('l', agency), filter, page));
}
Result<Listed<DocumentCard>> list_arrivals(const RowSource& rows, AgencyId agency, const Page& page) {
  return unless_failed(rows, list_cards(rows, key('a', agency), {}, page));
}
Result<Listed<FileCard>> list_uploads(const RowSource& rows, AgencyId agency, const Page& page) {
  return unless_failed(rows, list_rows<FileCard>(rows, key('u', agency), page, [&](BytesView rest, BytesView) {
                         return find<FileCard>(rows, key('f', id_at_end<FileId>(rest)));
                       }));
}

Result<std::vector<ChangedDocument>> changed_documents(const RowSource& rows, storage::Position from, std::size_t limit,
                                                       std::optional<DocumentId> after) {
  std::vector<ChangedDocument> changed;
  storage::Scan scan{.prefix = key('c', from.partition.value), .from = key('c', from), .limit = limit};
  if (after) {
    keys::append(scan.from, *after);
    scan.after_from = true;
  }
  for (const auto& row : rows.scan(scan)) {
    const BytesView place = BytesView(row.key).substr(scan.prefix.size(), sizeof(std::uint64_t));
    std::uint64_t pos = 0;
    for (const char byte : place) pos = (pos << 8U) | static_cast<std::uint8_t>(byte);
    changed.push_back({{from.partition, pos}, id_at_end<DocumentId>(row.key)});
  }
  return unless_failed(rows, std::move(changed));
}

}  // namespace chauban::projections

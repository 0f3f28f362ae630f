// SPDX-License-Identifier: GPL-3.0-or-later
// Documents and files as screens show them now.
//
// Rows: d <document>                                  → DocumentCard
//       a <agency> <arrived, oldest first> <document> → nothing: arrivals that bear no number yet
//       l <agency> <arrived, newest first> <document> → nothing: all documents of the agency
//       f <file>                                      → FileCard
//       u <agency> <stored, newest first> <file>      → nothing: files that no document holds
//       g <dossier>                                   → the documents in it, its code, whether it is archived
//       j <job>                                       → its file
//       c <partition> <pos> <document>                → nothing: each document once, where it changed last
//       w <document>                                  → that pos
// `c` is what the search index follows: the documents that changed after the position it has.
#pragma once

#include "projections/document_card.h"
#include "projections/keys.h"

namespace chauban::projections {

struct FileCard {
  FileId file;
  AgencyId agency;
  Digest content;
  std::uint64_t size_bytes = 0;
  std::string media_type;
  std::string name;
  Actor stored_by;
  Timestamp stored_at{};
  bool quarantined = false;
  std::vector<DocumentId> documents{};  ///< that hold it, in the order they came
  JobId job{};                          ///< the newest reading of it; nil: none yet
  std::map<int, Digest> words{};        ///< by page: blob of the words the newest reading found

  static void fields(auto& row, auto& io) {
    io(row.file, row.agency, row.content, row.size_bytes, row.media_type, row.name, row.stored_by.account,
       row.stored_by.position, row.stored_at, row.quarantined, row.documents, row.job, row.words);
  }
};

struct DossierOfDocument {
  DossierId dossier;
  std::string file_code;
  bool archived = false;
  std::vector<DocumentId> documents{};

  static void fields(auto& row, auto& io) { io(row.dossier, row.file_code, row.archived, row.documents); }
};

class DocumentsView final : public Projection {
 public:
  [[nodiscard]] std::string_view name() const override { return "documents"; }
  [[nodiscard]] std::uint16_t version() const override { return 1; }
  void apply(const StoredEvent& stored, Rows& rows) const override;
};

Result<std::optional<DocumentCard>> find_document(const RowSource& rows, DocumentId document);
Result<std::optional<FileCard>> find_file(const RowSource& rows, FileId file);
/// Nothing for a dossier that has never held a document.
Result<std::optional<DossierOfDocument>> find_dossier_of_document(const RowSource& rows, DossierId dossier);

struct DocumentFilter {
  std::set<incoming::Stage> stages;  ///< empty: any
  std::optional<Assignee> holder;    ///< lead, handler or open coordinator
  std::optional<Urgency> urgency;
  std::optional<Date> due_before;                ///< not included
  std::optional<Date> arrived_from, arrived_to;  ///< days in Viet Nam, included
  std::string code;                              ///< part of it, without marks and case
  std::string issuer;                            ///< part of it, without marks and case
  std::optional<Rights> reader;                  ///< only what these may read

  [[nodiscard]] bool takes(const DocumentCard& card) const;
};
/// Newest arrival first. Looks at most at 2,000 documents a page: a page may be short and yet have a `next`.
Result<Listed<DocumentCard>> list_documents(const RowSource& rows, AgencyId agency, const DocumentFilter& filter,
                                            const Page& page);
/// What has come in and bears no number, oldest first.
Result<Listed<DocumentCard>> list_arrivals(const RowSource& rows, AgencyId agency, const Page& page);
/// Files that no document holds, newest first.
Result<Listed<FileCard>> list_uploads(const RowSource& rows, AgencyId agency, const Page& page);

struct ChangedDocument {
  storage::Position at;
  DocumentId document;
};
/// Documents whose last change stands at or after `from`, in order of it, of one partition. Several can stand at one
/// position: `after` goes on behind one of them.
Result<std::vector<ChangedDocument>> changed_documents(const RowSource& rows, storage::Position from, std::size_t limit,
                                                       std::optional<DocumentId> after = std::nullopt);

}  // namespace chauban::projections

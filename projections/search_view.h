// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the search index level with the documents.
//
// It follows the documents view: that view keeps every document once under the position where it last changed, and the
// index's commit carries the positions it reflects. So "what is to be indexed" is one range scan, after a restart too,
// and an index can be built anew from present rows without reading the log. A put replaces by id: doing it again is
// harmless. Promise: when position p is reached, a search sees every change up to p. Guarded by
// tests/projections/search_view_test.cc.
#pragma once

#include "projections/documents.h"
#include "projections/search_index.h"
#include "projections/view_rows.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace chauban::projections {

/// What the index is told of a document. `page_words`: the words of a blob, in reading order, or nothing if it is not
/// there.
using PageWordsOf = std::function<std::optional<std::vector<std::string>>(const Digest& words)>;
/// Name of whoever holds the position now, or empty.
using NameOf = std::function<std::string(PositionId position)>;
/// Nothing: it must not be found (refused, quarantined).
std::optional<search::SearchDocument> search_document(const RowSource& documents, const DocumentCard& card,
                                                      const PageWordsOf& page_words, const NameOf& name_of);

struct SearchStatus {
  std::uint64_t documents = 0;
  std::uint64_t generation = 0;  ///< of the index folder
  std::map<storage::PartitionId, std::uint64_t> next_pos;
  std::uint64_t lag = 0;  ///< documents that changed and are not committed yet, at most 10,000
  std::optional<std::string> failure;
  bool waits_for_disk = false;  ///< then `failure` goes by itself
  bool rebuilding = false;
};

/// An index that is not as it was written.
struct DamagedIndex {
  std::string generation;  ///< name of its folder below `<data>/search`
  std::string file;        ///< empty: it cannot be opened at all
};
/// Of a folder that nobody has open: each generation's files by their checksums. Nothing there: nothing is damaged.
std::vector<DamagedIndex> damaged_indexes(const std::filesystem::path& folder);

/// Thread-safe. Owns one thread, and one while it rebuilds.
class SearchView {
 public:
  struct Options {
    std::filesystem::path folder;             ///< `<data>/search`: one sub-folder a generation, and which is current
    std::function<ViewSnapshot()> documents;  ///< the documents view as it is now
    PageWordsOf page_words;
    NameOf name_of;
    std::vector<storage::PartitionId> partitions{{0}, {1}};
    std::size_t commit_documents = 2000;
    /// After a commit, what comes next waits for company: at least so long, and three times as long as the last round
    /// took, so that indexing leaves the machine to others when much comes in. A document that changes meanwhile is
    /// indexed once. The longer wait ends as soon as someone waits for a position.
    std::chrono::milliseconds commit_idle{200};
    std::chrono::milliseconds commit_idle_most{3000};
  };

  /// Errors: those of SearchIndex::open, storage errors.
  static Result<std::unique_ptr<SearchView>> open(Options options);
  ~SearchView();
  SearchView(const SearchView&) = delete;
  SearchView& operator=(const SearchView&) = delete;

  void start();
  void stop();
  /// The documents view has advanced.
  void notify();
  /// Indexes and commits what is there, on the calling thread; for tests and tools without start(). Number of
  /// documents.
  Result<std::uint64_t> step();

  /// The index as it is read now; it stays readable while it is held, also after a swap.
  [[nodiscard]] std::shared_ptr<const search::SearchIndex> index() const;
  [[nodiscard]] std::map<storage::PartitionId, std::uint64_t> next_pos() const;
  [[nodiscard]] bool wait_for(std::span<const storage::Position> positions, std::chrono::milliseconds timeout) const;

  /// Begins to build another index beside the live one, on a thread of its own; when level it is compared with the live
  /// one and takes its place. A second request joins the first. How it went is in status(). Errors: maintenance
  /// (stopping).
  Status rebuild();
  /// False: not in time.
  [[nodiscard]] bool wait_for_rebuild(std::chrono::milliseconds timeout) const;
  [[nodiscard]] SearchStatus status() const;
  /// Did the disk take the last commit? Errors: storage_full. Costs nothing.
  [[nodiscard]] Status disk() const;

 private:
  class Body;
  explicit SearchView(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace chauban::projections

// SPDX-License-Identifier: GPL-3.0-or-later
// The full-text index of all documents. It promises:
//  - what is committed is durable together with the payload (the positions that it reflects): never one without the
//  other;
//  - a put replaces by id, so repeating one after a restart is harmless;
//  - the reader's rights are a required part of each query, count, facet, suggestion and "did you mean", and scores
//  use no
//    statistics of the collection: a document that a reader may not see changes nothing that this reader can see.
// The search projection relies on the first two (restart from the payload), the routes on the third.
// Guarded by search_index_test.cc and search_rights_test.cc.
#pragma once

#include "projections/search_hits.h"
#include "projections/search_query.h"
#include "schemas/base/ids.h"
#include "schemas/base/result.h"
#include "schemas/base/time.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chauban::search {

/// What is indexed of a document or a dossier. Empty strings and 0 mean unknown.
struct SearchDocument {
  Uuid id;
  std::string type;  ///< incoming | dossier
  std::string code;  ///< `15/QĐ-UBND`, as written
  std::string kind;  ///< abbreviation or name of the kind; facet value as given
  std::string issuer;
  std::string subject;
  std::vector<std::string> people;  ///< signer, handlers: whole names
  std::vector<PageWords> pages;
  std::vector<std::string> rights;  ///< one token a class of readers; none: only who reads everything finds it
  std::optional<Date> issue_date;
  std::optional<Date> arrival_date;
  std::optional<Date> due_date;  ///< while it is not done: `quá hạn` compares it with today
  int year = 0;                  ///< of the register
  std::string unit;
  std::string state;
  std::string dossier;
  std::string urgency;
  int arrival_number = 0;
};

/// Where a page of hits ended. Opaque to clients (the route signs it); valid for the same request only.
struct SearchCursor {
  std::uint64_t generation = 0;  ///< read the same snapshot while it lives (60 s), then go on in the present one
  std::uint64_t key = 0;         ///< sort key of the last hit
  Uuid id;                       ///< id of the last hit

  bool operator==(const SearchCursor&) const = default;
};

enum class SearchSort : std::uint8_t { relevance, newest, oldest };

/// Filters of the panel: whole values as the facets show them; several values of one filter are alternatives.
struct SearchFilters {
  std::vector<std::string> type, kind, issuer, state, dossier, unit, urgency;
  std::vector<int> year;
  std::optional<Date> date_from;  ///< of issue, or of arrival where the document bears none; inclusive
  std::optional<Date> date_to;
  std::string person;  ///< words of a name

  bool operator==(const SearchFilters&) const = default;
};

/// Who asks. Deny by default: no rights and not reads_everything finds nothing.
struct SearchReader {
  std::vector<std::string> rights;
  bool reads_everything = false;
};

struct SearchRequest {
  std::string query;  ///< empty: everything that the filters leave, newest first
  MarksMode marks = MarksMode::automatic;
  SearchFilters filters;
  SearchReader reader;
  std::vector<std::string> facets;  ///< of: type kind issuer year unit state dossier urgency; others are refused
  SearchSort sort = SearchSort::relevance;
  int limit = 20;  ///< 1 to 200
  std::optional<SearchCursor> after;
  std::optional<Date> today;  ///< lets `quá hạn` be a filter
};

struct SearchHit {
  Uuid id;
  double score = 0;  ///< 0 when not sorted by relevance
  std::string type, code, kind, issuer, state, unit, dossier, urgency;
  int year = 0;
  std::optional<Date> date;
};

struct FacetValue {
  std::string value;
  std::uint64_t count = 0;

  bool operator==(const FacetValue&) const = default;
};
struct Facet {
  std::string field;
  std::vector<FacetValue> values;  ///< most frequent first, at most 50

  bool operator==(const Facet&) const = default;
};

struct SearchAnswer {
  std::uint64_t total = 0;  ///< exact, unless `partial`
  bool partial = false;     ///< the deadline came first: total and facets are lower bounds
  std::vector<SearchHit> hits;
  std::optional<SearchCursor> next;       ///< absent on the last page
  std::vector<Facet> facets;              ///< in the order asked for
  std::vector<std::string> did_you_mean;  ///< whole queries, best first; never applied silently
  std::vector<Note> notes;
  std::string mode;  ///< code | exact | folded | mixed | all
  std::uint64_t generation = 0;
  ParsedQuery parsed;  ///< for find_hits on the pages of the hits (phrases as they were matched)
};

struct SuggestRequest {
  std::string text;  ///< the last word of it is completed
  SearchReader reader;
  int limit = 8;
};

/// Thread: put, erase, commit and merge_all from one writer thread; all others from any thread at any time.
class SearchIndex {
 public:
  struct Options {
    std::filesystem::path folder;                  ///< made if absent; one process at a time
    std::size_t writer_memory_bytes = 64U << 20U;  ///< 16 MB at least
  };

  /// An index that cannot be read or was made by another version of terms or fields is moved aside to
  /// `<folder>.unusable` (an older one there is removed) and an empty one opened: committed_payload() is then empty
  /// and the
  /// caller feeds it from the start. Errors: data_folder_locked (another process writes it), storage_full, internal.
  static Result<std::unique_ptr<SearchIndex>> open(const Options& options);
  static Result<std::unique_ptr<SearchIndex>> open(const std::filesystem::path& folder);
  ~SearchIndex();
  SearchIndex(const SearchIndex&) = delete;
  SearchIndex& operator=(const SearchIndex&) = delete;

  /// Replaces the document of this id. Seen by searches after the next commit. Errors: internal, storage_full.
  Status put(const SearchDocument& document);
  Status erase(const Uuid& id);
  /// Durable, with the caller's payload (any bytes), when it returns; searches from then on see it. 10 to 30 ms.
  Status commit(BytesView payload);
  /// What was given to the last commit that is on disk; empty for a new index.
  [[nodiscard]] Bytes committed_payload() const;
  /// Rewrites everything into one segment and removes old files, so that no byte of erased documents stays. Slow.
  Status merge_all();

  /// Errors: bad_filter (unknown facet, limit), internal. A malformed query is not an error (notes).
  [[nodiscard]] Result<SearchAnswer> search(const SearchRequest& request,
                                            std::chrono::milliseconds deadline = std::chrono::seconds(2)) const;
  /// Completions of the last word (or code) from documents that this reader may see, most frequent first.
  [[nodiscard]] Result<std::vector<std::string>> suggest(const SuggestRequest& request) const;

  /// Committed documents.
  [[nodiscard]] std::uint64_t document_count() const;
  /// Number of the commit that searches see now; grows with each commit of this process.
  [[nodiscard]] std::uint64_t generation() const;
  /// Equal for two indexes that hold the same documents, whatever their history of puts, erasures and merges. Reads
  /// all.
  [[nodiscard]] Result<std::string> term_digest() const;

 private:
  struct Parts;
  explicit SearchIndex(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace chauban::search

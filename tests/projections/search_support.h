// SPDX-License-Identifier: GPL-3.0-or-later
// Builders for the tests of search: a document with what differs, and a question in one line.
#pragma once

#include "projections/search_index.h"
#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"

#include <sstream>
#include <string>
#include <vector>

namespace chauban::search {

inline Uuid uuid(int n) {
  Uuid out;
  out.bytes[14] = static_cast<std::uint8_t>(n / 256);
  out.bytes[15] = static_cast<std::uint8_t>(n % 256);
  return out;
}

inline std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

struct DocumentBuilder {
  SearchDocument document;

  explicit DocumentBuilder(int n) {
    document.id = uuid(n);
    document.type = "incoming";
    document.rights = {"all"};
  }
  DocumentBuilder& page(const std::string& text) {
    document.pages.push_back({static_cast<int>(document.pages.size()) + 1, words_of(text)});
    return *this;
  }
  DocumentBuilder& code(const std::string& text, int year) {
    document.code = text;
    document.year = year;
    document.issue_date = Date{std::chrono::year(year), std::chrono::month(3), std::chrono::day(5)};
    return *this;
  }
  DocumentBuilder& subject(const std::string& text) { return document.subject = text, *this; }
  DocumentBuilder& issuer(const std::string& text) { return document.issuer = text, *this; }
  DocumentBuilder& kind(const std::string& text) { return document.kind = text, *this; }
  DocumentBuilder& person(const std::string& text) { return document.people.push_back(text), *this; }
  DocumentBuilder& rights(std::vector<std::string> some) { return document.rights = std::move(some), *this; }
};

inline DocumentBuilder document(int n) { return DocumentBuilder(n); }

/// An index in a folder of its own.
class Library {
 public:
  Library() : index_(SearchIndex::open(folder_ / "index").value()) {}

  void add(const DocumentBuilder& some) { EXPECT_THAT(index_->put(some.document), Succeeds()); }
  void commit(const std::string& payload = "p") { EXPECT_THAT(index_->commit(payload), Succeeds()); }
  void reopen() {
    index_.reset();
    index_ = SearchIndex::open(folder_ / "index").value();
  }
  SearchIndex& index() { return *index_; }
  [[nodiscard]] std::filesystem::path path() const { return folder_ / "index"; }
  void close() { index_.reset(); }

  SearchAnswer ask(const SearchRequest& request) {
    auto answer = index_->search(request);
    EXPECT_THAT(answer, Succeeds());
    return answer ? *answer : SearchAnswer{};
  }
  SearchAnswer ask(const std::string& query) { return ask(question(query)); }
  static SearchRequest question(const std::string& query) {
    SearchRequest request;
    request.query = query;
    request.reader.rights = {"all"};
    return request;
  }
  /// The numbers of the documents found, in order.
  std::vector<int> numbers(const std::string& query) { return numbers(ask(query)); }
  static std::vector<int> numbers(const SearchAnswer& answer) {
    std::vector<int> out;
    for (const auto& hit : answer.hits) out.push_back(hit.id.bytes[14] * 256 + hit.id.bytes[15]);
    return out;
  }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<SearchIndex> index_;
};

}  // namespace chauban::search

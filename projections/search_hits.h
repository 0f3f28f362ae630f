// SPDX-License-Identifier: GPL-3.0-or-later
// Where a query matches in the words of a document, and the passage to show. The index is not asked: the words are at
// hand, and the boxes on the scan belong to words.
#pragma once

#include "projections/search_query.h"

#include <cstddef>
#include <string>
#include <vector>

namespace chauban::search {

/// A run of words that matches; a phrase over a page break gives one hit on each page.
struct WordHit {
  int page = 0;                ///< PageWords::page
  std::size_t first_word = 0;  ///< index into that page's words
  std::size_t last_word = 0;   ///< inclusive
  std::size_t unit = 0;        ///< which unit of the query
  bool exact = false;          ///< in the spelling that was typed

  bool operator==(const WordHit&) const = default;
};

/// In reading order. Where a word typed with marks stands in the document exactly so, its other markings are not hits.
/// At most `max_hits`.
std::vector<WordHit> find_hits(const ParsedQuery& query, const std::vector<PageWords>& pages,
                               std::size_t max_hits = 1000);

/// A passage with the hits in ⟦ ⟧.
struct Snippet {
  int page = 0;               ///< of its first word
  std::string text;           ///< `… tăng cường ⟦kỷ luật⟧, kỷ cương …`
  std::vector<WordHit> hits;  ///< those inside, for their boxes
};

/// The best window of 30 words: most different units first, exact spelling before other, earlier before later.
/// Without hits,
/// the beginning of the document; without words, an empty text.
Snippet make_snippet(const std::vector<WordHit>& hits, const std::vector<PageWords>& pages,
                     std::size_t window_words = 30);

}  // namespace chauban::search

// SPDX-License-Identifier: GPL-3.0-or-later
// From a parsed query and the reader's rights to the engine's tree.
#pragma once

#include "projections/search_index.h"
#include "projections/search_wire.h"

#include <optional>

namespace chauban::search {

/// The reader's rights: what everything else is ANDed with. Nothing for who reads everything; none_node without rights.
std::optional<Node> rights_node(const SearchReader& reader);
std::vector<Node> filter_nodes(const SearchFilters& filters);

struct TreeOptions {
  bool fold_phrases = false;  ///< quoted phrases match without marks too
  std::optional<Date> today;
};

/// What documents must match, which scores nothing, and what those that do score: the engine asks the latter only of
/// documents that could still come onto the page by it.
struct RankedTree {
  Node match;
  float plus = 0;               ///< every match scores this
  std::vector<Node> spellings;  ///< words in the spelling that was typed
  float all_spelled = 0;        ///< who matches all spellings scores this too
  std::vector<Node> extras;     ///< from cheap to dear
};
/// The words of the query, with scores; `required` are filters that score nothing.
RankedTree words_tree(const ParsedQuery& query, const std::vector<Node>& required, const TreeOptions& options);
/// The code, then documents that mention it.
RankedTree code_tree(const CodeParts& code, const std::vector<Node>& required);
/// As the engine's request has it (search_engine/src/search.rs).
void put_ranked(Bytes& out, const RankedTree& tree);
/// True if a quoted phrase typed with marks must match exactly at first.
bool has_marked_phrase(const ParsedQuery& query);

}  // namespace chauban::search

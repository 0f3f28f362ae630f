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
/// The words of the query, with scores; `required` are filters that score nothing.
Node words_tree(const ParsedQuery& query, const std::vector<Node>& required, const TreeOptions& options);
/// The code, then documents that mention it.
Node code_tree(const CodeParts& code, const std::vector<Node>& required);
/// True if a quoted phrase typed with marks must match exactly at first.
bool has_marked_phrase(const ParsedQuery& query);

}  // namespace chauban::search

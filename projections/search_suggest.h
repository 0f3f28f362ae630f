// SPDX-License-Identifier: GPL-3.0-or-later
// Words from the index's own terms, for completion and "did you mean". Everything is counted under the reader's rights.
#pragma once

#include "projections/search_engine_client.h"
#include "projections/search_index.h"
#include "projections/search_wire.h"

#include <string>
#include <utility>
#include <vector>

namespace chauban::search {

/// The query with each word that occurs nowhere replaced by one a single typing slip away; best first, at most three.
Result<std::vector<std::string>> did_you_mean(EngineClient& engine, const ParsedQuery& parsed, std::string_view query,
                                              const SearchReader& reader);
Result<std::vector<std::string>> complete(EngineClient& engine, const SuggestRequest& request);

/// All words that differ from `folded` by one letter put in, left out, exchanged or swapped with its neighbour.
std::vector<std::string> near_words(std::string_view folded);
/// All markings of a folded syllable, in normal form: `luat` → `luat`, `luật`, `luất`, `lứat`→`lưát` …
std::vector<std::string> markings(std::string_view folded);

}  // namespace chauban::search

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/fields.h"

#include <boost/json.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace chauban::bench {

/// What was read against what is true, over many pages.
struct Score {
  std::size_t errors = 0;      ///< characters wrong, missing or too many
  std::size_t characters = 0;  ///< of the truth
  std::size_t words_found = 0;
  std::size_t words = 0;
  std::size_t pages = 0;

  Score& operator+=(const Score& other);
  [[nodiscard]] double cer() const;
  [[nodiscard]] double recall() const;
};

/// NFC, white space folded, then Levenshtein over code points; words as a bag.
Score score_page(const std::string& truth, const std::string& read);

struct Tally {
  int exact = 0;
  int all = 0;
  [[nodiscard]] double share() const { return all == 0 ? 1 : static_cast<double>(exact) / all; }
};

/// Adds to `into`: each field by its name, all by level, and how often a confidence kept its promise ("calibration …").
/// CHAUBAN_BENCH_VERBOSE in the environment prints each field that is wrong.
void tally_fields(const boost::json::object& truth, const std::vector<ocr::FieldProposal>& proposals,
                  const std::string& level, const std::string& name, std::map<std::string, Tally>& into);

}  // namespace chauban::bench

// SPDX-License-Identifier: GPL-3.0-or-later
// What people type into the search box, and what pages say. Input: how, the text.
#include "projections/search_query.h"

#include "schemas/base/error.h"
#include "schemas/base/text.h"
#include "tests/fuzz/targets.h"

namespace chauban::fuzz {

void search_query(BytesView input) {
  Pieces in(input);
  const auto how = in.number<std::uint8_t>();
  const auto text = in.rest();
  const search::ParseOptions options{.marks = static_cast<search::MarksMode>(how % 3), .overdue_words = how > 127};
  const auto query = search::parse_query(text, options);
  std::size_t clauses = 0;
  for (const auto& unit : query.units) {
    CHAUBAN_ASSERT(!unit.empty());
    clauses += unit.size();
  }
  CHAUBAN_ASSERT(clauses <= 32);
  search::for_each_token(text, [](const search::Token& token) {
    CHAUBAN_ASSERT(token.begin <= token.end && is_utf8(token.exact) && is_utf8(token.folded));
  });
  for (const auto& term : search::code_terms(text, how)) CHAUBAN_ASSERT(!is_utf8(text) || is_utf8(term));
  static_cast<void>(search::find_kind(text));
}

}  // namespace chauban::fuzz

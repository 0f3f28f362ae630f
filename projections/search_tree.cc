// SPDX-License-Identifier: GPL-3.0-or-later
// Scores, per word of a query: folded text at most 2.2, subject 6.6, agency 4.4, people 2.2, nearness 2.2, exact
// spelling 3;
// times the newness of at most 1.5 that is less than 31. kExactTier is above that, so a document that has every word
// in the
// spelling that was typed stands before every one that has not.
#include "projections/search_tree.h"

#include "schemas/base/text.h"

#include <algorithm>

namespace chauban::search {
namespace {

constexpr float kSubject = 3;
constexpr float kAgency = 2;
constexpr float kCode = 22;  // ten times the most a word can score
constexpr float kExactWord = 3;
constexpr float kExactTier = 40;

std::vector<std::string> folded_terms(const Clause& clause) {
  std::vector<std::string> out;
  for (const auto& token : clause.tokens) out.push_back(token.folded);
  return out;
}
std::vector<std::string> exact_terms(const Clause& clause, std::string_view before = "") {
  std::vector<std::string> out;
  for (const auto& token : clause.tokens) out.push_back(std::string(before) + token.exact);
  return out;
}
bool marked(const Clause& clause) {
  return std::any_of(clause.tokens.begin(), clause.tokens.end(), [](const Token& token) { return token.marked(); });
}

class Tree {
 public:
  Tree(const ParsedQuery& query, const TreeOptions& options) : query_(query), options_(options) {}

  RankedTree build(const std::vector<Node>& required) {
    RankedTree out;
    Clauses all;
    for (const auto& unit : query_.units) {
      if (unit.size() == 1) {
        auto node = match(unit.front());
        if (unit.front().negated) {
          all.must_not.push_back(std::move(node));
          continue;
        }
        all.must.push_back(std::move(node));
        add_scores(unit.front(), out);
        continue;
      }
      std::vector<Node> alternatives;
      std::vector<Node> scored;
      for (const auto& clause : unit) {
        alternatives.push_back(clause.negated ? without(clause) : match(clause));
        if (!clause.negated && scores(clause)) scored.push_back(alternatives.back());
      }
      all.must.push_back(any_node(std::move(alternatives)));
      if (!scored.empty()) out.extras.push_back(any_node(std::move(scored)));
    }
    add_nearness(out.extras);
    add_tier(out);
    all.must.insert(all.must.end(), required.begin(), required.end());
    out.match = boolean_node(std::move(all));
    return out;
  }

 private:
  static Node without(const Clause& clause) {
    Clause positive = clause;
    positive.negated = false;
    ParsedQuery one;
    one.units = {{positive}};
    return boolean_node({{}, {}, {Tree(one, {}).match(positive)}, 0});
  }

  [[nodiscard]] Node match(const Clause& clause) const {
    switch (clause.where) {
      case Where::text: return match_text(clause);
      case Where::subject: return match_part(clause, Field::subject);
      case Where::agency: return match_part(clause, Field::agency);
      case Where::people: return match_part(clause, Field::people);
      case Where::code: return match_code(clause);
      case Where::kind: return label("kind=" + clause.value);
      case Where::dossier: return label("dossier=" + clause.value);
      case Where::unit: return label("unit=" + clause.value);
      case Where::state: return label("state=" + clause.value);
      case Where::urgency: return label("urgency=" + clause.value);
      case Where::date: return days(Field::date, clause.from, clause.to);
      case Where::arrival_date: return days(Field::arrival_date, clause.from, clause.to);
      case Where::year: return numbers(Field::year, clause.from, clause.to);
      case Where::arrival: return numbers(Field::arrival_number, clause.from, clause.to);
      case Where::overdue:
        if (!options_.today) return none_node();
        return days(Field::due, -900'000, std::int64_t{to_days(*options_.today)} - 1);
    }
    return none_node();
  }

  static Node label(const std::string& term) { return term_node(Field::label, term); }
  static Node days(Field field, std::int64_t from, std::int64_t to) {
    return range_node(field, day_number(from), day_number(to));
  }
  static Node numbers(Field field, std::int64_t from, std::int64_t to) {
    return range_node(field, static_cast<std::uint64_t>(std::max<std::int64_t>(from, 0)),
                      static_cast<std::uint64_t>(std::max<std::int64_t>(to, 0)));
  }

  static Node match_code(const Clause& clause) {
    if (!clause.code || !clause.code->issue_year) return constant_node(kCode, term_node(Field::code, clause.value));
    return constant_node(kCode, term_node(Field::code, clause.value + "/" + std::to_string(*clause.code->issue_year)));
  }

  [[nodiscard]] bool must_be_exact(const Clause& clause) const {
    if (query_.marks == MarksMode::exact) return true;
    return query_.marks == MarksMode::automatic && clause.quoted && marked(clause) && !options_.fold_phrases;
  }

  [[nodiscard]] Node match_text(const Clause& clause) const {
    const auto& token = clause.tokens.front();
    const bool exact = must_be_exact(clause);
    if (clause.prefix) {
      return constant_node(1,
                           exact ? prefix_node(Field::exact, token.exact) : prefix_node(Field::folded, token.folded));
    }
    const auto text =
        exact ? phrase_node(Field::exact, exact_terms(clause)) : phrase_node(Field::folded, folded_terms(clause));
    std::vector<Node> any = {text};
    if (clause.code) {
      any.push_back(constant_node(kCode, term_node(Field::code, token.folded)));
    } else if (!clause.value.empty()) {
      any.push_back(constant_node(kCode, term_node(Field::code, clause.value)));
    } else if (clause.tokens.size() == 1 && token.kind == TokenKind::number && token.folded.size() <= 6 &&
               !clause.quoted) {
      any.push_back(constant_node(1, term_node(Field::code, "#" + token.folded)));
    }
    return any_node(std::move(any));
  }

  /// Words of one part; both forms stand at the same position there, exact ones behind a `=`.
  [[nodiscard]] Node match_part(const Clause& clause, Field field) const {
    const bool exact = query_.marks == MarksMode::exact;
    return phrase_node(field, exact ? exact_terms(clause, "=") : folded_terms(clause));
  }

  void add_scores(const Clause& clause, RankedTree& out) {
    if (clause.where != Where::text || clause.prefix) {
      if (scores(clause)) out.extras.push_back(match(clause));
      return;
    }
    words_ += clause.tokens.size();
    const auto folded = folded_terms(clause);
    out.extras.push_back(boost_node(kSubject, phrase_node(Field::subject, folded)));
    out.extras.push_back(boost_node(kAgency, phrase_node(Field::agency, folded)));
    out.extras.push_back(phrase_node(Field::people, folded));
    out.extras.push_back(match(clause));
    if (!clause.quoted && clause.tokens.size() == 1 && near_.size() < 8) near_.push_back(folded.front());
    if (query_.marks != MarksMode::automatic || !marked(clause)) return;
    if (must_be_exact(clause)) {
      spelled_by_match_ = true;
      out.plus += kExactWord;
    } else {
      out.spellings.push_back(constant_node(kExactWord, phrase_node(Field::exact, exact_terms(clause))));
    }
  }

  /// Words do; of values one is as good as another.
  static bool scores(const Clause& clause) {
    return clause.where == Where::text || clause.where == Where::subject || clause.where == Where::agency ||
           clause.where == Where::people || clause.where == Where::code;
  }

  void add_nearness(std::vector<Node>& extras) const {
    if (near_.size() < 2) return;
    extras.push_back(phrase_node(Field::folded, near_, static_cast<std::uint32_t>(near_.size() + 2)));
  }

  /// Who has every marked word as it was typed.
  void add_tier(RankedTree& out) const {
    const float tier = kExactTier * static_cast<float>(words_);
    if (!out.spellings.empty())
      out.all_spelled = tier;
    else if (spelled_by_match_)
      out.plus += tier;
  }

  const ParsedQuery& query_;
  const TreeOptions& options_;
  std::size_t words_ = 0;
  std::vector<std::string> near_;
  bool spelled_by_match_ = false;  // a word that matches only as typed
};

void add_values(std::vector<Node>& out, Field field, const std::vector<std::string>& values) {
  if (!values.empty()) out.push_back(any_of_node(field, values));
}

}  // namespace

std::optional<Node> rights_node(const SearchReader& reader) {
  if (reader.reads_everything) return std::nullopt;
  return any_of_node(Field::right, reader.rights);
}

std::vector<Node> filter_nodes(const SearchFilters& filters) {
  std::vector<Node> out;
  add_values(out, Field::type, filters.type);
  add_values(out, Field::kind, filters.kind);
  add_values(out, Field::issuer, filters.issuer);
  add_values(out, Field::state, filters.state);
  add_values(out, Field::dossier, filters.dossier);
  add_values(out, Field::unit, filters.unit);
  add_values(out, Field::urgency, filters.urgency);
  std::vector<Node> years;
  for (const int year : filters.year) {
    const auto number = static_cast<std::uint64_t>(std::max(year, 0));
    years.push_back(range_node(Field::year, number, number));
  }
  if (!years.empty()) out.push_back(any_node(std::move(years)));
  if (filters.date_from || filters.date_to) {
    const auto from = filters.date_from ? day_number(to_days(*filters.date_from)) : 1;
    const auto to = filters.date_to ? day_number(to_days(*filters.date_to)) : UINT64_MAX - 1;
    out.push_back(range_node(Field::date, from, to));
  }
  for (const auto& token : tokenize(filters.person)) {
    out.push_back(term_node(Field::people, token.folded));
  }
  return out;
}

RankedTree words_tree(const ParsedQuery& query, const std::vector<Node>& required, const TreeOptions& options) {
  return Tree(query, options).build(required);
}

RankedTree code_tree(const CodeParts& code, const std::vector<Node>& required) {
  const auto folded = code.folded();
  RankedTree out;
  out.extras = {constant_node(1000, term_node(Field::code, folded)),
                constant_node(100, term_node(Field::code, code.whole())), term_node(Field::folded, folded)};
  std::optional<std::string> with_year;
  if (code.issue_year) {
    with_year = folded + "/" + std::to_string(*code.issue_year);
    out.extras.push_back(term_node(Field::folded, *with_year));
  }
  auto any = out.extras;
  if (with_year) out.extras.push_back(constant_node(500, term_node(Field::code, *with_year)));
  Clauses all;
  all.must = required;
  all.must.insert(all.must.begin(), any_node(std::move(any)));
  out.match = boolean_node(std::move(all));
  return out;
}

void put_ranked(Bytes& out, const RankedTree& tree) {
  put_f32(out, tree.plus);
  put_f32(out, tree.all_spelled);
  put_u32(out, static_cast<std::uint32_t>(tree.spellings.size() + tree.extras.size()));
  for (const auto* list : {&tree.spellings, &tree.extras}) {
    for (const auto& node : *list) {
      put_u8(out, list == &tree.spellings ? 1 : 0);
      out += node;
    }
  }
  out += tree.match;
}

bool has_marked_phrase(const ParsedQuery& query) {
  if (query.marks != MarksMode::automatic) return false;
  for (const auto& unit : query.units) {
    for (const auto& clause : unit) {
      if (clause.where == Where::text && clause.quoted && marked(clause)) return true;
    }
  }
  return false;
}

}  // namespace chauban::search

// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_hits.h"

#include <algorithm>
#include <set>

namespace chauban::search {
namespace {

/// A token and the word it stands in; the tokens of all pages in one row, so that phrases run over page ends.
struct Placed {
  Token token;
  std::size_t page = 0;
  std::size_t word = 0;
};

std::vector<Placed> place(const std::vector<PageWords>& pages) {
  std::vector<Placed> out;
  for (std::size_t page = 0; page < pages.size(); ++page) {
    for (std::size_t word = 0; word < pages[page].words.size(); ++word) {
      for_each_token(pages[page].words[word], [&](const Token& token) { out.push_back({token, page, word}); });
    }
  }
  return out;
}

struct Match {
  std::size_t first = 0;  // into the row of tokens
  std::size_t last = 0;
  bool exact = false;
};

bool matches_at(const Clause& clause, const std::vector<Placed>& row, std::size_t at, bool& exact) {
  if (at + clause.tokens.size() > row.size()) return false;
  exact = true;
  for (std::size_t i = 0; i < clause.tokens.size(); ++i) {
    const auto& wanted = clause.tokens[i];
    const auto& found = row[at + i].token;
    const bool same = clause.prefix ? found.folded.starts_with(wanted.folded) : found.folded == wanted.folded;
    if (!same) return false;
    exact = exact && (clause.prefix ? found.exact.starts_with(wanted.exact) : found.exact == wanted.exact);
  }
  return true;
}

/// Matches of one clause; other markings only where the typed one is nowhere.
std::vector<Match> match_clause(const Clause& clause, const std::vector<Placed>& row, MarksMode marks) {
  std::vector<Match> out;
  bool any_exact = false;
  for (std::size_t at = 0; at < row.size(); ++at) {
    bool exact = false;
    if (!matches_at(clause, row, at, exact)) continue;
    any_exact = any_exact || exact;
    out.push_back({at, at + clause.tokens.size() - 1, exact});
  }
  const bool marked =
      std::any_of(clause.tokens.begin(), clause.tokens.end(), [](const Token& t) { return t.marked(); });
  if (marks == MarksMode::exact || (marks == MarksMode::automatic && marked && any_exact)) {
    std::erase_if(out, [](const Match& match) { return !match.exact; });
  }
  return out;
}

bool looks_into_pages(Where where) {
  return where == Where::text || where == Where::subject || where == Where::agency || where == Where::people ||
         where == Where::code;
}

void add_hits(const Match& match, const std::vector<Placed>& row, const std::vector<PageWords>& pages, std::size_t unit,
              std::vector<WordHit>& out) {
  for (auto at = match.first; at <= match.last; ++at) {
    const auto& placed = row[at];
    const int page = pages[placed.page].page;
    if (at > match.first && out.back().page == page && row[at - 1].page == placed.page) {
      out.back().last_word = placed.word;
    } else {
      out.push_back({page, placed.word, placed.word, unit, match.exact});
    }
  }
}

}  // namespace

std::vector<WordHit> find_hits(const ParsedQuery& query, const std::vector<PageWords>& pages, std::size_t max_hits) {
  const auto row = place(pages);
  std::vector<WordHit> out;
  for (std::size_t unit = 0; unit < query.units.size(); ++unit) {
    for (auto clause : query.units[unit]) {
      if (clause.negated || !looks_into_pages(clause.where)) continue;
      if (clause.where == Where::code && clause.code) {
        clause.tokens = {{clause.code->whole(), clause.code->folded(), TokenKind::code, 0, 0}};
      }
      if (clause.tokens.empty()) continue;
      for (const auto& match : match_clause(clause, row, query.marks)) add_hits(match, row, pages, unit, out);
    }
  }
  const auto page_order = [&](int page) {
    return std::find_if(pages.begin(), pages.end(), [page](const auto& p) { return p.page == page; }) - pages.begin();
  };
  std::stable_sort(out.begin(), out.end(), [&](const WordHit& a, const WordHit& b) {
    return std::pair(page_order(a.page), a.first_word) < std::pair(page_order(b.page), b.first_word);
  });
  if (out.size() > max_hits) out.resize(max_hits);
  return out;
}

namespace {

const PageWords* find_page(const std::vector<PageWords>& pages, int page) {
  const auto found = std::find_if(pages.begin(), pages.end(), [page](const auto& p) { return p.page == page; });
  return found == pages.end() ? nullptr : &*found;
}

/// Units covered weigh most, then exact spellings, then the number of hits.
std::size_t weigh(const std::vector<WordHit>& hits, std::size_t first, int page, std::size_t end_word) {
  std::set<std::size_t> units;
  std::size_t exact = 0;
  std::size_t count = 0;
  for (auto i = first; i < hits.size() && hits[i].page == page && hits[i].last_word < end_word; ++i) {
    units.insert(hits[i].unit);
    exact += hits[i].exact ? 1U : 0U;
    ++count;
  }
  return units.size() * 10'000 + std::min<std::size_t>(exact, 99) * 100 + std::min<std::size_t>(count, 99);
}

std::string write_window(const PageWords& page, std::size_t from, std::size_t to, const std::vector<WordHit>& hits) {
  std::string out = from > 0 ? "… " : "";
  std::size_t open_until = 0;
  bool open = false;
  for (auto word = from; word < to; ++word) {
    if (word > from) out += ' ';
    for (const auto& hit : hits) {
      if (hit.first_word > word || hit.last_word < word || (open && hit.last_word <= open_until)) continue;
      if (!open) out += "⟦";
      open = true;
      open_until = hit.last_word;
    }
    out += page.words[word];
    if (open && (word >= open_until || word + 1 == to)) {
      // Punctuation behind the last word stays outside the marks.
      std::string tail;
      while (!out.empty() && std::string_view(".,;:!?)").find(out.back()) != std::string_view::npos) {
        tail.insert(tail.begin(), out.back());
        out.pop_back();
      }
      out += "⟧" + tail;
      open = false;
    }
  }
  return to < page.words.size() ? out + " …" : out;
}

}  // namespace

Snippet make_snippet(const std::vector<WordHit>& hits, const std::vector<PageWords>& pages, std::size_t window_words) {
  Snippet out;
  window_words = std::max<std::size_t>(window_words, 1);
  std::size_t best = hits.size();
  std::size_t best_weight = 0;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    const auto weight = weigh(hits, i, hits[i].page, hits[i].first_word + window_words);
    if (weight > best_weight && find_page(pages, hits[i].page) != nullptr) {
      best = i;
      best_weight = weight;
    }
  }
  const auto* page = best < hits.size() ? find_page(pages, hits[best].page) : nullptr;
  if (page == nullptr) {
    const auto first = std::find_if(pages.begin(), pages.end(), [](const auto& p) { return !p.words.empty(); });
    if (first == pages.end()) return out;
    out.page = first->page;
    out.text = write_window(*first, 0, std::min(window_words, first->words.size()), {});
    return out;
  }
  std::size_t last = hits[best].last_word;
  for (auto i = best;
       i < hits.size() && hits[i].page == page->page && hits[i].last_word < hits[best].first_word + window_words; ++i) {
    last = std::max(last, hits[i].last_word);
  }
  // The hits in the middle of the window.
  const auto spare = window_words - std::min(window_words, last - hits[best].first_word + 1);
  const auto from = hits[best].first_word - std::min(hits[best].first_word, spare / 2);
  const auto to = std::min(page->words.size(), std::max(from + window_words, last + 1));
  for (const auto& hit : hits) {
    if (hit.page == page->page && hit.first_word >= from && hit.first_word < to &&
        hit.first_word < page->words.size()) {
      out.hits.push_back(hit);
    }
  }
  out.page = page->page;
  out.text = write_window(*page, from, to, out.hits);
  return out;
}

}  // namespace chauban::search

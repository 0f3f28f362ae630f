// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_suggest.h"

#include "projections/search_tree.h"
#include "schemas/base/text.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace chauban::search {
namespace {

using Counts = std::map<std::string, std::uint64_t>;
constexpr std::uint32_t kEnough = 1000;  // counting more would not change what is offered
constexpr std::uint64_t kDeadlineUs = 300'000;
constexpr std::uint32_t kMostLookedAt = 300;

Result<Counts> ask(EngineClient& engine, Field field, const SearchReader& reader, const Bytes& which) {
  auto message = new_message();
  put_u32(message, static_cast<std::uint32_t>(field));
  put_u64(message, kDeadlineUs);
  put_u32(message, kEnough);
  message += which;
  message += rights_node(reader).value_or(all_node());
  CHAUBAN_TRY(const auto answer, engine.terms(message));
  WireReader in(answer);
  Counts out;
  const auto count = in.u32();
  for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
    const std::string term(in.text());
    out[term] = in.u64();
  }
  if (!in.complete()) return refuse(ErrorCode::internal);
  return out;
}

Result<Counts> count_terms(EngineClient& engine, Field field, const SearchReader& reader,
                           const std::vector<std::string>& terms) {
  Bytes which;
  put_u8(which, 0);
  put_u32(which, static_cast<std::uint32_t>(terms.size()));
  for (const auto& term : terms) put_text(which, term);
  return ask(engine, field, reader, which);
}

Result<Counts> count_beginning(EngineClient& engine, Field field, const SearchReader& reader,
                               std::string_view beginning) {
  Bytes which;
  put_u8(which, 1);
  put_text(which, beginning);
  put_u32(which, kMostLookedAt);
  return ask(engine, field, reader, which);
}

std::vector<std::string> most_frequent(const Counts& counts, std::size_t limit) {
  std::vector<std::pair<std::string, std::uint64_t>> all(counts.begin(), counts.end());
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> out;
  for (const auto& [term, count] : all) {
    if (out.size() < limit) out.push_back(term);
  }
  return out;
}

/// The most frequent marking of each folded word, as people write it.
Result<std::vector<std::string>> with_marks(EngineClient& engine, const SearchReader& reader,
                                            const std::vector<std::string>& folded) {
  std::vector<std::string> all;
  for (const auto& word : folded) {
    const auto some = markings(word);
    all.insert(all.end(), some.begin(), some.end());
  }
  CHAUBAN_TRY(const auto counts, count_terms(engine, Field::exact, reader, all));
  std::vector<std::string> out;
  for (const auto& word : folded) {
    Counts own;
    for (const auto& marking : markings(word)) {
      if (const auto found = counts.find(marking); found != counts.end()) own.insert(*found);
    }
    const auto best = most_frequent(own, 1);
    out.push_back(display_form(best.empty() ? word : best.front()));
  }
  return out;
}

struct Vowel {
  char base;
  std::array<std::string_view, 3> qualities;
};
constexpr std::array<Vowel, 6> kVowels = {{{'a', {"a", "ă", "â"}},
                                           {'e', {"e", "ê", ""}},
                                           {'i', {"i", "", ""}},
                                           {'o', {"o", "ô", "ơ"}},
                                           {'u', {"u", "ư", ""}},
                                           {'y', {"y", "", ""}}}};

const Vowel* find_vowel(char c) {
  const auto found = std::find_if(kVowels.begin(), kVowels.end(), [c](const Vowel& v) { return v.base == c; });
  return found == kVowels.end() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> near_words(std::string_view folded) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::set<std::string> out;
  const std::string word(folded.substr(0, 24));
  for (std::size_t i = 0; i <= word.size(); ++i) {
    for (const char c : kLetters) {
      out.insert(word.substr(0, i) + c + word.substr(i));
      if (i < word.size()) out.insert(word.substr(0, i) + c + word.substr(i + 1));
    }
    if (i < word.size() && word.size() > 2) out.insert(word.substr(0, i) + word.substr(i + 1));
    if (i + 1 < word.size()) {
      auto swapped = word;
      std::swap(swapped[i], swapped[i + 1]);
      out.insert(swapped);
    }
  }
  out.erase(word);
  return {out.begin(), out.end()};
}

std::vector<std::string> markings(std::string_view folded) {
  std::vector<std::string> bare = {""};
  std::size_t first_vowel = std::string_view::npos;
  for (std::size_t i = 0; i < folded.size() && folded.size() <= 8; ++i) {
    const auto* vowel = find_vowel(folded[i]);
    std::vector<std::string> next;
    for (const auto& start : bare) {
      if (vowel == nullptr) {
        next.push_back(start + folded[i]);
        if (folded[i] == 'd') next.push_back(start + "đ");
        continue;
      }
      for (const auto quality : vowel->qualities) {
        if (!quality.empty()) next.push_back(start + std::string(quality));
      }
    }
    const bool onset_u = vowel != nullptr && folded[i] == 'u' && i == 1 && folded[0] == 'q';
    if (vowel != nullptr && !onset_u && first_vowel == std::string_view::npos) first_vowel = i;
    bare = std::move(next);
    if (bare.size() > 128) return {std::string(folded)};
  }
  std::set<std::string> out = {std::string(folded)};
  for (const auto& word : bare) {
    if (word.empty()) continue;
    out.insert(exact_form(word));
    // A tone on any vowel is moved to its place by the normal form; the first will do.
    std::size_t at = 0;
    for (std::size_t letters = 0; at < word.size() && letters <= first_vowel; ++letters) {
      ++at;
      while (at < word.size() && (static_cast<unsigned char>(word[at]) & 0xC0U) == 0x80U) ++at;
    }
    if (first_vowel == std::string_view::npos) continue;
    for (const std::string_view tone : {"\u0300", "\u0309", "\u0303", "\u0301", "\u0323"}) {
      out.insert(exact_form(word.substr(0, at) + std::string(tone) + word.substr(at)));
    }
  }
  return {out.begin(), out.end()};
}

Result<std::vector<std::string>> did_you_mean(EngineClient& engine, const ParsedQuery& parsed, std::string_view query,
                                              const SearchReader& reader) {
  std::set<std::string> words;
  for (const auto& unit : parsed.units) {
    for (const auto& clause : unit) {
      for (const auto& token : clause.tokens) {
        if (token.kind == TokenKind::word && !clause.negated && !clause.prefix) words.insert(token.folded);
      }
    }
  }
  CHAUBAN_TRY(const auto known, count_terms(engine, Field::folded, reader, {words.begin(), words.end()}));
  std::map<std::string, std::vector<std::string>> better;
  for (const auto& word : words) {
    if (known.contains(word) || better.size() == 3) continue;
    CHAUBAN_TRY(const auto counts, count_terms(engine, Field::folded, reader, near_words(word)));
    CHAUBAN_TRY(auto marked, with_marks(engine, reader, most_frequent(counts, 3)));
    if (!marked.empty()) better[word] = std::move(marked);
  }
  std::vector<std::string> out;
  if (better.empty() || !is_utf8(query)) return out;
  const auto text = nfc(query);
  const auto tokens = tokenize(text);
  for (std::size_t rank = 0; rank < 3; ++rank) {
    auto corrected = text;
    for (auto token = tokens.rbegin(); token != tokens.rend(); ++token) {
      const auto found = better.find(token->folded);
      if (found == better.end()) continue;
      const auto& choice = found->second[std::min(rank, found->second.size() - 1)];
      corrected.replace(token->begin, token->end - token->begin, choice);
    }
    if (std::find(out.begin(), out.end(), corrected) == out.end()) out.push_back(std::move(corrected));
  }
  return out;
}

Result<std::vector<std::string>> complete(EngineClient& engine, const SuggestRequest& request) {
  std::vector<std::string> out;
  if (!is_utf8(request.text)) return out;
  const auto text = nfc(request.text);
  const auto limit = static_cast<std::size_t>(std::clamp(request.limit, 1, 50));
  const auto space = text.find_last_of(" \t\"");
  const auto from = space == std::string::npos ? 0 : space + 1;
  const auto last = text.substr(from);
  if (!last.empty() && last.front() >= '0' && last.front() <= '9' && last.find('/') != std::string::npos) {
    CHAUBAN_TRY(auto counts, count_beginning(engine, Field::code, request.reader, lower(last)));
    for (const auto& term : most_frequent(counts, limit)) out.push_back(text.substr(0, from) + upper(term));
    return out;
  }
  const auto tokens = tokenize(last);
  if (tokens.size() != 1 || tokens.front().end != last.size() || tokens.front().kind != TokenKind::word) return out;
  const auto& token = tokens.front();
  const auto field = token.marked() ? Field::exact : Field::folded;
  CHAUBAN_TRY(const auto counts,
              count_beginning(engine, field, request.reader, token.marked() ? token.exact : token.folded));
  auto words = most_frequent(counts, limit);
  if (field == Field::folded) {
    CHAUBAN_TRY(words, with_marks(engine, request.reader, words));
  }
  for (const auto& word : words) out.push_back(text.substr(0, from) + display_form(word));
  return out;
}

}  // namespace chauban::search

// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_query.h"

#include "projections/search_query_fields.h"
#include "schemas/base/text.h"

#include <algorithm>

namespace chauban::search {
namespace {

constexpr std::size_t kMaxQueryBytes = 1000;
constexpr std::size_t kMaxClauses = 32;

struct Lexeme {
  std::string text;
  bool quoted = false;
  bool negated = false;
};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// The longest beginning of at most `max` bytes that is UTF-8; bytes that are none become spaces.
std::string clean(std::string_view text, std::size_t max) {
  auto cut = text.substr(0, max);
  while (cut.size() < text.size() && !cut.empty() && !is_utf8(cut) && max - cut.size() < 4) cut.remove_suffix(1);
  std::string out(cut);
  if (!is_utf8(out)) {
    for (char& c : out) {
      if (static_cast<unsigned char>(c) >= 0x80) c = ' ';
    }
  }
  out = nfc(out);
  for (const std::string_view quote : {"\u201C", "\u201D", "\u201E", "\u00AB", "\u00BB"}) {
    for (std::size_t at = 0; (at = out.find(quote, at)) != std::string::npos;) out.replace(at, quote.size(), "\"");
  }
  for (char& c : out) {
    if (c == '\0') c = ' ';
  }
  return out;
}

class Parser {
 public:
  explicit Parser(ParseOptions options) : options_(options) { query_.marks = options.marks; }

  ParsedQuery parse(std::string_view raw) {
    const auto text = clean(raw, kMaxQueryBytes);
    if (raw.size() > kMaxQueryBytes) note(std::string(raw.substr(0, 0)));
    query_.code = parse_typed_code(text);
    split(text);
    for (at_ = 0; at_ < lexemes_.size();) read_unit();
    return std::move(query_);
  }

 private:
  void note(std::string text) {
    const Note literal{"query_literal", std::move(text), 0};
    if (std::find(query_.notes.begin(), query_.notes.end(), literal) == query_.notes.end())
      query_.notes.push_back(literal);
  }

  void split(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      if (is_space(text[at])) {
        ++at;
        continue;
      }
      Lexeme lexeme;
      if (text[at] == '-' && at + 1 < text.size() && !is_space(text[at + 1]) && text[at + 1] != '-') {
        lexeme.negated = at == 0 || is_space(text[at - 1]);
        ++at;
      }
      if (text[at] == '"') {
        const auto end = text.find('"', at + 1);
        if (end == std::string_view::npos) {
          note(std::string(text.substr(at)));
          ++at;
          continue;
        }
        lexeme.text = text.substr(at + 1, end - at - 1);
        lexeme.quoted = true;
        at = end + 1;
      } else {
        const auto end = std::min(text.find_first_of(" \t\r\n\"", at), text.size());
        lexeme.text = text.substr(at, end - at);
        at = end;
      }
      lexemes_.push_back(std::move(lexeme));
    }
  }

  bool is_or(std::size_t at) const {
    return at < lexemes_.size() && !lexemes_[at].quoted && (lexemes_[at].text == "OR" || lexemes_[at].text == "HOẶC");
  }

  void read_unit() {
    std::vector<Clause> unit;
    if (is_or(at_)) note(lexemes_[at_].text);  // with nothing before it: a word
    read_clause(unit);
    while (is_or(at_) && at_ + 1 < lexemes_.size() && !is_or(at_ + 1)) {
      ++at_;
      read_clause(unit);
    }
    if (unit.empty()) return;
    if (query_.units.size() == kMaxClauses) return note("");
    unit.resize(std::min(unit.size(), kMaxClauses));
    query_.units.push_back(std::move(unit));
  }

  void read_clause(std::vector<Clause>& unit) {
    const auto lexeme = lexemes_[at_++];
    if (!lexeme.quoted && read_field(lexeme, unit)) return;
    if (!lexeme.quoted && options_.overdue_words && read_overdue(lexeme, unit)) return;
    read_text(lexeme, unit);
  }

  void read_text(const Lexeme& lexeme, std::vector<Clause>& unit) {
    Clause clause;
    clause.negated = lexeme.negated;
    clause.quoted = lexeme.quoted;
    clause.tokens = tokenize(lexeme.text);
    if (clause.tokens.empty()) return;
    clause.tokens.resize(std::min<std::size_t>(clause.tokens.size(), kMaxClauses));
    if (clause.tokens.size() == 1 && clause.tokens.front().kind == TokenKind::code)
      clause.code = parse_code(lexeme.text);
    clause.prefix = !lexeme.quoted && clause.tokens.size() == 1 && lexeme.text.ends_with('*') &&
                    count_characters(clause.tokens.front().folded) >= 2;
    // `QĐ-UBND`: a notation without its number.
    if (!lexeme.quoted && clause.tokens.size() > 1 && lexeme.text.find('-') != std::string::npos) {
      clause.value = folded_value(lexeme.text);
    }
    unit.push_back(std::move(clause));
  }

  /// `loại: kế hoạch`: the value may follow after a space, and a kind's name may have several words.
  bool read_field(const Lexeme& lexeme, std::vector<Clause>& unit) {
    const auto colon = lexeme.text.find(':');
    if (colon == std::string::npos || colon == 0) return false;
    const auto where = find_field(std::string_view(lexeme.text).substr(0, colon));
    if (!where) return false;
    Lexeme value{lexeme.text.substr(colon + 1), false, false};
    const bool attached = !value.text.empty();
    auto next = at_;
    if (!attached) {
      if (next == lexemes_.size()) {
        note(lexeme.text);
        return false;
      }
      value = lexemes_[next++];
    }
    if (*where == Where::kind && !value.quoted) extend_kind(value.text, next);
    auto clause = field_clause(*where, value.text, value.quoted);
    if (!clause) {
      note(lexeme.text + (attached ? "" : " " + value.text));
      return false;
    }
    clause->negated = lexeme.negated;
    unit.push_back(std::move(*clause));
    at_ = next;
    return true;
  }

  void extend_kind(std::string& value, std::size_t& next) const {
    std::string longer = value;
    auto best = value;
    auto best_next = next;
    for (std::size_t i = next; i < lexemes_.size() && i < next + 4 && !lexemes_[i].quoted; ++i) {
      longer += " " + lexemes_[i].text;
      if (find_kind(longer) == nullptr) continue;
      best = longer;
      best_next = i + 1;
    }
    value = best;
    next = best_next;
  }

  bool read_overdue(const Lexeme& lexeme, std::vector<Clause>& unit) {
    if (folded_value(lexeme.text) != "qua" || at_ == lexemes_.size() || lexemes_[at_].quoted) return false;
    if (folded_value(lexemes_[at_].text) != "han") return false;
    Clause clause;
    clause.where = Where::overdue;
    clause.negated = lexeme.negated;
    query_.notes.push_back({"overdue_filter", lexeme.text + " " + lexemes_[at_].text, 0});
    ++at_;
    unit.push_back(std::move(clause));
    return true;
  }

  ParseOptions options_;
  ParsedQuery query_;
  std::vector<Lexeme> lexemes_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<MarksMode> parse_marks_mode(std::string_view name) {
  if (name == "auto") return MarksMode::automatic;
  if (name == "exact") return MarksMode::exact;
  if (name == "folded") return MarksMode::folded;
  return std::nullopt;
}

ParsedQuery parse_query(std::string_view text, ParseOptions options) { return Parser(options).parse(text); }

}  // namespace chauban::search

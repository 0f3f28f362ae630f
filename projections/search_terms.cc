// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_terms.h"

#include "projections/search_code.h"
#include "projections/search_syllable.h"
#include "schemas/base/text.h"
#include "schemas/base/time.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace chauban::search {
namespace {

constexpr std::size_t kMaxTermBytes = 120;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }
bool is_inner(char c) { return c == '.' || c == ',' || c == '/' || c == '-' || c == '&'; }

std::vector<std::string_view> split(std::string_view text, char by) {
  std::vector<std::string_view> out;
  std::size_t from = 0;
  for (auto at = text.find(by); at != std::string_view::npos; at = text.find(by, from)) {
    out.push_back(text.substr(from, at - from));
    from = at + 1;
  }
  out.push_back(text.substr(from));
  return out;
}

int to_int(std::string_view digits) {
  int value = -1;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

/// `29/4/2021`, `29.04.2021`, `29-4-2021`, `2021-04-29`: as ISO.
std::optional<std::string> read_date(std::string_view run) {
  if (run.size() < 8 || run.size() > 10) return std::nullopt;
  for (const char by : {'/', '-', '.'}) {
    auto parts = split(run, by);
    if (parts.size() != 3 || !std::all_of(parts.begin(), parts.end(), all_digits)) continue;
    if (parts[0].size() == 4) std::swap(parts[0], parts[2]);
    if (parts[0].size() > 2 || parts[1].size() > 2 || parts[2].size() != 4) return std::nullopt;
    const Date day{std::chrono::year(to_int(parts[2])), std::chrono::month(static_cast<unsigned>(to_int(parts[1]))),
                   std::chrono::day(static_cast<unsigned>(to_int(parts[0])))};
    const int year = static_cast<int>(day.year());
    if (day.ok() && year >= 1900 && year < 2200) return format_date(day);
  }
  return std::nullopt;
}

/// `1.250.000` and `1,250,000` and `1.250.000,5`: without group separators; a decimal comma stays.
std::optional<std::string> read_number(std::string_view run) {
  const auto first = run.find_first_of(".,");
  if (first == std::string_view::npos || run.find_first_not_of("0123456789.,") != std::string_view::npos)
    return std::nullopt;
  const char group = run[first];
  const char decimal = group == '.' ? ',' : '.';
  const auto halves = split(run, decimal);
  if (halves.size() > 2 || (halves.size() == 2 && !all_digits(halves[1]))) return std::nullopt;
  const auto groups = split(halves[0], group);
  const bool grouped =
      groups[0].size() <= 3 && all_digits(groups[0]) &&
      std::all_of(groups.begin() + 1, groups.end(), [](auto g) { return g.size() == 3 && all_digits(g); });
  if (group == ',' && groups.size() == 2 && halves.size() == 1 && all_digits(groups[0]) && all_digits(groups[1])) {
    return std::string(run);  // 3,5: a decimal comma
  }
  if (!grouped) return std::nullopt;
  std::string out;
  for (const auto part : groups) out += part;
  if (halves.size() == 2) (out += ',') += halves[1];
  return out;
}

/// Reads one text; positions are bytes of it.
class Tokenizer {
 public:
  Tokenizer(std::string_view text, const std::function<void(const Token&)>& sink) : text_(text), sink_(sink) {}

  void run() {
    std::size_t at = 0;
    while (at < text_.size()) {
      const auto begin = at;
      if (!is_word_character(next_code_point(text_, at))) continue;
      const auto end = end_of_run(at);
      read_run(begin, end);
      at = end;
    }
  }

 private:
  std::size_t end_of_word(std::size_t at) const {
    while (at < text_.size()) {
      auto next = at;
      if (!is_word_character(next_code_point(text_, next))) break;
      at = next;
    }
    return at;
  }

  std::size_t end_of_run(std::size_t at) {
    has_inner_ = false;
    for (;;) {
      at = end_of_word(at);
      if (at + 1 >= text_.size() || !is_inner(text_[at])) return at;
      auto next = at + 1;
      if (!is_word_character(next_code_point(text_, next))) return at;
      has_inner_ = true;
      at = next;
    }
  }

  void read_run(std::size_t begin, std::size_t end) {
    const auto run = text_.substr(begin, end - begin);
    if (!has_inner_) return emit_word(begin, end);
    if (run.size() > kMaxTermBytes || run.find_first_of("0123456789") == std::string_view::npos)
      return emit_pieces(begin, end);
    if (emit_special(begin, end)) return;
    // `15/QĐ-UBND,18/KH-UBND`: a list without spaces.
    std::size_t from = begin;
    while (from < end) {
      const auto to = std::min(text_.find(',', from), end);
      if (!emit_special(from, to)) emit_pieces(from, to);
      from = to + 1;
    }
  }

  bool emit_special(std::size_t begin, std::size_t end) {
    const auto run = text_.substr(begin, end - begin);
    if (auto date = read_date(run)) return emit(begin, end, TokenKind::date, *date, *date);
    if (auto number = read_number(run)) return emit(begin, end, TokenKind::number, *number, *number);
    if (const auto code = is_digit(run.front()) ? parse_code(run) : std::nullopt) {
      const auto year = code->issue_year ? "/" + std::to_string(*code->issue_year) : std::string();
      return emit(begin, end, TokenKind::code, code->whole() + year, code->folded() + year);
    }
    return false;
  }

  void emit_pieces(std::size_t begin, std::size_t end) {
    for (auto at = begin; at < end;) {
      const auto to = std::min(end_of_word(at), end);
      if (to > at) emit_word(at, to);
      at = to + 1;
    }
  }

  void emit_word(std::size_t begin, std::size_t end) {
    auto word = text_.substr(begin, end - begin);
    while (word.size() > kMaxTermBytes || (word.size() == kMaxTermBytes && !is_utf8(word))) {
      word.remove_suffix(word.size() > kMaxTermBytes ? word.size() - kMaxTermBytes : 1);
    }
    while (!word.empty() && !is_utf8(word)) word.remove_suffix(1);
    if (word.empty()) return;
    auto forms = normal_forms(word);
    emit(begin, end, all_digits(word) ? TokenKind::number : TokenKind::word, std::move(forms.exact),
         std::move(forms.folded));
  }

  bool emit(std::size_t begin, std::size_t end, TokenKind kind, std::string exact, std::string folded) {
    if (!folded.empty()) sink_({std::move(exact), std::move(folded), kind, begin, end});
    return true;
  }

  std::string_view text_;
  const std::function<void(const Token&)>& sink_;
  bool has_inner_ = false;
};

/// Marks as characters of their own (U+0300 to U+036F) show decomposed text.
bool has_combining_marks(std::string_view text) {
  return text.find('\xCC') != std::string_view::npos || text.find('\xCD') != std::string_view::npos;
}

}  // namespace

void for_each_token(std::string_view text, const std::function<void(const Token&)>& sink) {
  if (has_combining_marks(text) && is_utf8(text)) {
    const auto composed = nfc(text);
    Tokenizer(composed, sink).run();
  } else {
    Tokenizer(text, sink).run();
  }
}

std::vector<Token> tokenize(std::string_view text) {
  std::vector<Token> out;
  for_each_token(text, [&out](const Token& token) { out.push_back(token); });
  return out;
}

std::string exact_form(std::string_view word) { return normal_forms(is_utf8(word) ? nfc(word) : std::string()).exact; }
std::string folded_form(std::string_view word) {
  return normal_forms(is_utf8(word) ? nfc(word) : std::string()).folded;
}

std::string folded_value(std::string_view value) {
  if (!is_utf8(value)) return {};
  std::string out;
  for (const char c : fold(nfc(value))) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space) out.push_back(c);
    if (space && !out.empty() && out.back() != ' ') out.push_back(' ');
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace chauban::search

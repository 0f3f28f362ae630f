// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_code.h"

#include "projections/search_terms.h"
#include "schemas/base/text.h"

#include <algorithm>
#include <array>

namespace chauban::search {
namespace {

/// The kinds of NĐ 30/2020 đ.7 and the normative ones that registers meet (domain reference, chapter 2).
constexpr std::array kKinds = {KindName{"NQ", "nghị quyết"},
                               KindName{"QĐ", "quyết định"},
                               KindName{"CT", "chỉ thị"},
                               KindName{"QC", "quy chế"},
                               KindName{"QyĐ", "quy định"},
                               KindName{"TC", "thông cáo"},
                               KindName{"TB", "thông báo"},
                               KindName{"HD", "hướng dẫn"},
                               KindName{"CTr", "chương trình"},
                               KindName{"KH", "kế hoạch"},
                               KindName{"PA", "phương án"},
                               KindName{"ĐA", "đề án"},
                               KindName{"DA", "dự án"},
                               KindName{"BC", "báo cáo"},
                               KindName{"BB", "biên bản"},
                               KindName{"TTr", "tờ trình"},
                               KindName{"HĐ", "hợp đồng"},
                               KindName{"CV", "công văn"},
                               KindName{"CĐ", "công điện"},
                               KindName{"BGN", "bản ghi nhớ"},
                               KindName{"BTT", "bản thỏa thuận"},
                               KindName{"GUQ", "giấy ủy quyền"},
                               KindName{"GM", "giấy mời"},
                               KindName{"GGT", "giấy giới thiệu"},
                               KindName{"GNP", "giấy nghỉ phép"},
                               KindName{"PG", "phiếu gửi"},
                               KindName{"PC", "phiếu chuyển"},
                               KindName{"PB", "phiếu báo"},
                               KindName{"", "thư công"},
                               KindName{"SY", "sao y"},
                               KindName{"TrS", "trích sao"},
                               KindName{"SL", "sao lục"},
                               KindName{"", "luật"},
                               KindName{"PL", "pháp lệnh"},
                               KindName{"NĐ", "nghị định"},
                               KindName{"TT", "thông tư"},
                               KindName{"TTLT", "thông tư liên tịch"}};

struct FoldedKind {
  std::string abbreviation;  // lower case with đ: DA and ĐA differ
  std::string abbreviation_folded;
  std::string name;
};

const std::vector<FoldedKind>& folded_kinds() {
  static const auto instance = [] {
    std::vector<FoldedKind> out;
    for (const auto& kind : kKinds) {
      out.push_back({lower(kind.abbreviation), fold(kind.abbreviation), folded_value(kind.name)});
    }
    return out;
  }();
  return instance;
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == by) {
      out.emplace_back();
    } else {
      out.back().push_back(c);
    }
  }
  return out;
}

std::string join(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) (out.empty() ? out : out += '-') += part;
  return out;
}

std::optional<int> read_year(std::string_view text) {
  if (text.size() != 4 || !all_digits(text)) return std::nullopt;
  const int year = std::stoi(std::string(text));
  return year >= 1900 && year < 2200 ? std::optional(year) : std::nullopt;
}

bool is_number(std::string_view text) { return text.size() <= 6 && all_digits(text); }

std::string without_zeros(std::string_view digits) {
  const auto first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? "0" : std::string(digits.substr(first));
}

bool is_kind_abbreviation(std::string_view folded) {
  return std::any_of(folded_kinds().begin(), folded_kinds().end(),
                     [&](const auto& kind) { return kind.abbreviation_folded == folded; }) &&
         !folded.empty();
}

/// `qđ-ubnd`: at least two segments of letters, or one that is a kind. A segment has no punctuation but `.` and `&`.
bool read_notation(std::string_view text, std::vector<std::string>& out) {
  for (auto& segment : split(text, '-')) {
    if (segment.empty() || segment.size() > 24 || segment.find_first_of(",/ ") != std::string::npos) return false;
    out.push_back(std::move(segment));
  }
  const bool starts_with_letter = !(out.front().front() >= '0' && out.front().front() <= '9');
  return starts_with_letter && out.size() <= 8 && (out.size() >= 2 || is_kind_abbreviation(fold(out.front())));
}

/// Lower case, dashes as `-`, `Ð` as `đ`, no spaces around `/` and `-`, single spaces.
std::string tidy(std::string_view query) {
  std::string text = lower(nfc(query));
  const auto replace = [&text](std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
      text.replace(at, from.size(), to);
  };
  replace("\u2013", "-");
  replace("\u2014", "-");
  replace("\u2011", "-");
  replace("ð", "đ");
  for (const auto* space : {"\t", "\n", "\r", "\u00A0"}) replace(space, " ");
  while (text.find("  ") != std::string::npos) replace("  ", " ");
  for (const std::string mark : {"/", "-"}) {
    replace(" " + mark, mark);
    replace(mark + " ", mark);
  }
  text = std::string(trim(text));
  for (const std::string_view prefix : {"số:", "so:", "số ", "so "}) {
    if (text.starts_with(prefix)) return std::string(trim(std::string_view(text).substr(prefix.size())));
  }
  return text;
}

/// `15 qd ubnd`, `15 2026 qd ubnd`, `1287 snv cchc 2021`.
std::optional<CodeParts> read_spaced(std::vector<std::string> words) {
  if (words.size() < 2 || words.size() > 8 || !is_number(words.front())) return std::nullopt;
  CodeParts out;
  out.number = without_zeros(words.front());
  words.erase(words.begin());
  if (const auto year = read_year(words.front()); year && words.size() > 1) {
    out.inner_year = year;
    words.erase(words.begin());
  }
  if (const auto year = read_year(words.back()); year && words.size() > 1) {
    out.issue_year = year;
    words.pop_back();
  }
  std::string notation;
  for (const auto& word : words) {
    // Marks other than đ's stroke are those of a sentence: `15 người dân`.
    std::string plain = word;
    for (std::size_t at = 0; (at = plain.find("đ", at)) != std::string::npos;) plain.replace(at, 2, "d");
    if (plain != fold(word) || word.size() > 24 || all_digits(word)) return std::nullopt;
    (notation.empty() ? notation : notation += '-') += word;
  }
  if (!read_notation(notation, out.notation)) return std::nullopt;
  return out;
}

}  // namespace

std::string CodeParts::notation_text() const { return join(notation); }
std::string CodeParts::whole() const {
  return number + "/" + (inner_year ? std::to_string(*inner_year) + "/" : std::string()) + notation_text();
}
std::string CodeParts::folded() const { return fold(whole()); }

std::optional<CodeParts> parse_code(std::string_view run) {
  if (run.size() > 100 || !is_utf8(run)) return std::nullopt;
  auto parts = split(lower(run), '/');
  if (parts.size() < 2 || parts.size() > 4 || !is_number(parts[0])) return std::nullopt;
  CodeParts out;
  out.number = without_zeros(parts[0]);
  std::size_t at = 1;
  if (parts.size() > 2 && (out.inner_year = read_year(parts[1]))) ++at;
  if (parts.size() > at + 1 && (out.issue_year = read_year(parts.back()))) parts.pop_back();
  if (parts.size() != at + 1) return std::nullopt;
  std::string notation = parts[at];
  for (std::size_t i = 0; (i = notation.find("ð", i)) != std::string::npos;) notation.replace(i, 2, "đ");
  if (!read_notation(notation, out.notation)) return std::nullopt;
  return out;
}

std::optional<CodeParts> parse_typed_code(std::string_view query) {
  if (query.size() > 200 || !is_utf8(query)) return std::nullopt;
  auto words = split(tidy(query), ' ');
  std::erase_if(words, [](const auto& word) { return word.empty() || word == "năm" || word == "nam"; });
  if (words.empty()) return std::nullopt;
  if (auto code = parse_code(words.front())) {
    if (words.size() == 1) return code;
    if (const auto year = read_year(words.back()); year && words.size() == 2 && !code->issue_year) {
      code->issue_year = year;
      return code;
    }
    return std::nullopt;
  }
  return read_spaced(std::move(words));
}

std::vector<std::string> code_terms(std::string_view code, int year) {
  std::vector<std::string> out;
  const auto parts = parse_typed_code(code);
  if (!parts) {
    if (const auto text = folded_value(code); !text.empty()) out.push_back(text);
    return out;
  }
  const auto whole = parts->whole();
  const auto folded = parts->folded();
  out = {whole, folded, "#" + parts->number, parts->notation_text(), fold(parts->notation_text())};
  const int issued = parts->issue_year.value_or(year != 0 ? year : parts->inner_year.value_or(0));
  if (issued != 0) {
    out.push_back(whole + "/" + std::to_string(issued));
    out.push_back(folded + "/" + std::to_string(issued));
  }
  for (const auto& part : parts->notation) out.push_back("~" + fold(part));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

const KindName* find_kind(std::string_view text) {
  if (!is_utf8(text)) return nullptr;
  const auto exact = lower(trim(text));
  const auto folded = folded_value(text);
  if (folded.empty()) return nullptr;
  const auto& kinds = folded_kinds();
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i].abbreviation == exact || kinds[i].name == folded) return &kKinds[i];
  }
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i].abbreviation_folded == folded) return &kKinds[i];
  }
  return nullptr;
}

std::vector<std::string> kind_terms(std::string_view kind) {
  std::vector<std::string> out;
  if (const auto folded = folded_value(kind); !folded.empty()) out.push_back(folded);
  if (const auto* known = find_kind(kind)) out.push_back(folded_value(known->name));
  return out;
}

}  // namespace chauban::search

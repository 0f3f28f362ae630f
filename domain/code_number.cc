// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/code_number.h"

#include "schemas/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace chauban {
namespace {

constexpr std::size_t kMaxBytes = 200;

/// Kinds that carry the year in their number (ND30 đ.15.1a leaves them to the law on legal documents). Luật and pháp
/// lệnh have no abbreviation: `33/2024/QH15`.
constexpr std::array<std::string_view, 7> kNormativeKinds{"NQ", "QĐ", "NĐ", "TT", "TTLT", "CT", "NQLT"};
/// Issuers that never draft their own official letters as a unit: behind a hyphen they say that a kind stands before
/// it.
constexpr std::array<std::string_view, 6> kIssuers{"UBND", "HĐND", "CP", "TTg", "UBTVQH", "QH"};
constexpr std::array<std::string_view, 3> kCopies{"SY", "SL", "TrS"};

template <class Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_kind(std::string_view name) {
  return !name.empty() && std::any_of(document_kinds().begin(), document_kinds().end(),
                                      [&](const auto& kind) { return kind.abbreviation == name; });
}

/// `QD`, `qđ`: a kind's letters in another case or without marks.
bool resembles_kind(std::string_view name) {
  static const auto kFolded = [] {
    std::set<std::string> all;
    for (const auto& kind : document_kinds()) all.insert(fold(kind.abbreviation));
    for (const auto kind : kNormativeKinds) all.insert(fold(kind));
    for (const auto kind : kCopies) all.insert(fold(kind));
    all.erase("");  // kinds without an abbreviation
    return all;
  }();
  return kFolded.contains(fold(name));
}

/// Letters of any script, digits and `.`, `&`, `-`: nothing else stands in a symbol, and something stands before each
/// hyphen.
bool is_symbol(std::string_view text) {
  if (text.starts_with('-') || text.find("--") != std::string_view::npos) return false;
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return u >= 0x80 || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '&' || c == '-';
  });
}

bool begins_upper(std::string_view text) {
  const auto first = first_characters(text, 1);
  return !first.empty() && upper(first) == first && lower(first) != first;
}

std::optional<int> number_of(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

/// Blanks at slashes and hyphens are how people type; everything else stays as it is.
std::string tighten(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') {
      const auto next = text.find_first_not_of(' ', i);
      const bool at_mark = (!out.empty() && (out.back() == '/' || out.back() == '-')) ||
                           (next != std::string_view::npos && (text[next] == '/' || text[next] == '-'));
      if (at_mark) continue;
    }
    out += text[i];
  }
  return out;
}

std::pair<std::string_view, std::string_view> split(std::string_view text, char at) {
  const auto mark = text.find(at);
  if (mark == std::string_view::npos) return {text, {}};
  return {text.substr(0, mark), text.substr(mark + 1)};
}

void warn(ParsedCode& parsed, const char* rule) {
  if (!contains(parsed.warnings, rule)) parsed.warnings.emplace_back(rule);
}

void set_agency(CodeNumber& code, std::string_view tail) {
  const auto [agency, unit] = split(tail, '-');
  code.agency = agency;
  code.unit = unit;
}

/// Behind `num/YYYY/`.
void parse_normative(ParsedCode& parsed, std::string_view symbol) {
  auto& code = parsed.code;
  const auto [head, tail] = split(symbol, '-');
  code.doc_class = DocClass::normative;
  if (tail.empty()) {
    code.agency = head;
    return;
  }
  code.kind = head;
  code.agency = tail;  // `BTP-BNV`: a joint circular names all who issue it
  if (contains(kNormativeKinds, head)) return;
  if (is_kind(head)) {
    code.doc_class = DocClass::administrative;
    warn(parsed, "VT-R4");
  } else {
    warn(parsed, "VT-R2");
  }
}

void parse_plain(ParsedCode& parsed, std::string_view symbol) {
  auto& code = parsed.code;
  const auto [head, tail] = split(symbol, '-');
  const auto issuer = split(tail, '-').first;
  if (contains(kCopies, head)) {
    code.doc_class = DocClass::copy;
    code.kind = head;
  } else if ((head == "CV" || head == "cv") && !tail.empty()) {
    warn(parsed, "VT-R3");
  } else if (is_kind(head)) {
    code.kind = head;
  } else if (contains(kNormativeKinds, head)) {
    code.doc_class = DocClass::normative;
    code.kind = head;
    warn(parsed, "VT-R4");
  } else if (resembles_kind(head) || contains(kIssuers, issuer)) {
    code.kind = head;
    warn(parsed, "VT-R2");
  } else {  // công văn
    code.agency = head;
    code.unit = tail;
    if (tail.empty() || !begins_upper(head) || !begins_upper(tail)) warn(parsed, "VT-R3");
    return;
  }
  set_agency(code, tail);
  if (!begins_upper(tail)) warn(parsed, "VT-R2");
}

}  // namespace

std::optional<ParsedCode> parse_code(std::string_view text) {
  if (text.empty() || text.size() > kMaxBytes || !is_utf8(text)) return std::nullopt;
  const auto clean = parse_text("code", text, {.max_characters = kMaxBytes});
  if (!clean) return std::nullopt;
  const std::string tight = tighten(*clean);
  const auto [digits, rest] = split(tight, '/');
  const auto number = number_of(digits);
  if (!number || *number < 1 || digits.size() > 5 || rest.empty()) return std::nullopt;

  ParsedCode parsed;
  parsed.code.number = *number;
  if (digits.size() < 2 || (digits.front() == '0' && (digits.size() > 2 || *number > 9))) warn(parsed, "VT-R1");
  if (tight != *clean) warn(parsed, "VT-R2");

  std::string_view symbol = rest;
  const auto [year_text, behind_year] = split(rest, '/');
  const auto year = number_of(year_text);
  if (year_text.size() == 4 && year && *year >= 1900 && *year <= 2199 && !behind_year.empty()) {
    parsed.code.year = *year;
    symbol = behind_year;
  }
  if (!is_symbol(symbol)) return std::nullopt;
  if (parsed.code.year) {
    parse_normative(parsed, symbol);
  } else {
    parse_plain(parsed, symbol);
  }
  return parsed;
}

std::string CodeNumber::notation() const {
  std::string out = kind;
  for (const auto* part : {&agency, &unit}) {
    if (!part->empty()) out += (out.empty() ? "" : "-") + *part;
  }
  return out;
}

std::string CodeNumber::str() const {
  std::string out = (number < 10 ? "0" : "") + std::to_string(number) + "/";
  if (year) out += std::to_string(*year) + "/";
  return out + notation();
}

const std::vector<DocumentKind>& document_kinds() {
  static const std::vector<DocumentKind> kKinds{
      {"nghị quyết", "NQ", 1},       {"quyết định", "QĐ", 2},    {"chỉ thị", "CT", 3},
      {"quy chế", "QC", 4},          {"quy định", "QyĐ", 5},     {"thông cáo", "TC", 6},
      {"thông báo", "TB", 7},        {"hướng dẫn", "HD", 8},     {"chương trình", "CTr", 9},
      {"kế hoạch", "KH", 10},        {"phương án", "PA", 11},    {"đề án", "ĐA", 12},
      {"dự án", "DA", 13},           {"báo cáo", "BC", 14},      {"biên bản", "BB", 20},
      {"tờ trình", "TTr", 15},       {"hợp đồng", "HĐ", 21},     {"công văn", "", 22},
      {"công điện", "CĐ", 23},       {"bản ghi nhớ", "BGN", 24}, {"bản thỏa thuận", "BTT", 25},
      {"giấy ủy quyền", "GUQ", 16},  {"giấy mời", "GM", 26},     {"giấy giới thiệu", "GGT", 27},
      {"giấy nghỉ phép", "GNP", 28}, {"phiếu gửi", "PG", 17},    {"phiếu chuyển", "PC", 18},
      {"phiếu báo", "PB", 19},       {"thư công", "", 29},
  };
  return kKinds;
}

std::string duplicate_key(std::string_view code, std::string_view issue_date, std::string_view issuer) {
  std::string key;
  if (const auto parsed = parse_code(code)) {
    const auto& c = parsed->code;
    key = "code|" + std::to_string(static_cast<int>(c.doc_class)) + "|" + std::to_string(c.number) + "|" +
          (c.year ? std::to_string(*c.year) : "") + "|" + c.kind + "|" + c.agency + "|" + c.unit;
  } else {
    key = "text|" + (is_utf8(code) ? fold(tighten(trim(code))) : std::string(code));
  }
  return key + "\n" + std::string(issue_date) + "\n" + (is_utf8(issuer) ? fold(trim(issuer)) : std::string(issuer));
}

}  // namespace chauban

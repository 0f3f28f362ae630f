// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/field_code.h"

#include "ocr/field_lines.h"
#include "ocr/kinds.h"
#include "schemas/base/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>
#include <vector>

namespace chauban::ocr {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The line without "Số:", if it begins so.
std::optional<std::string> after_label(std::string_view line) {
  const auto text = std::string(trim(line));
  std::size_t at = 0;
  while (at < text.size() && std::string_view(" .,:;'`|~-_").find(text[at]) != std::string_view::npos) ++at;
  const auto plain = fold(std::string_view(text).substr(at));
  if (!plain.starts_with("so")) return std::nullopt;
  // The label is S and one letter with its marks: skip to the colon or the first digit, whichever is near.
  constexpr std::size_t kNear = 10;
  const auto from = text.find_first_of(":0123456789", at);
  if (from == std::string::npos || from - at > kNear) return std::nullopt;
  return text.substr(text[from] == ':' ? from + 1 : from);
}

std::string mended_number(std::string_view raw) {
  std::string number;
  for (const char c : raw) {
    if (is_digit(c)) number += c;
    if (c == 'O' || c == 'o') number += '0';
    if (c == 'l' || c == 'I' || c == '|') number += '1';
  }
  return number;
}

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = text.find(at);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// The kind as the grammar knows it, if one lost mark or one case is all that parts them.
std::string mended_kind(const std::string& raw) {
  if (kind_by_abbreviation(raw) != nullptr) return raw;
  static const std::array<std::pair<std::string_view, std::string_view>, 9> kSlips = {{{"QD", "QĐ"},
                                                                                       {"QÐ", "QĐ"},
                                                                                       {"OĐ", "QĐ"},
                                                                                       {"TTR", "TTr"},
                                                                                       {"CTR", "CTr"},
                                                                                       {"ND", "NĐ"},
                                                                                       {"CÐ", "CĐ"},
                                                                                       {"8C", "BC"},
                                                                                       {"8B", "BB"}}};
  for (const auto& [wrong, right] : kSlips) {
    if (raw == wrong) return std::string(right);
  }
  return raw;
}

/// A stroke of the frame beside it is read as an I with some mark: no abbreviation ends so.
bool drop_stroke(std::string& part) {
  for (const std::string_view stroke : {"Ì", "Í", "Ỉ", "Ị", "|", "l"}) {
    if (part.size() > stroke.size() + 1 && part.ends_with(stroke)) {
      part.erase(part.size() - stroke.size());
      return true;
    }
  }
  return false;
}

bool is_symbol_part(const std::string& part) {
  return !part.empty() && part.size() <= 24 && std::none_of(part.begin(), part.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && std::isalnum(byte) == 0 && c != '.' && c != '&';
  });
}

}  // namespace

std::optional<PrintedCode> parse_code_line(std::string_view line) {
  const auto labelled = after_label(line);
  if (!labelled) return std::nullopt;
  std::string text(trim(*labelled));
  for (const std::string_view dash : {"–", "—", "‑"}) {
    for (auto at = text.find(dash); at != std::string::npos; at = text.find(dash)) text.replace(at, dash.size(), "-");
  }
  const auto slash = text.find('/');
  if (slash == std::string::npos || slash > 10) return std::nullopt;
  PrintedCode code;
  const auto number_raw = text.substr(0, slash);
  const auto number = mended_number(number_raw);
  if (number.empty() || number.size() > 6) return std::nullopt;
  code.mended = stripped(number_raw) != number;

  // The symbol ends at the first space that is not beside a dash or slash: those are the reader's.
  auto from = slash + 1;
  while (from < text.size() && text[from] == ' ') ++from;
  auto end = from;
  while (end < text.size()) {
    if (text[end] != ' ') {
      ++end;
      continue;
    }
    const bool joined = text[end - 1] == '-' || text[end - 1] == '/' || text[end + 1] == '-' || text[end + 1] == '/';
    if (!joined) break;
    text.erase(end, 1);
  }
  code.rest = std::string(trim(std::string_view(text).substr(end)));
  std::string symbol = stripped(std::string_view(text).substr(from, end - from));
  std::string year;
  if (symbol.size() > 5 && symbol[4] == '/' && std::all_of(symbol.begin(), symbol.begin() + 4, is_digit)) {
    year = symbol.substr(0, 5);
    symbol.erase(0, 5);
  }
  auto parts = split(symbol, '-');
  if (!std::all_of(parts.begin(), parts.end(), is_symbol_part)) return std::nullopt;
  const auto kind = mended_kind(parts.front());
  code.mended = code.mended || kind != parts.front();
  parts.front() = kind;
  code.mended = drop_stroke(parts.back()) || code.mended;
  if (kind_by_abbreviation(kind) != nullptr && parts.size() > 1) code.kind = kind;
  code.value = number + '/' + year;
  for (std::size_t i = 0; i < parts.size(); ++i) code.value += (i == 0 ? "" : "-") + parts[i];
  return code;
}

std::string urgency_of(std::string_view words) {
  const auto text = stripped(words);
  if (text.empty() || upper(text) != nfc(text)) return "";
  const auto plain = fold(text);
  if (plain == "hoa toc" || plain == "hoa toc hen gio" || plain == "hoatoc") return "hoaToc";
  if (plain == "thuong khan" || plain == "thuongkhan") return "thuongKhan";
  return plain == "khan" ? "khan" : "";
}

std::string secrecy_of(std::string_view words) {
  const auto text = stripped(words);
  if (text.empty() || upper(text) != nfc(text)) return "";
  const auto plain = fold(text);
  if (plain == "tuyet mat" || plain == "tuyetmat") return "tuyetMat";
  if (plain == "toi mat" || plain == "toimat") return "toiMat";
  return plain == "mat" || plain == "m a t" ? "mat" : "";
}

}  // namespace chauban::ocr

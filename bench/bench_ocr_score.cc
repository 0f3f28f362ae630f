// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/bench_ocr_score.h"

#include "schemas/base/text.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <sstream>

namespace chauban::bench {

namespace {

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(nfc(text));
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::u32string points_of(const std::vector<std::string>& words) {
  std::u32string points;
  for (const auto& word : words) {
    if (!points.empty()) points += U' ';
    for (const char c : word) {
      const auto byte = static_cast<unsigned char>(c);
      if ((byte & 0xC0U) == 0x80U) {
        points.back() = points.back() << 6 | (byte & 0x3FU);
      } else {
        points += byte < 0x80 ? byte : byte < 0xE0 ? byte & 0x1FU : byte < 0xF0 ? byte & 0x0FU : byte & 0x07U;
      }
    }
  }
  return points;
}

std::size_t distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::string joined_recipients(const boost::json::array& list) {
  std::string text;
  for (const auto& one : list) text += (text.empty() ? "" : "\n") + std::string(one.as_string());
  return text;
}

std::string urgency_name(const std::string& printed) {
  if (printed == "HỎA TỐC") return "hoaToc";
  if (printed == "THƯỢNG KHẨN") return "thuongKhan";
  return printed == "KHẨN" ? "khan" : "";
}

}  // namespace

Score& Score::operator+=(const Score& other) {
  errors += other.errors;
  characters += other.characters;
  words_found += other.words_found;
  words += other.words;
  pages += other.pages;
  return *this;
}
double Score::cer() const {
  return characters == 0 ? 0 : static_cast<double>(errors) / static_cast<double>(characters);
}
double Score::recall() const { return words == 0 ? 1 : static_cast<double>(words_found) / static_cast<double>(words); }

Score score_page(const std::string& truth, const std::string& read) {
  const auto true_words = words_of(truth);
  const auto read_words = words_of(read);
  const auto true_points = points_of(true_words);
  if (true_points.empty()) return {};
  Score score{distance(true_points, points_of(read_words)), true_points.size(), 0, true_words.size(), 1};
  std::multiset<std::string> bag(read_words.begin(), read_words.end());
  for (const auto& word : true_words) {
    const auto at = bag.find(word);
    if (at == bag.end()) continue;
    ++score.words_found;
    bag.erase(at);
  }
  return score;
}

void tally_fields(const boost::json::object& truth, const std::vector<ocr::FieldProposal>& proposals,
                  const std::string& level, const std::string& name, std::map<std::string, Tally>& into) {
  const auto text = [&](const char* key) { return std::string(truth.at(key).as_string()); };
  const std::map<std::string, std::string> expected = {
      {"code", text("symbol")},
      {"issueDate", text("date")},
      {"issuer", text("agency")},
      {"parentIssuer", text("parent_agency")},
      {"place", text("place")},
      {"kind", text("kind")},
      {"subject", text("subject")},
      {"signerName", text("signer_name")},
      {"signerPosition", text("signer_title")},
      {"signerAuthority", text("signer_authority")},
      {"urgency", urgency_name(text("urgency"))},
      {"recipients", joined_recipients(truth.at("recipients").as_array())}};
  const bool verbose = std::getenv("CHAUBAN_BENCH_VERBOSE") != nullptr;
  for (const auto& [field, value] : expected) {
    const auto found =
        std::find_if(proposals.begin(), proposals.end(), [&](const auto& p) { return p.field == field; });
    const auto read = found == proposals.end() ? std::string() : found->value;
    const bool exact = read == value;
    std::vector<std::string> groups = {field, "(all fields) " + level};
    if (found != proposals.end())
      groups.push_back(found->confidence >= 0.9   ? "(sure, >= .9)"
                       : found->confidence >= 0.7 ? "(.7 to .9)"
                                                  : "(unsure, < .7)");
    for (const auto& group : groups) {
      ++into[group].all;
      into[group].exact += exact ? 1 : 0;
    }
    if (verbose && !exact) {
      std::fprintf(stderr, "%s %s: '%s' read as '%s' (%.2f)\n", name.c_str(), field.c_str(), value.c_str(),
                   read.c_str(), found == proposals.end() ? 0.0 : found->confidence);
    }
  }
}

}  // namespace chauban::bench

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/field_lines.h"

#include "schemas/base/text.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace chauban::ocr {

namespace {

constexpr double kGap = 1.6;  // line heights of white, as in the reading order

double median_height(const std::vector<Word>& words) {
  std::vector<double> heights;
  for (const auto& word : words) heights.push_back(word.box_pt.height());
  if (heights.empty()) return 0;
  const auto half = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
  std::nth_element(heights.begin(), half, heights.end());
  return *half;
}

/// A Latin letter or digit: specks are read as other signs. Letters with marks are in U+00C0..U+01BF and
/// U+1E00..U+1EFF.
bool has_letter(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    if (std::isalnum(lead) != 0 || (lead >= 0xC3 && lead <= 0xC6) || (lead == 0xE1 && next >= 0xB8 && next <= 0xBB))
      return true;
  }
  return false;
}

bool is_dash(std::string_view text) {
  return text == "-" || text == "–" || text == "—" || text == "~" || text == "~-" || text == "+";
}

FieldLine line_of(std::vector<Word> words, const PageText& page, int index) {
  FieldLine line;
  line.box = words.front().box_pt;
  for (const auto& word : words) {
    if (!line.text.empty()) line.text += ' ';
    line.text += word.text;
    line.box = around(line.box, word.box_pt);
  }
  line.plain = fold(line.text);
  line.page = index;
  line.words = std::move(words);
  line.page_width = page.width_pt;
  line.page_height = page.height_pt;
  return line;
}

}  // namespace

double FieldLine::sureness() const {
  double sum = 0;
  double worst = 1;
  for (const auto& word : words) {
    sum += word.confidence;
    worst = std::min(worst, word.confidence);
  }
  return words.empty() ? 0 : (sum / static_cast<double>(words.size()) + worst) / 2;
}

bool FieldLine::is_upper() const {
  // Lowering changes capitals only: what stays is small, and digits and signs stay in both.
  const auto small = lower(text);
  const auto large = upper(text);
  std::size_t capitals = 0;
  std::size_t letters = 0;
  const auto count = std::min({text.size(), small.size(), large.size()});
  for (std::size_t i = 0; i < count; ++i) {
    if (small[i] == large[i]) continue;
    ++letters;
    if (text[i] == large[i]) ++capitals;
  }
  return letters >= 2 && capitals * 10 >= letters * 8;
}

std::vector<FieldLine> field_lines(const PageText& page, int index) {
  std::vector<FieldLine> lines;
  const double height = median_height(page.words);
  std::vector<Word> open;
  const auto close = [&] {
    if (!open.empty()) {
      auto line = line_of(std::move(open), page, index);
      if (has_letter(line.text)) lines.push_back(std::move(line));
    }
    open.clear();
  };
  for (const auto& word : page.words) {
    const bool apart =
        !open.empty() && (open.back().line != word.line || word.box_pt.left - open.back().box_pt.right > kGap * height);
    if (apart) close();
    if (has_letter(word.text) || (open.empty() && is_dash(word.text))) open.push_back(word);
  }
  close();
  return lines;
}

FieldProposal propose(std::string field, std::string value, const std::vector<const FieldLine*>& lines, double trust) {
  FieldProposal proposal;
  proposal.field = std::move(field);
  proposal.value = std::move(value);
  double sureness = 1;
  for (const auto* line : lines) {
    sureness = std::min(sureness, line->sureness());
    proposal.box_pt = proposal.raw.empty() ? line->box : around(proposal.box_pt, line->box);
    proposal.raw += (proposal.raw.empty() ? "" : "\n") + line->text;
    proposal.page = lines.front()->page;
  }
  proposal.confidence = std::clamp(trust * (0.4 + 0.6 * sureness), 0.0, 1.0);
  return proposal;
}

std::string joined(const std::vector<const FieldLine*>& lines) {
  std::string text;
  for (const auto* line : lines) text += (text.empty() ? "" : " ") + line->text;
  return text;
}

std::string stripped(std::string_view text) {
  constexpr std::string_view kSigns = " .,;:!?()[]{}|\"'`/\\-_~*=<>";
  const auto first = text.find_first_not_of(kSigns);
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(kSigns) - first + 1));
}

}  // namespace chauban::ocr

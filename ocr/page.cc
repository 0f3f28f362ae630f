// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/page.h"

#include "schemas/base/text.h"

#include <algorithm>

namespace chauban::ocr {

Box around(const Box& a, const Box& b) {
  return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right), std::max(a.bottom, b.bottom)};
}

std::string plain_text(const PageText& page) {
  std::string text;
  const Word* before = nullptr;
  for (const auto& word : page.words) {
    if (before != nullptr) text += word.block != before->block ? "\n\n" : word.line != before->line ? "\n" : " ";
    text += word.text;
    before = &word;
  }
  if (!text.empty()) text += '\n';
  return text;
}

double mean_confidence(const std::vector<Word>& words) {
  double sum = 0;
  double weight = 0;
  for (const auto& word : words) {
    const auto length = static_cast<double>(count_characters(word.text));
    sum += word.confidence * length;
    weight += length;
  }
  return weight > 0 ? sum / weight : 0;
}

}  // namespace chauban::ocr

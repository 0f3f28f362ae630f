// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/offline_json.h"

#include "ocr/fields.h"

#include <boost/json.hpp>

#include <cmath>

namespace chauban::ocr {

namespace {

namespace json = boost::json;

double hundredths(double value) { return std::round(value * 100) / 100; }

json::array box_of(const Box& box) {
  return {hundredths(box.left), hundredths(box.top), hundredths(box.right), hundredths(box.bottom)};
}

json::object page_of(const PageText& page, std::size_t number) {
  json::array words;
  for (const auto& word : page.words) {
    words.push_back(json::object{{"text", word.text},
                                 {"box", box_of(word.box_pt)},
                                 {"confidence", hundredths(word.confidence)},
                                 {"line", word.line},
                                 {"block", word.block}});
  }
  return {{"page", number},
          {"width", hundredths(page.width_pt)},
          {"height", hundredths(page.height_pt)},
          {"rotation", page.rotation},
          {"skew", hundredths(page.skew_degrees)},
          {"engine", page.engine},
          {"blank", page.blank},
          {"fromTextLayer", page.from_text_layer},
          {"confidence", hundredths(page.mean_confidence)},
          {"words", std::move(words)}};
}

}  // namespace

Bytes to_json(const std::vector<std::optional<PageText>>& pages) {
  json::array listed;
  std::vector<PageText> texts;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    texts.push_back(pages[i].value_or(PageText{}));
    if (pages[i]) listed.push_back(page_of(*pages[i], i + 1));
  }
  json::array fields;
  for (const auto& field : propose_fields(texts)) {
    fields.push_back(json::object{{"field", field.field},
                                  {"value", field.value},
                                  {"confidence", hundredths(field.confidence)},
                                  {"page", field.page + 1},
                                  {"box", box_of(field.box_pt)},
                                  {"raw", field.raw}});
  }
  return json::serialize(json::object{{"pages", std::move(listed)}, {"fields", std::move(fields)}}) + '\n';
}

}  // namespace chauban::ocr

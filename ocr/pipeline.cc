// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/pipeline.h"

#include "ocr/steps/background.h"
#include "ocr/steps/blank.h"
#include "ocr/steps/deskew.h"
#include "ocr/steps/orient.h"
#include "ocr/steps/other_way_up.h"
#include "ocr/steps/raster.h"
#include "ocr/steps/reading_order.h"
#include "ocr/steps/red_channel.h"
#include "ocr/steps/text_layer.h"

#include <array>
#include <utility>

namespace chauban::ocr {

namespace {

constexpr std::array kSteps = {Step{"text_layer", 1},   Step{"raster", 1},    Step{"red_channel", 1},
                               Step{"blank", 1},        Step{"orient", 2},    Step{"deskew", 1},
                               Step{"background", 1},   Step{"recognise", 1}, Step{"other_way_up", 1},
                               Step{"reading_order", 1}};

}  // namespace

std::span<const Step> pipeline_steps() { return kSteps; }

Digest settings_digest(const Settings& settings) {
  std::string text =
      settings.language + ' ' + std::to_string(settings.dpi) + ' ' + std::to_string(settings.small_print_dpi);
  for (const auto& step : kSteps) text += '\n' + std::string(step.name) + ' ' + std::to_string(step.version);
  for (const auto& name : settings.without) text += "\n-" + name;
  return sha256(text);
}

Result<PageText> read_page(Document& document, int page, Recogniser& recogniser, const Settings& settings) {
  const auto with = [&](const char* step) { return !settings.without.contains(step); };
  CHAUBAN_TRY(const PageSize size, document.size(page));
  PageText text;
  text.width_pt = size.width_pt;
  text.height_pt = size.height_pt;
  text.language = settings.language;
  text.settings = settings_digest(settings);

  if (with("text_layer")) {
    if (auto words = kept_text(document, page)) {
      text.words = in_reading_order(std::move(*words), size.width_pt);
      text.engine = "text layer";
      text.from_text_layer = true;
      text.mean_confidence = mean_confidence(text.words);
      return text;
    }
  }

  CHAUBAN_TRY(PageImage image, raster(document, page, settings));
  if (with("red_channel")) image = red_channel(std::move(image));
  text.engine = recogniser.name();
  text.dpi = image.dpi;
  if (with("blank") && is_blank(image)) {
    text.blank = true;
    return text;
  }
  if (with("orient")) image = orient(std::move(image));
  if (with("deskew")) image = deskew(std::move(image));
  if (with("background")) image = clean_background(std::move(image));

  CHAUBAN_TRY(text.words, recogniser.recognise(image));
  if (with("other_way_up")) {
    CHAUBAN_CHECK(try_other_ways_up(image, text.words, recogniser));
  }
  if (with("reading_order")) text.words = in_reading_order(std::move(text.words), width_px(image));
  for (auto& word : text.words) word.box_pt = place_on_page(word.box_pt, image.to_page);
  text.rotation = image.rotation;
  text.skew_degrees = image.skew_degrees;
  text.blank = text.words.empty();
  text.mean_confidence = mean_confidence(text.words);
  return text;
}

}  // namespace chauban::ocr

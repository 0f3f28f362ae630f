// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ocr/document.h"
#include "ocr/settings.h"
#include "ocr/steps/recognise.h"

#include <span>
#include <string_view>

namespace chauban::ocr {

/// A step by name; raise its version whenever it may give another result, and no cached page of the old one is used.
struct Step {
  std::string_view name;
  int version;
};
std::span<const Step> pipeline_steps();

/// One page, from file to words in reading order. Errors: those of Document and Recogniser.
Result<PageText> read_page(Document& document, int page, Recogniser& recogniser, const Settings& settings);

}  // namespace chauban::ocr

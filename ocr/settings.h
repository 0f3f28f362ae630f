// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/bytes.h"

#include <set>
#include <string>

namespace chauban::ocr {

/// What shapes a page's text. Whatever changes a result must change settings_digest, or the cache would lie.
struct Settings {
  std::string language = "vie";
  int dpi = 200;                  ///< as good as 300 at three quarters of the cost (measured)
  int small_print_dpi = 300;      ///< for pages whose letters are low
  std::set<std::string> without;  ///< steps left out, by the names of pipeline_steps(): for the ablation bench
};

/// Of the settings and of the versions of all steps.
Digest settings_digest(const Settings& settings);

}  // namespace chauban::ocr

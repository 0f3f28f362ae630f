// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace chauban::ocr {

/// `chauban ocr FILE… --output DIR --format pdf,txt,json --jobs N`: no server, no data folder.
struct OcrCliOptions {
  std::vector<std::filesystem::path> files;
  std::filesystem::path output = ".";
  std::set<std::string> formats = {"txt"};  ///< of pdf, txt, json
  int jobs = 0;                             ///< workers; 0: one a core
  std::filesystem::path executable;         ///< of the worker, as in OcrService::Options
  bool quiet = false;                       ///< no progress bar
};

/// Writes output/<name>.<format> for each file (pages in txt are parted by form feeds). Goes on when one fails, and
/// says which on standard error. Exit codes: 0 all done, 4 some failed, 1 all failed, 2 nothing to do or an unknown
/// format.
int run_ocr_cli(const OcrCliOptions& options);

}  // namespace chauban::ocr

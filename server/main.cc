// SPDX-License-Identifier: GPL-3.0-or-later
// The program. Worker processes are the same binary, told apart by their first word before anything else happens.
#include "ocr/preview.h"
#include "ocr/worker_main.h"
#include "server/cli/cli.h"

#include <cstdlib>
#include <string_view>

#ifdef CHAUBAN_JEMALLOC
// Threads that have become quiet do not give back what they freed: one of its own does it for them (decision 0016).
extern "C" const char* malloc_conf;
const char* malloc_conf = "background_thread:true";
#endif

int main(int argc, char** argv) {
  const std::string_view verb = argc > 1 ? argv[1] : "";
  if (verb == "ocr-worker") return chauban::ocr::run_worker(chauban::ocr::kWorkerSocket);
  if (verb == "ocr-preview" && argc == 4) return chauban::ocr::run_preview(std::atoi(argv[2]), std::atoi(argv[3]));
  return chauban::cli::run(argc, argv);
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/worker_main.h"
#include "schemas/base/log.h"

#include <gtest/gtest.h>

#include <string_view>

/// The tests' program is also the worker they start, as the server's is.
int main(int count, char** values) {
  if (count > 1 && std::string_view(values[1]) == "ocr-worker") {
    return chauban::ocr::run_worker(chauban::ocr::kWorkerSocket);
  }
  testing::InitGoogleTest(&count, values);
  chauban::set_log_level(chauban::LogLevel::off);
  return RUN_ALL_TESTS();
}

// SPDX-License-Identifier: GPL-3.0-or-later
// libFuzzer's way into one target: CHAUBAN_FUZZ_TARGET is its name.
#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  chauban::fuzz::CHAUBAN_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  return 0;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace chauban {

/// How a failing test prints an error.
void PrintTo(const Error& error, std::ostream* out);

/// `EXPECT_THAT(result, FailsWith(ErrorCode::rule_broken, "VT-R23"));` — the key is compared only if it is given.
MATCHER_P2(FailsWith, code, key, "") {
  if (arg.has_value()) {
    *result_listener << "which is a value";
    return false;
  }
  *result_listener << "which is " << testing::PrintToString(arg.error());
  return arg.error().code == code && (std::string(key).empty() || arg.error().key == key);
}
inline auto FailsWith(ErrorCode code) { return FailsWith(code, std::string()); }

MATCHER(Succeeds, "") {
  if (!arg.has_value()) *result_listener << "which is " << testing::PrintToString(arg.error());
  return arg.has_value();
}

}  // namespace chauban

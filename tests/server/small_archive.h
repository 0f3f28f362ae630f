// SPDX-License-Identifier: GPL-3.0-or-later
// A data folder with a few letters on their way, played once for tests that each work on a copy.
#pragma once

#include "server/demo/play.h"
#include "tests/support/matchers.h"

#include <chrono>
#include <filesystem>
#include <optional>

namespace chauban::server {

/// Nothing, and the test has failed, if it could not be played.
inline std::optional<Played> play_small_archive(const std::filesystem::path& data, int documents) {
  PlayOptions options;
  options.data = data;
  options.documents = documents;
  options.until = std::chrono::year(2026) / 11 / 20;
  const auto played = play(options, [](auto&&...) {});
  EXPECT_THAT(played, Succeeds());
  return played ? std::optional(*played) : std::nullopt;
}

}  // namespace chauban::server

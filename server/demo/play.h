// SPDX-License-Identifier: GPL-3.0-or-later
// A province's volume: agencies, people and years of letters, played day by day through the commands that people would
// have given. The load test, and the source of every figure about large archives.
//
// The same options give the same log, byte for byte: ids, log id, writers, the month key and the clock come from the
// seed and the date, and commands enter the partition's queue in one order, however they are grouped there.
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"
#include "schemas/base/time.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace chauban::server {

struct PlayOptions {
  std::filesystem::path data;  ///< must be empty or missing
  int documents = 1000;
  int years = 1;
  int agencies = 1;
  std::uint64_t seed = 1;
  Date until{};          ///< the last day that is played
  std::string password;  ///< of the six demo accounts; empty: none can sign in
};

struct Played {
  std::uint64_t documents = 0;
  std::uint64_t commands = 0;
  std::uint64_t events = 0;
  Digest root;  ///< of the documents' partition
};

/// `progress`: (what, done, all). Returns when views and search are level.
/// Errors: usage (folder not empty; no working days in the time; a year without a published calendar), the commands'
/// and storage errors.
using PlayProgress = std::function<void(const std::string&, std::uint64_t, std::uint64_t)>;
Result<Played> play(const PlayOptions& options, const PlayProgress& progress);

}  // namespace chauban::server

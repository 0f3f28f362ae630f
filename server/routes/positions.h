// SPDX-License-Identifier: GPL-3.0-or-later
// Positions as callers see them: several joined by commas, one a partition. `1:none` says that a partition is known to
// be empty, so that going on from there misses nothing of it.
#pragma once

#include "projections/view_rows.h"
#include "schemas/base/result.h"
#include "storage/position.h"
#include "storage/state.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chauban::server {

inline constexpr std::array<storage::PartitionId, 2> kSeenPartitions{storage::PartitionId{0}, storage::PartitionId{1}};

/// The next pos of each partition that was named.
using Heads = std::map<storage::PartitionId, std::uint64_t>;

using Standings = std::map<storage::PartitionId, storage::Standing>;
Standings standings_of(const storage::State& state);

/// `0:12,1:128841` from next positions; `1:128841@2` once the partition stands in a later generation.
std::string to_string(const Heads& heads, const Standings& standings);
std::string to_string(const Heads& heads, const storage::State& state);
/// What of the log as it stands the text names. Errors: bad_request key position_malformed; position_unknown (beyond
/// its end, or of a generation that has not begun); position_lost (an event that a later generation left behind).
Result<Heads> parse_heads(std::string_view text, const Standings& standings);
Result<Heads> parse_heads(std::string_view text, const storage::State& state);
/// The last position before each head; empty partitions have none.
std::vector<storage::Position> last_of(const Heads& heads);
/// How far everything applied is.
Heads heads_of(const storage::State& state);
Heads heads_of(const projections::ViewSnapshot& view);
}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace chauban::storage {

/// Where in a data folder something is.
enum class Place : std::uint8_t { head, log, blobs, state, search, keys, checkpoints };

/// One thing that is not as it was written, and where. A value.
struct Finding {
  Place place = Place::log;
  std::string what;  ///< key of its text: `found_…`
  /// partition, offset, pos, blob, file, family, …: what the text's gaps are filled with
  std::map<std::string, std::string> where;
  bool operator==(const Finding&) const = default;
};
/// Told of each finding as it is found: there may be many.
using Report = std::function<void(Finding)>;
/// (done, of all), now and then.
using Progress = std::function<void(std::uint64_t, std::uint64_t)>;

}  // namespace chauban::storage

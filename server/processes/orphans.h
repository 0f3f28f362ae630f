// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/time.h"
#include "storage/directory_blobs.h"
#include "storage/state.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>

namespace chauban::server {

/// Removes content that no event names: what was stored for a command that was then refused, or never came. It is left
/// alone for a day, for a blob is there before the event that names it. Thread: one (Housekeeping's).
class Orphans {
 public:
  /// All outlive it. `held`: content that somebody is still about to name, whatever its age.
  struct Parts {
    const storage::State& state;
    storage::DirectoryBlobs& blobs;
    Clock& clock;
    std::function<std::set<storage::BlobId>()> held;
  };
  static constexpr std::chrono::hours kLeftAlone{24};
  static constexpr std::chrono::hours kEvery{24};

  explicit Orphans(Parts parts) : parts_(std::move(parts)) {}

  struct Swept {
    std::uint64_t blobs = 0;
    std::uint64_t bytes = 0;
  };
  /// At once. What was looked at by an earlier sweep of this process is not looked at again: memory is for the blobs of
  /// a day, and the log is read only if there are any.
  Result<Swept> sweep();
  /// For a chore that is called often: a sweep a day, the first an hour after the start.
  Status sweep_daily();

 private:
  Status take_out_named(std::set<storage::BlobId>& candidates) const;

  const Parts parts_;
  Timestamp looked_until_{};  ///< all that was put before is named, or gone
  std::optional<Timestamp> next_;
};

}  // namespace chauban::server

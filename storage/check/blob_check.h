// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/check/finding.h"
#include "storage/directory_blobs.h"
#include "storage/position.h"

#include <cstdint>
#include <vector>

namespace chauban::storage {

/// Content that an event names.
struct NamedBlob {
  BlobId id;
  Position by;  ///< of the event
  auto operator<=>(const NamedBlob&) const = default;
};

struct BlobFacts {
  std::uint64_t checked = 0;
  std::uint64_t bytes = 0;
  std::uint64_t orphans = 0;  ///< no event names them: they are swept a day after they came
  std::uint64_t orphan_bytes = 0;
  DirectoryBlobs::Remains remains;
};

/// Hashes every blob and compares it with its name; says which of those named are not there.
/// Errors: storage errors of the folder itself; what is wrong with a blob is reported.
Result<BlobFacts> check_blobs(DirectoryBlobs& blobs, std::vector<NamedBlob> named, const Report& report,
                              const Progress& progress = {});

}  // namespace chauban::storage

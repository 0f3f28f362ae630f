// SPDX-License-Identifier: GPL-3.0-or-later
// The folders of the search view: one a generation of the index. Internal to projections/.
#pragma once

#include "projections/search_index.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <system_error>
#include <vector>

namespace chauban::projections {

/// One index and its folder, which goes with the last reader once another has taken its place.
struct Generation {
  std::uint64_t number = 0;
  std::filesystem::path folder;
  std::unique_ptr<search::SearchIndex> index;
  std::atomic<bool> replaced{false};

  Generation() = default;
  Generation(const Generation&) = delete;
  Generation& operator=(const Generation&) = delete;
  ~Generation() {
    index.reset();
    std::error_code ignored;  // a folder that stays is removed at the next start
    if (replaced) std::filesystem::remove_all(folder, ignored);
  }
};
using GenerationPtr = std::shared_ptr<Generation>;

Result<GenerationPtr> open_generation(const std::filesystem::path& folder, std::uint64_t number);
/// Folders named by a number, rising.
std::vector<std::uint64_t> generations_in(const std::filesystem::path& folder);

}  // namespace chauban::projections

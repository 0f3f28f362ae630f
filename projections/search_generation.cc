// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_generation.h"

#include "projections/search_engine_client.h"
#include "projections/search_view.h"

#include <algorithm>
#include <string>

namespace chauban::projections {

Result<GenerationPtr> open_generation(const std::filesystem::path& folder, std::uint64_t number) {
  auto generation = std::make_shared<Generation>();
  generation->number = number;
  generation->folder = folder / std::to_string(number);
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return refuse(ErrorCode::internal, "search_folder", {{"cause", failed.message()}});
  CHAUBAN_TRY(generation->index, search::SearchIndex::open(generation->folder));
  return generation;
}

std::vector<std::uint64_t> generations_in(const std::filesystem::path& folder) {
  std::vector<std::uint64_t> numbers;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    const auto name = entry.path().filename().string();
    const bool digits = std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
    if (entry.is_directory(failed) && digits && name.size() < 18) numbers.push_back(std::stoull(name));
  }
  std::ranges::sort(numbers);
  return numbers;
}

std::vector<DamagedIndex> damaged_indexes(const std::filesystem::path& folder) {
  std::vector<DamagedIndex> damaged;
  for (const auto number : generations_in(folder)) {
    const auto name = std::to_string(number);
    const auto files = search::damaged_index_files(folder / name);
    if (!files) damaged.push_back({name, ""});
    if (!files) continue;
    for (const auto& file : *files) damaged.push_back({name, file});
  }
  return damaged;
}

}  // namespace chauban::projections

// SPDX-License-Identifier: GPL-3.0-or-later
// Golden records: one stored event of each version of each type. Written once, decoded by every later program.
#pragma once

#include "domain/event.h"

#include <filesystem>
#include <string>
#include <vector>

namespace chauban::golden {

/// `IncomingDocument.DirectionGiven.1.bin`
inline std::string file_name(const EventType& type, std::uint16_t version) {
  return std::string(aggregate_name(type.aggregate)) + "." + std::string(type.name) + "." + std::to_string(version) +
         ".bin";
}

/// The records of all versions of all types that are not in the folder.
inline std::vector<std::string> missing(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& type : event_types()) {
    for (std::uint16_t version = 1; version <= type.version; ++version) {
      if (!std::filesystem::exists(folder / file_name(type, version))) names.push_back(file_name(type, version));
    }
  }
  return names;
}

}  // namespace chauban::golden

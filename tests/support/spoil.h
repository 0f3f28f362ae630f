// SPDX-License-Identifier: GPL-3.0-or-later
// A disk that gives back other bytes than were written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>

namespace chauban {

/// Flips bits of the byte at `at`; the file is there and long enough.
inline void spoil(const std::filesystem::path& path, std::uint64_t at, unsigned char bits = 0x10) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(at));
  const char was = static_cast<char>(file.get());
  file.seekp(static_cast<std::streamoff>(at));
  file.put(static_cast<char>(was ^ bits));
}

}  // namespace chauban

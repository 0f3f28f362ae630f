// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/file_system.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

namespace rocksdb {
class Env;
}

namespace chauban::storage {

/// The real disk, watched: it knows which bytes below `root` were synced, and can say what a power cut at this moment
/// might leave. Names are taken to be durable at once (every caller syncs its folders).
/// Both the store's own files and those of FileSystem go through it; one seed, one sequence of cuts. Thread-safe.
class PowerCutDisk {
 public:
  PowerCutDisk(std::filesystem::path root, std::uint64_t seed);
  ~PowerCutDisk();
  PowerCutDisk(const PowerCutDisk&) = delete;
  PowerCutDisk& operator=(const PowerCutDisk&) = delete;

  [[nodiscard]] rocksdb::Env* env() const;
  [[nodiscard]] FileSystem& files() const;

  /// Called before and after writes and syncs, about once in `every` of them, with the disk held still: take an image
  /// there. An empty function: no more.
  void at_moments(std::uint64_t every, std::function<void()> moment);
  /// Only inside a moment. Copies `root` as a power cut might leave it: what was synced, of the rest any beginning (its
  /// last 512 bytes may be zeros); in files that are overwritten any mix of old and new 512-byte sectors.
  void leave_image(const std::filesystem::path& image);

  struct Watch;  ///< known to the .cc file only

 private:
  std::shared_ptr<Watch> watch_;
  std::unique_ptr<FileSystem> files_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace chauban::storage

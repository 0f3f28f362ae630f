// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace chauban::server {

/// How far a process manager has come. No truth: a lost or old cursor means that events are looked at again, which is
/// harmless because each command they lead to has a key derived from the event. Thread: its process's.
class CursorFile {
 public:
  /// `process`: whose, `digitization`.
  CursorFile(const std::filesystem::path& data, std::string_view process) : path_(data / "cursors" / process) {}
  /// 0 when there is none.
  [[nodiscard]] std::uint64_t read() const;
  void write(std::uint64_t next_pos) const;

 private:
  std::filesystem::path path_;
};

}  // namespace chauban::server

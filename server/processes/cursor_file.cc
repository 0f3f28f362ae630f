// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/processes/cursor_file.h"

#include <fstream>

namespace chauban::server {

std::uint64_t CursorFile::read() const {
  std::ifstream in(path_);
  std::uint64_t next_pos = 0;
  in >> next_pos;
  return in ? next_pos : 0;
}

void CursorFile::write(std::uint64_t next_pos) const {
  std::error_code ignored;
  std::filesystem::create_directories(path_.parent_path(), ignored);
  const auto temporary = path_.string() + ".part";
  std::ofstream out(temporary);
  out << next_pos << '\n';
  out.close();
  if (out) std::filesystem::rename(temporary, path_, ignored);  // else the old one stays, from which more is looked at
}

}  // namespace chauban::server

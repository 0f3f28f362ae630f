// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/memory_rows.h"

namespace chauban::projections {

std::optional<Bytes> MemoryRows::get(BytesView key) const {
  const auto found = all.find(Bytes(key));
  if (found == all.end()) return std::nullopt;
  return found->second;
}

std::vector<storage::Row> MemoryRows::scan(const storage::Scan& scan) const {
  std::vector<storage::Row> below;
  for (auto row = all.lower_bound(scan.prefix); row != all.end() && row->first.starts_with(scan.prefix); ++row) {
    below.push_back({row->first, row->second});
  }
  return select_rows(std::move(below), scan);
}

}  // namespace chauban::projections

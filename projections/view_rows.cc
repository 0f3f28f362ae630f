// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/view_rows.h"

#include <algorithm>

namespace chauban::projections {
namespace {

/// The value, or nothing and the failure remembered: the first one is the one that explains.
template <class T>
T value_or_failure(Result<T> result, std::optional<Error>& failure) {
  if (result) return *std::move(result);
  if (!failure) failure = std::move(result).error();
  return T{};
}

}  // namespace

std::optional<Bytes> ViewSnapshot::get(BytesView key) const { return value_or_failure(reader_.get(key), failure_); }

std::vector<storage::Row> ViewSnapshot::scan(const storage::Scan& scan) const {
  return value_or_failure(reader_.scan(scan), failure_);
}

std::optional<Bytes> BatchRows::get(BytesView key) const { return value_or_failure(batch_.get(key), failure_); }

std::vector<storage::Row> BatchRows::scan(const storage::Scan& scan) const {
  return select_rows(value_or_failure(batch_.rows(scan.prefix), failure_), scan);
}

Status BatchRows::commit(storage::Position next) {
  if (failure_) return refuse(*failure_);
  return batch_.commit(next);
}

Result<std::optional<RowDifference>> compare_views(const storage::View& left, const storage::View& right) {
  constexpr std::size_t kChunk = 1000;
  const auto a = left.read();
  const auto b = right.read();
  storage::Scan scan{.prefix = "", .from = "", .limit = kChunk};
  for (;;) {
    CHAUBAN_TRY(const auto ours, a.scan(scan));
    CHAUBAN_TRY(const auto theirs, b.scan(scan));
    for (std::size_t i = 0; i < std::max(ours.size(), theirs.size()); ++i) {
      if (i < ours.size() && i < theirs.size() && ours[i] == theirs[i]) continue;
      const bool missing = i >= ours.size() || (i < theirs.size() && theirs[i].key < ours[i].key);
      const bool extra = i >= theirs.size() || (i < ours.size() && ours[i].key < theirs[i].key);
      RowDifference difference;
      difference.key = missing ? theirs[i].key : ours[i].key;
      if (!missing) difference.left = ours[i].value;
      if (!extra) difference.right = theirs[i].value;
      return difference;
    }
    if (ours.size() < kChunk) return std::optional<RowDifference>();
    scan.from = ours.back().key;
    scan.after_from = true;
  }
}

}  // namespace chauban::projections

// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/integrity_tree.h"

#include "schemas/base/error.h"

#include <bit>
#include <utility>

namespace chauban::storage {

Digest node_hash(const Digest& left, const Digest& right) {
  Bytes data;
  data.reserve(65);
  data.push_back('\x01');
  data.append(left.view());
  data.append(right.view());
  return sha256(data);
}

IntegrityTree::IntegrityTree(std::uint64_t size, std::vector<Digest> peaks) : size_(size), peaks_(std::move(peaks)) {
  CHAUBAN_ASSERT(peaks_.size() == static_cast<std::size_t>(std::popcount(size_)));
}

void IntegrityTree::append(const Digest& leaf_hash) {
  // Each trailing one bit of the size is a peak of the height the new subtree has just reached.
  auto subtree = leaf_hash;
  for (auto rest = size_; (rest & 1U) == 1U; rest >>= 1U) {
    subtree = node_hash(peaks_.back(), subtree);
    peaks_.pop_back();
  }
  peaks_.push_back(subtree);
  ++size_;
}

Digest IntegrityTree::root() const {
  if (peaks_.empty()) return sha256("");
  auto root = peaks_.back();
  for (auto left = peaks_.rbegin() + 1; left != peaks_.rend(); ++left) root = node_hash(*left, root);
  return root;
}

Result<IntegrityTree> tree_at(std::uint64_t size, const NodeAt& node_at) {
  std::vector<Digest> peaks;
  std::uint64_t covered = 0;
  for (unsigned level = 64; level-- > 0;) {
    const auto width = std::uint64_t{1} << level;
    if ((size & width) == 0) continue;
    CHAUBAN_TRY(auto peak, node_at(level, covered >> level));
    peaks.push_back(peak);
    covered += width;
  }
  return IntegrityTree(size, std::move(peaks));
}

}  // namespace chauban::storage

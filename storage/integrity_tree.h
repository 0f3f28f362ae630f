// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace chauban::storage {

/// SHA-256(0x01 ‖ left ‖ right), RFC 6962 §2.1.
Digest node_hash(const Digest& left, const Digest& right);

/// A Merkle tree that only grows, known by its peaks (roots of its perfect subtrees, largest first). RFC 6962 §2.1.
/// A value: copying costs at most 64 digests.
class IntegrityTree {
 public:
  IntegrityTree() = default;
  /// From stored peaks; their count must be the number of one bits of `size`.
  IntegrityTree(std::uint64_t size, std::vector<Digest> peaks);

  void append(const Digest& leaf_hash);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const std::vector<Digest>& peaks() const { return peaks_; }
  /// SHA-256("") for the empty tree.
  [[nodiscard]] Digest root() const;

  bool operator==(const IntegrityTree&) const = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Digest> peaks_;
};

/// Gives the hash of the perfect subtree over leaves [index·2^level, (index+1)·2^level).
using NodeAt = std::function<Result<Digest>(unsigned level, std::uint64_t index)>;

/// The tree as it was at an earlier size, from stored nodes: at most 64 look-ups.
Result<IntegrityTree> tree_at(std::uint64_t size, const NodeAt& node_at);

}  // namespace chauban::storage

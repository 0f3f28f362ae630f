// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/fold.h"

#include <algorithm>

namespace chauban::storage {

MemoryFold::MemoryFold(PartitionId partition, std::uint16_t my_level) : my_level_(my_level) {
  state_.partition = partition;
}

Result<Verdict> MemoryFold::follow(Offset offset, BytesView bytes) {
  CHAUBAN_ASSERT(offset == state_.next_offset);
  const auto record = decode_record(bytes);
  CHAUBAN_TRY(const auto verdict, judge(state_, record, offset, *this, my_level_));
  if (verdict.stop_reason()) return verdict;
  const auto advanced = advance(state_, verdict, record ? &*record : nullptr, bytes);
  leaves_.insert(leaves_.end(), advanced.leaves.begin(), advanced.leaves.end());
  if (advanced.added) {
    keys_.emplace(advanced.added->key, *advanced.added);
    key_order_.emplace(advanced.added->first_pos, advanced.added->key);
    CHAUBAN_TRY(const auto oldest, oldest_keys(kForgetAtOnce));
    for (const auto& entry : keys_to_forget(state_, oldest)) {
      keys_.erase(entry.key);
      key_order_.erase(entry.first_pos);
    }
  }
  return verdict;
}

Result<std::optional<KeyEntry>> MemoryFold::find_key(const IdemKey& key) const {
  const auto found = keys_.find(key);
  if (found == keys_.end()) return std::nullopt;
  return found->second;
}

Result<std::vector<KeyEntry>> MemoryFold::oldest_keys(std::size_t count) const {
  std::vector<KeyEntry> oldest;
  for (const auto& [first_pos, key] : key_order_) {
    if (oldest.size() == count) break;
    oldest.push_back(keys_.at(key));
  }
  return oldest;
}

Result<Digest> MemoryFold::root_at(std::uint64_t size) const {
  CHAUBAN_ASSERT(size <= leaves_.size());
  if (size == leaves_.size()) return state_.tree.root();
  IntegrityTree tree;
  for (std::uint64_t i = 0; i < size; ++i) tree.append(leaves_[i]);
  return tree.root();
}

}  // namespace chauban::storage

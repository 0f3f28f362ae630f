// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/secret_store.h"

#include <vector>

namespace chauban::auth {

Status MemorySecrets::put(std::string_view kind, BytesView key, BytesView value) {
  const std::lock_guard lock(mutex_);
  entries_[{std::string(kind), Bytes(key)}] = Bytes(value);
  return {};
}

Result<std::optional<Bytes>> MemorySecrets::get(std::string_view kind, BytesView key) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find({std::string(kind), Bytes(key)});
  if (found == entries_.end()) return std::nullopt;
  return found->second;
}

Status MemorySecrets::erase(std::string_view kind, BytesView key) {
  const std::lock_guard lock(mutex_);
  entries_.erase({std::string(kind), Bytes(key)});
  return {};
}

Status MemorySecrets::scan(std::string_view kind, BytesView prefix,
                           const std::function<bool(BytesView key, BytesView value)>& visit) {
  std::vector<std::pair<Bytes, Bytes>> found;
  {
    // Visited outside the lock: a visitor may erase.
    const std::lock_guard lock(mutex_);
    for (auto it = entries_.lower_bound({std::string(kind), Bytes(prefix)});
         it != entries_.end() && it->first.first == kind && it->first.second.compare(0, prefix.size(), prefix) == 0;
         ++it) {
      found.emplace_back(it->first.second, it->second);
    }
  }
  for (const auto& [key, value] : found) {
    if (!visit(key, value)) break;
  }
  return {};
}

}  // namespace chauban::auth

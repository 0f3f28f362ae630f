// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/record.h"

namespace chauban::storage {

Bytes encode_leaf(const Leaf& leaf) {
  Bytes out = "CHBLEAF1";
  const auto append = [&out](std::uint64_t value, int size_bytes) {
    for (int i = size_bytes - 1; i >= 0; --i) out.push_back(static_cast<char>((value >> (8 * i)) & 0xFFU));
  };
  out.append(leaf.log.value.view());
  append(leaf.partition.value, 2);
  append(leaf.index, 2);
  append(leaf.n_events, 2);
  append(0, 2);
  append(leaf.pos, 8);
  append(leaf.hlc, 8);
  out.append(leaf.record_hash.view());
  out.append(leaf.envelope_hash.view());
  return out;
}

Digest leaf_hash(const Leaf& leaf) { return sha256(Bytes(1, '\0') + encode_leaf(leaf)); }

IdemKey idem_key(std::string_view scope, std::string_view key) {
  Bytes data = "chauban/idem/1";
  data.append(scope).append(1, '\0').append(key);
  const auto digest = sha256(data);
  return {*Uuid::from_bytes(digest.view().substr(0, 16))};
}

}  // namespace chauban::storage

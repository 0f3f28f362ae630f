// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/tree_rows.h"

#include "storage/state_rows.h"

namespace chauban::storage {
namespace {

constexpr std::uint64_t kTileWidth = 256;
constexpr unsigned kTileHeight = 8;  // a tile holds the hashes of one level; 8 levels lie between tiles

Digest fold(std::vector<Digest> hashes) {
  while (hashes.size() > 1) {
    std::vector<Digest> above;
    for (std::size_t i = 0; i < hashes.size(); i += 2) above.push_back(node_hash(hashes[i], hashes[i + 1]));
    hashes = std::move(above);
  }
  return hashes.front();
}

/// Rows on their way into a batch must be visible to the leaves that follow in the same record.
class EdgeWriter {
 public:
  EdgeWriter(KeyValueBatch& batch, const KeyValueStore& store, const FamilyRef& tiles, PartitionId partition)
      : batch_(batch), store_(store), tiles_(tiles), partition_(partition) {}

  Status add(unsigned level, std::uint64_t index, const Digest& hash) {
    pending_[rows::edge_key(partition_, level, index)] = hash;
    if ((index + 1) % kTileWidth != 0) return {};
    const auto tile = index / kTileWidth;
    std::vector<Digest> hashes;
    Bytes row;
    for (std::uint64_t i = tile * kTileWidth; i <= index; ++i) {
      CHAUBAN_TRY(const auto edge, take(rows::edge_key(partition_, level, i)));
      hashes.push_back(edge);
      row += edge.view();
    }
    batch_.put(tiles_, rows::tile_key(partition_, level, tile), row);
    return add(level + 1, tile, fold(std::move(hashes)));
  }

  void finish() {
    for (const auto& [key, hash] : pending_) batch_.put(tiles_, key, hash.view());
  }

 private:
  Result<Digest> take(const Bytes& key) {
    if (const auto found = pending_.find(key); found != pending_.end()) {
      const auto hash = found->second;
      pending_.erase(found);
      return hash;
    }
    CHAUBAN_TRY(const auto row, store_.get(tiles_, key));
    const auto hash = row ? Digest::from_bytes(*row) : std::nullopt;
    if (!hash) return refuse(ErrorCode::record_damaged, "tree_row_missing");
    batch_.erase(tiles_, key);
    return *hash;
  }

  KeyValueBatch& batch_;
  const KeyValueStore& store_;
  const FamilyRef& tiles_;
  PartitionId partition_;
  std::map<Bytes, Digest> pending_;
};

}  // namespace

Status add_leaves(KeyValueBatch& batch, const KeyValueStore& store, const FamilyRef& tiles, PartitionId partition,
                  std::uint64_t size, const std::vector<Digest>& leaves) {
  EdgeWriter writer(batch, store, tiles, partition);
  for (std::size_t i = 0; i < leaves.size(); ++i) CHAUBAN_CHECK(writer.add(0, size + i, leaves[i]));
  writer.finish();
  return {};
}

Result<Digest> stored_node(const KeyValueStore& store, const FamilyRef& tiles, PartitionId partition, unsigned level,
                           std::uint64_t index) {
  const auto tile_level = level / kTileHeight;
  const auto first = index << (level % kTileHeight);
  const auto count = std::uint64_t{1} << (level % kTileHeight);
  std::vector<Digest> hashes;
  CHAUBAN_TRY(const auto tile, store.get(tiles, rows::tile_key(partition, tile_level, first / kTileWidth)));
  for (std::uint64_t i = first; i < first + count; ++i) {
    if (tile && tile->size() == kTileWidth * 32) {
      hashes.push_back(*Digest::from_bytes(BytesView(*tile).substr((i % kTileWidth) * 32, 32)));
      continue;
    }
    CHAUBAN_TRY(const auto edge, store.get(tiles, rows::edge_key(partition, tile_level, i)));
    const auto hash = edge ? Digest::from_bytes(*edge) : std::nullopt;
    if (!hash) return refuse(ErrorCode::record_damaged, "tree_row_missing");
    hashes.push_back(*hash);
  }
  return fold(std::move(hashes));
}

}  // namespace chauban::storage

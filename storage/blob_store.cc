// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/blob_store.h"

#include <algorithm>

namespace chauban::storage {
namespace {

constexpr std::size_t kPiece = std::size_t{256} * 1024;

}  // namespace

Result<BlobId> write_whole(BlobWriter& writer, BytesView bytes) {
  CHAUBAN_CHECK(writer.write(bytes));
  return writer.finish();
}

Result<BlobId> BlobStore::put(BytesView bytes) {
  CHAUBAN_TRY(const auto writer, begin());
  return write_whole(*writer, bytes);
}

Result<Bytes> BlobStore::get(const BlobId& id, std::size_t max_bytes) {
  CHAUBAN_TRY(const auto reader, open(id));
  if (reader->size() > max_bytes) return refuse(ErrorCode::file_too_large);
  CHAUBAN_TRY(auto bytes, reader->read_at(0, static_cast<std::size_t>(reader->size())));
  if (sha256(bytes) != id.digest) return refuse(ErrorCode::record_damaged, "blob_damaged", {{"blob", id.hex()}});
  return bytes;
}

Status BlobStore::verify(const BlobId& id) {
  CHAUBAN_TRY(const auto reader, open(id));
  Sha256 hash;
  for (std::uint64_t at = 0; at < reader->size();) {
    CHAUBAN_TRY(const auto piece, reader->read_at(at, kPiece));
    if (piece.empty()) break;
    hash.update(piece);
    at += piece.size();
  }
  if (hash.finish() != id.digest) return refuse(ErrorCode::record_damaged, "blob_damaged", {{"blob", id.hex()}});
  return {};
}

}  // namespace chauban::storage

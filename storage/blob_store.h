// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace chauban::storage {

/// Name of a file's content: its SHA-256. Equal content is stored once; content is never changed.
struct BlobId {
  Digest digest;
  auto operator<=>(const BlobId&) const = default;

  [[nodiscard]] std::string hex() const { return digest.hex(); }
  static std::optional<BlobId> from_hex(std::string_view text) {
    if (const auto digest = Digest::from_hex(text)) return BlobId{*digest};
    return std::nullopt;
  }
};

/// Takes a stream. Destroyed without finish(): as abandon(). Owned by one thread at a time.
class BlobWriter {
 public:
  virtual ~BlobWriter() = default;
  /// Errors: storage_full, internal `storage_io`. After an error only abandon is useful.
  virtual Status write(BytesView bytes) = 0;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  /// When this returns the id, the content is durable under it. One use.
  virtual Result<BlobId> finish() = 0;
  virtual void abandon() = 0;
};

class BlobReader {
 public:
  virtual ~BlobReader() = default;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  /// Fewer bytes than `size` only at the end. Not verified: a part has no hash of its own.
  virtual Result<Bytes> read_at(std::uint64_t offset, std::size_t size) = 0;
};

/// All of a content that is in memory. One use of the writer. Errors: as its write and finish.
Result<BlobId> write_whole(BlobWriter& writer, BytesView bytes);

/// Thread-safe.
class BlobStore {
 public:
  virtual ~BlobStore() = default;
  virtual Result<std::unique_ptr<BlobWriter>> begin() = 0;
  /// Errors: not_found.
  virtual Result<std::unique_ptr<BlobReader>> open(const BlobId& id) = 0;
  virtual bool exists(const BlobId& id) = 0;
  /// Missing is success.
  virtual Status erase(const BlobId& id) = 0;

  /// Begin, write, finish. For small content that is in memory already.
  Result<BlobId> put(BytesView bytes);
  /// The whole content, hash checked. Errors: not_found, record_damaged, file_too_large (more than `max_bytes`).
  Result<Bytes> get(const BlobId& id, std::size_t max_bytes);
  /// Reads it all in pieces and compares the hash. Errors: not_found, record_damaged.
  Status verify(const BlobId& id);
};

}  // namespace chauban::storage

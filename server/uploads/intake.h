// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes on their way into the blob store: hashed, and known for what they are by their content. Private to uploads/.
#pragma once

#include "server/uploads/uploads.h"

#include <memory>

namespace chauban::server {

/// One use. What is not finished leaves nothing behind.
class BlobIntake {
 public:
  static Result<BlobIntake> begin(storage::BlobStore& blobs);
  Status write(BytesView bytes);
  /// Errors: file_unreadable `file_empty`, unsupported_media, checksum_mismatch (`expected` differs), storage errors.
  Result<StoredBytes> finish(std::optional<Digest> expected);

 private:
  explicit BlobIntake(std::unique_ptr<storage::BlobWriter> writer);
  std::unique_ptr<storage::BlobWriter> writer_;
  std::unique_ptr<Sha256> hash_;
  Bytes first_;
};

Bytes encode_note(const Upload& upload);
std::optional<Upload> decode_note(BytesView text);

}  // namespace chauban::server

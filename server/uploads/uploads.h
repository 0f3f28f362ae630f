// SPDX-License-Identifier: GPL-3.0-or-later
// Uploads that can be broken off and gone on with (tus 1.0.0), and files stored in one go.
//
// Promise: an offset that was answered is on disk; the answer that completes an upload comes after its bytes are
// durable in the blob store. A restart loses nothing of it. What nobody finished is removed after its time. Guarded by
// tests/server/uploads_test.cc.
#pragma once

#include "schemas/base/ids.h"
#include "schemas/base/result.h"
#include "schemas/base/time.h"
#include "server/http/http.h"
#include "server/limits.h"
#include "storage/blob_store.h"
#include "storage/file_system.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace chauban::server {

using UploadId = Id<struct UploadTag>;

/// One upload as it stands. Kept beside its bytes as `<id>.json`.
struct Upload {
  UploadId id;
  AccountId account;
  std::uint64_t length = 0;
  std::uint64_t offset = 0;
  std::string name;  ///< as the sender called it, cleaned
  Timestamp expires{};
  FileId file;             ///< the file it becomes: drawn at the start, so that finishing twice gives one file
  std::string digest_hex;  ///< set once the bytes are a blob
  std::string media_type;  ///< likewise
  bool recorded = false;   ///< StoreFile was answered

  [[nodiscard]] bool complete() const { return offset == length; }
};

/// What became of bytes: a blob, and what kind of file it is.
struct StoredBytes {
  storage::BlobId blob;
  std::uint64_t size = 0;
  std::string media_type;
};

/// Thread-safe. One append at a time an upload: a second is refused with request_in_progress.
class Uploads {
 public:
  struct Options {
    std::filesystem::path folder;  ///< `<data>/uploads`; made if missing
    RouteLimits limits{};
    std::function<Status()> room{};  ///< may the disk take more? Its error refuses what is sent. Empty: always
  };
  /// Reads what is there; sweep() drops what has expired of it. Errors: storage errors.
  static Result<std::unique_ptr<Uploads>> open(Options options, storage::FileSystem& files, storage::BlobStore& blobs,
                                               Clock& clock, IdSource& ids);

  /// `id`: of a request that may be repeated; the same again gives the upload as it stands.
  /// Errors: file_too_large, file_unreadable `file_empty`, quota_exceeded, storage errors.
  Result<Upload> create(AccountId account, std::uint64_t length, std::string name,
                        std::optional<UploadId> id = std::nullopt);
  /// Errors: not_found (another account's too), upload_expired.
  Result<Upload> find(AccountId account, UploadId id);
  /// Takes the body from `offset` on. `checksum`: the value of Upload-Checksum; when it disagrees nothing of this body
  /// is kept. A broken body keeps what came. Errors: upload_offset_mismatch (detail `offset`), checksum_mismatch,
  /// not_found, upload_expired, request_in_progress, quota_exceeded, body_too_large (more than the length), those of
  /// the body and of storage.
  Result<Upload> append(AccountId account, UploadId id, std::uint64_t offset, http::BodyReader& body,
                        std::string_view checksum);
  /// Moves complete bytes into the blob store and says what they are; again: the same answer.
  /// Errors: unsupported_media (then the upload is removed), file_unreadable `file_empty`, storage errors.
  Result<StoredBytes> finish(AccountId account, UploadId id);
  /// The command was answered: the bytes here go, the entry stays until it expires so that HEAD still answers.
  Status recorded(AccountId account, UploadId id);
  /// Errors: not_found.
  Status terminate(AccountId account, UploadId id);
  /// Content of complete uploads that no file was recorded of yet.
  [[nodiscard]] std::set<storage::BlobId> held();
  /// Removes what has expired; returns how many. Called at times by app.cc.
  Result<std::size_t> sweep();

  /// A whole body in one go. Errors: file_too_large, unsupported_media, file_unreadable `file_empty`,
  /// checksum_mismatch.
  Result<StoredBytes> store(http::BodyReader& body, std::optional<Digest> expected);

 private:
  struct Entry;
  Uploads(Options options, storage::FileSystem& files, storage::BlobStore& blobs, Clock& clock, IdSource& ids);

  Status load();
  [[nodiscard]] Status room() const { return options_.room ? options_.room() : Status(); }
  Result<std::shared_ptr<Entry>> entry(AccountId account, UploadId id);
  Status save(const Upload& upload);
  Status remove_files(UploadId id);
  Status drop(UploadId id);
  Status begin_body(AccountId account, Entry& entry, std::uint64_t offset);
  Status take_body(Entry& entry, http::BodyReader& body, std::string_view checksum);
  Result<StoredBytes> move_to_blobs(const Upload& upload);
  [[nodiscard]] std::filesystem::path part(UploadId id) const;
  [[nodiscard]] std::filesystem::path note(UploadId id) const;

  Options options_;
  storage::FileSystem& files_;
  storage::BlobStore& blobs_;
  Clock& clock_;
  IdSource& ids_;
  std::mutex mutex_;  // guards entries_ (the map; an entry has a lock of its own)
  std::map<UploadId, std::shared_ptr<Entry>> entries_;
};

}  // namespace chauban::server

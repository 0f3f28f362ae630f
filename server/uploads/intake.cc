// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/uploads/intake.h"

#include "ocr/media_type.h"
#include "schemas/base/text.h"
#include "server/http/json.h"

namespace chauban::server {
namespace {

constexpr std::size_t kSniffed = 1024;

}  // namespace

BlobIntake::BlobIntake(std::unique_ptr<storage::BlobWriter> writer)
    : writer_(std::move(writer)), hash_(std::make_unique<Sha256>()) {}

Result<BlobIntake> BlobIntake::begin(storage::BlobStore& blobs) {
  CHAUBAN_TRY(auto writer, blobs.begin());
  return BlobIntake(std::move(writer));
}

Status BlobIntake::write(BytesView bytes) {
  if (first_.size() < kSniffed) first_.append(bytes.substr(0, kSniffed - first_.size()));
  hash_->update(bytes);
  return writer_->write(bytes);
}

Result<StoredBytes> BlobIntake::finish(std::optional<Digest> expected) {
  StoredBytes stored;
  stored.size = writer_->size();
  const auto digest = hash_->finish();
  const auto refused = [&](Error error) {
    writer_->abandon();
    return refuse(std::move(error));
  };
  if (expected && *expected != digest) return refused({ErrorCode::checksum_mismatch, "", {}});
  if (stored.size == 0) return refused({ErrorCode::file_unreadable, "file_empty", {}});
  stored.media_type = ocr::sniff_media_type(first_);
  if (stored.media_type.empty()) return refused({ErrorCode::unsupported_media, "file_not_supported", {}});
  CHAUBAN_TRY(stored.blob, writer_->finish());
  return stored;
}

Bytes encode_note(const Upload& upload) {
  return http::Json::object({{"id", upload.id.str()},
                             {"account", upload.account.str()},
                             {"length", upload.length},
                             {"offset", upload.offset},
                             {"name", upload.name},
                             {"expires", to_micros(upload.expires)},
                             {"file", upload.file.str()},
                             {"digest", upload.digest_hex},
                             {"mediaType", upload.media_type},
                             {"recorded", upload.recorded}})
      .str();
}

std::optional<Upload> decode_note(BytesView text) {
  const auto json = http::parse_json(text);
  if (!json) return std::nullopt;
  http::JsonReader in(*json);
  constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
  Upload upload;
  upload.id = in.id<UploadId>("id");
  upload.account = in.id<AccountId>("account");
  upload.length = static_cast<std::uint64_t>(in.integer("length", 0, kMax));
  upload.offset = static_cast<std::uint64_t>(in.integer("offset", 0, kMax));
  upload.name = in.text("name");
  upload.expires = from_micros(in.integer("expires", 0, kMax));
  upload.file = in.id<FileId>("file");
  upload.digest_hex = in.text("digest");
  upload.media_type = in.text("mediaType");
  upload.recorded = in.boolean("recorded");
  if (!in.finish() || upload.offset > upload.length) return std::nullopt;
  return upload;
}

}  // namespace chauban::server

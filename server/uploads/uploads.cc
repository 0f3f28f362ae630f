// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/uploads/uploads.h"

#include "schemas/base/log.h"
#include "server/uploads/checksum.h"
#include "server/uploads/intake.h"

#include <algorithm>

namespace chauban::server {
namespace {

constexpr std::size_t kPiece = std::size_t{256} * 1024;
/// How much of a body may have to be sent again after the power went.
constexpr std::uint64_t kSaveEvery = std::uint64_t{8} * 1024 * 1024;
constexpr std::string_view kNote = ".json";

}  // namespace

struct Uploads::Entry {
  std::mutex mutex;  // guards both below
  Upload upload;
  bool busy = false;

  Upload copy() {
    const std::scoped_lock lock(mutex);
    return upload;
  }
};

Uploads::Uploads(Options options, storage::FileSystem& files, storage::BlobStore& blobs, Clock& clock, IdSource& ids)
    : options_(std::move(options)), files_(files), blobs_(blobs), clock_(clock), ids_(ids) {}

Result<std::unique_ptr<Uploads>> Uploads::open(Options options, storage::FileSystem& files, storage::BlobStore& blobs,
                                               Clock& clock, IdSource& ids) {
  CHAUBAN_CHECK(files.make_folders(options.folder));
  std::unique_ptr<Uploads> uploads(new Uploads(std::move(options), files, blobs, clock, ids));
  CHAUBAN_CHECK(uploads->load());
  return uploads;
}

std::filesystem::path Uploads::part(UploadId id) const { return options_.folder / (id.str() + ".part"); }
std::filesystem::path Uploads::note(UploadId id) const { return options_.folder / (id.str() + std::string(kNote)); }

Status Uploads::load() {
  CHAUBAN_TRY(const auto found, files_.list(options_.folder));
  for (const auto& file : found) {
    const std::filesystem::path path = options_.folder / file.name;
    if (path.extension() != kNote) continue;
    CHAUBAN_TRY(const auto opened, files_.open(path, storage::FileSystem::Mode::read));
    CHAUBAN_TRY(const auto text, opened->read_at(0, file.size_bytes));
    const auto upload = decode_note(text);
    if (!upload) {
      log_warning("upload_note_unreadable", {{"file", file.name}});
      continue;
    }
    auto entry = std::make_shared<Entry>();
    entry->upload = *upload;
    entries_.emplace(upload->id, std::move(entry));
  }
  return {};
}

Status Uploads::save(const Upload& upload) {
  const auto next = options_.folder / (upload.id.str() + ".new");
  if (files_.exists(next)) CHAUBAN_CHECK(files_.remove(next));
  {
    CHAUBAN_TRY(const auto file, files_.open(next, storage::FileSystem::Mode::create_new));
    CHAUBAN_CHECK(file->write_at(0, encode_note(upload)));
    CHAUBAN_CHECK(file->sync());
  }
  CHAUBAN_CHECK(files_.rename(next, note(upload.id)));
  return files_.sync_folder(options_.folder);
}

Status Uploads::remove_files(UploadId id) {
  // The note goes last: while it stands, a restart finds the rest.
  for (const auto& path : {part(id), note(id)}) {
    if (files_.exists(path)) CHAUBAN_CHECK(files_.remove(path));
  }
  return files_.sync_folder(options_.folder);
}

Status Uploads::drop(UploadId id) {
  {
    const std::scoped_lock lock(mutex_);
    entries_.erase(id);
  }
  return remove_files(id);
}

Result<std::shared_ptr<Uploads::Entry>> Uploads::entry(AccountId account, UploadId id) {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(id);
  if (found == entries_.end()) return refuse(ErrorCode::not_found);
  const auto upload = found->second->copy();
  if (upload.account != account) return refuse(ErrorCode::not_found);
  if (upload.expires < clock_.now()) return refuse(ErrorCode::upload_expired);
  return found->second;
}

Result<Upload> Uploads::create(AccountId account, std::uint64_t length, std::string name, std::optional<UploadId> id) {
  if (length > options_.limits.max_file_bytes) {
    return refuse(ErrorCode::file_too_large, "", {{"max", std::to_string(options_.limits.max_file_bytes)}});
  }
  if (length == 0) return refuse(ErrorCode::file_unreadable, "file_empty");
  CHAUBAN_CHECK(room());
  const auto now = clock_.now();
  auto made = std::make_shared<Entry>();
  made->upload.id = id.value_or(UploadId{ids_.next(now)});
  made->upload.account = account;
  made->upload.length = length;
  made->upload.name = std::move(name);
  made->upload.expires = now + options_.limits.unfinished_kept;
  made->upload.file = FileId{ids_.next(now)};
  const auto upload = made->upload;
  {
    const std::scoped_lock lock(mutex_);
    if (const auto known = entries_.find(upload.id); known != entries_.end()) {
      const auto first = known->second->copy();
      if (first.account != account || first.length != length) return refuse(ErrorCode::idempotency_key_reused);
      return first;
    }
    const auto open = std::count_if(entries_.begin(), entries_.end(), [&](const auto& item) {
      const auto other = item.second->copy();
      return other.account == account && !other.complete() && other.expires >= now;
    });
    if (static_cast<std::size_t>(open) >= options_.limits.uploads_unfinished)
      return refuse(ErrorCode::quota_exceeded, "uploads_open");
    entries_.emplace(upload.id, made);
  }
  const auto stored = [&]() -> Status {
    CHAUBAN_TRY(const auto file, files_.open(part(upload.id), storage::FileSystem::Mode::create_new));
    CHAUBAN_CHECK(file->sync());
    return save(upload);
  }();
  if (!stored) {
    static_cast<void>(drop(upload.id));  // the first error is the one to tell
    return refuse(stored.error());
  }
  return upload;
}

Result<Upload> Uploads::find(AccountId account, UploadId id) {
  CHAUBAN_TRY(const auto found, entry(account, id));
  return found->copy();
}

Status Uploads::take_body(Entry& entry, http::BodyReader& body, std::string_view checksum) {
  const auto upload = entry.copy();
  std::optional<Checksum> expected;
  if (!checksum.empty()) {
    CHAUBAN_TRY(expected, Checksum::parse(checksum));
  }
  if (const auto length = body.length(); length && *length > upload.length - upload.offset) {
    return refuse(ErrorCode::body_too_large, "upload_too_long");
  }
  CHAUBAN_TRY(const auto file, files_.open(part(upload.id), storage::FileSystem::Mode::write));
  auto offset = upload.offset;
  auto saved = upload.offset;
  const auto keep = [&]() -> Status {
    CHAUBAN_CHECK(file->sync());
    auto now = entry.copy();
    now.offset = offset;
    CHAUBAN_CHECK(save(now));
    const std::scoped_lock lock(entry.mutex);
    entry.upload.offset = saved = offset;
    return {};
  };
  while (true) {
    const auto piece = body.read(kPiece);
    if (!piece) {
      // What came before the line broke is kept, unless a checksum was to vouch for the whole of it.
      if (!expected && offset > saved) CHAUBAN_CHECK(keep());
      return refuse(piece.error());
    }
    if (piece->empty()) break;
    if (piece->size() > upload.length - offset) return refuse(ErrorCode::body_too_large, "upload_too_long");
    CHAUBAN_CHECK(file->write_at(offset, *piece));
    offset += piece->size();
    if (expected) expected->update(*piece);
    if (!expected && offset - saved >= kSaveEvery) CHAUBAN_CHECK(keep());
  }
  if (expected && !expected->agrees()) return refuse(ErrorCode::checksum_mismatch);
  return offset > saved ? keep() : Status{};
}

Status Uploads::begin_body(AccountId account, Entry& entry, std::uint64_t offset) {
  const std::scoped_lock all(mutex_);
  std::size_t under_way = 0;
  for (const auto& [id, other] : entries_) {
    const std::scoped_lock lock(other->mutex);
    if (other->busy && other->upload.account == account) ++under_way;
  }
  const std::scoped_lock lock(entry.mutex);
  if (entry.busy) return refuse(ErrorCode::request_in_progress);
  if (under_way >= options_.limits.uploads_at_once) return refuse(ErrorCode::quota_exceeded, "uploads_open");
  if (entry.upload.offset != offset) {
    return refuse(ErrorCode::upload_offset_mismatch, "", {{"offset", std::to_string(entry.upload.offset)}});
  }
  entry.busy = true;
  return {};
}

Result<Upload> Uploads::append(AccountId account, UploadId id, std::uint64_t offset, http::BodyReader& body,
                               std::string_view checksum) {
  CHAUBAN_TRY(const auto found, entry(account, id));
  CHAUBAN_CHECK(room());
  CHAUBAN_CHECK(begin_body(account, *found, offset));
  const auto taken = take_body(*found, body, checksum);
  const std::scoped_lock lock(found->mutex);
  found->busy = false;
  if (!taken) return refuse(taken.error());
  return found->upload;
}

Result<StoredBytes> Uploads::move_to_blobs(const Upload& upload) {
  CHAUBAN_TRY(auto intake, BlobIntake::begin(blobs_));
  CHAUBAN_TRY(const auto file, files_.open(part(upload.id), storage::FileSystem::Mode::read));
  for (std::uint64_t at = 0; at < upload.length;) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, upload.length - at));
    CHAUBAN_TRY(const auto piece, file->read_at(at, wanted));
    if (piece.empty()) return refuse(ErrorCode::internal, "upload_lost");
    CHAUBAN_CHECK(intake.write(piece));
    at += piece.size();
  }
  return intake.finish(std::nullopt);
}

Result<StoredBytes> Uploads::finish(AccountId account, UploadId id) {
  CHAUBAN_TRY(const auto found, entry(account, id));
  const auto upload = found->copy();
  CHAUBAN_ASSERT(upload.complete());
  if (const auto digest = Digest::from_hex(upload.digest_hex)) {
    return StoredBytes{storage::BlobId{*digest}, upload.length, upload.media_type};
  }
  auto stored = move_to_blobs(upload);
  if (!stored) {
    const auto code = stored.error().code;
    if (code == ErrorCode::unsupported_media || code == ErrorCode::file_unreadable) CHAUBAN_CHECK(drop(id));
    return stored;
  }
  auto now = upload;
  now.digest_hex = stored->blob.hex();
  now.media_type = stored->media_type;
  CHAUBAN_CHECK(save(now));
  const std::scoped_lock lock(found->mutex);
  found->upload = now;
  return stored;
}

Status Uploads::recorded(AccountId account, UploadId id) {
  CHAUBAN_TRY(const auto found, entry(account, id));
  auto now = found->copy();
  now.recorded = true;
  CHAUBAN_CHECK(save(now));
  if (files_.exists(part(id))) CHAUBAN_CHECK(files_.remove(part(id)));
  const std::scoped_lock lock(found->mutex);
  found->upload = now;
  return {};
}

Status Uploads::terminate(AccountId account, UploadId id) {
  CHAUBAN_TRY(const auto found, entry(account, id));
  {
    const std::scoped_lock lock(found->mutex);
    if (found->busy) return refuse(ErrorCode::request_in_progress);
    found->busy = true;
  }
  return drop(id);
}

std::set<storage::BlobId> Uploads::held() {
  std::set<storage::BlobId> blobs;
  const std::scoped_lock lock(mutex_);
  for (const auto& [id, entry] : entries_) {
    const auto upload = entry->copy();
    const auto digest = Digest::from_hex(upload.digest_hex);
    if (digest && !upload.recorded) blobs.insert(storage::BlobId{*digest});
  }
  return blobs;
}

Result<std::size_t> Uploads::sweep() {
  const auto now = clock_.now();
  std::vector<UploadId> expired;
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& [id, entry] : entries_) {
      const std::scoped_lock entry_lock(entry->mutex);
      if (entry->upload.expires < now && !entry->busy) expired.push_back(id);
    }
  }
  for (const auto id : expired) CHAUBAN_CHECK(drop(id));
  return expired.size();
}

Result<StoredBytes> Uploads::store(http::BodyReader& body, std::optional<Digest> expected) {
  const auto max = options_.limits.max_file_bytes;
  const Error too_large{ErrorCode::file_too_large, "", {{"max", std::to_string(max)}}};
  if (body.length().value_or(0) > max) return refuse(too_large);
  CHAUBAN_CHECK(room());
  CHAUBAN_TRY(auto intake, BlobIntake::begin(blobs_));
  std::uint64_t size = 0;
  while (true) {
    CHAUBAN_TRY(const auto piece, body.read(kPiece));
    if (piece.empty()) break;
    size += piece.size();
    if (size > max) return refuse(too_large);
    CHAUBAN_CHECK(intake.write(piece));
  }
  return intake.finish(expected);
}

}  // namespace chauban::server

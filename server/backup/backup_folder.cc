// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/backup/backup_folder.h"

#include <algorithm>
#include <set>

namespace chauban::server {
namespace {

namespace fs = std::filesystem;
using storage::BlobId;
using storage::FileSystem;

constexpr std::size_t kPiece = std::size_t{1} << 20U;
constexpr std::size_t kMostManifestBytes = std::size_t{256} << 20U;
constexpr std::string_view kUnfinished = ".part";

Result<Bytes> read_whole(FileSystem& files, const fs::path& path) {
  CHAUBAN_TRY(const auto file, files.open(path, FileSystem::Mode::read));
  CHAUBAN_TRY(const auto size, file->size());
  if (size > kMostManifestBytes) return refuse(ErrorCode::record_damaged, "manifest_unreadable");
  return file->read_at(0, static_cast<std::size_t>(size));
}

}  // namespace

Status read_through(FileSystem& files, const fs::path& file, const std::function<Status(BytesView)>& take) {
  CHAUBAN_TRY(const auto open, files.open(file, FileSystem::Mode::read));
  for (std::uint64_t at = 0;;) {
    CHAUBAN_TRY(const auto piece, open->read_at(at, kPiece));
    if (piece.empty()) return {};
    CHAUBAN_CHECK(take(piece));
    at += piece.size();
  }
}

Status write_file(FileSystem& files, const fs::path& file, BytesView bytes) {
  {
    CHAUBAN_TRY(const auto open, files.open(file, FileSystem::Mode::create_new));
    CHAUBAN_CHECK(open->write_at(0, bytes));
    CHAUBAN_CHECK(open->sync());
  }
  return files.sync_folder(file.parent_path());
}

Status FoundBackup::check_signature(const std::vector<storage::VerifierKey>& trust) const {
  const auto parsed = storage::parse_note(note);
  const auto expected = BackupNote{manifest.log, manifest.id, manifest.at, sha256(bytes)}.text();
  const bool ours = parsed && parsed->text == expected &&
                    std::ranges::any_of(trust, [&](const auto& key) { return parsed->is_signed_by(key); });
  return ours ? Status() : refuse(ErrorCode::record_damaged, "backup_not_signed", {{"backup", name}});
}

Result<std::unique_ptr<BackupFolder>> BackupFolder::open(const fs::path& folder, FileSystem& files) {
  std::unique_ptr<BackupFolder> made(new BackupFolder(folder, files));
  CHAUBAN_CHECK(files.make_folders(folder / "backups"));
  CHAUBAN_TRY(made->lock_, files.lock(folder / "LOCK"));
  CHAUBAN_TRY(made->objects_, storage::DirectoryBlobs::open(folder / "objects", files));
  made->incoming_ = std::make_unique<storage::BulkBlobs>(folder / "objects", *made->objects_, files);
  return made;
}

Result<BackupFile> BackupFolder::put(const fs::path& file, std::string path) {
  BackupFile listed{std::move(path), 0, {}};
  Sha256 hash;
  CHAUBAN_CHECK(read_through(files_, file, [&](BytesView piece) -> Status {
    hash.update(piece);
    listed.size += piece.size();
    return {};
  }));
  listed.content = hash.finish();
  if (incoming_->exists(BlobId{listed.content})) return listed;
  CHAUBAN_TRY(const auto writer, incoming_->begin());
  CHAUBAN_CHECK(read_through(files_, file, [&](BytesView piece) { return writer->write(piece); }));
  CHAUBAN_TRY(const auto stored, writer->finish());
  // A frozen file does not change: if it did, the disk gives other bytes each time.
  if (stored.digest != listed.content)
    return refuse(ErrorCode::record_damaged, "file_changed", {{"file", listed.path}});
  return listed;
}

Status BackupFolder::write(const BackupManifest& manifest, BytesView bytes, std::string_view note) {
  CHAUBAN_CHECK(incoming_->settle());
  auto time = format_time_utc(manifest.at).substr(0, 19);
  std::erase(time, ':');
  const auto name = time + "-" + manifest.id.str();
  const auto place = folder_ / "backups" / name;
  const fs::path unfinished = place.string() + std::string(kUnfinished);
  std::error_code ignored;
  fs::remove_all(unfinished, ignored);
  CHAUBAN_CHECK(files_.make_folders(unfinished));
  CHAUBAN_CHECK(write_file(files_, unfinished / "manifest.json", bytes));
  CHAUBAN_CHECK(write_file(files_, unfinished / "manifest.sig", note));
  CHAUBAN_CHECK(files_.rename(unfinished, place));
  return files_.sync_folder(folder_ / "backups");
}

Result<std::vector<std::string>> BackupFolder::names() const {
  CHAUBAN_TRY(const auto entries, files_.list(folder_ / "backups"));
  std::vector<std::string> found;
  for (const auto& entry : entries) {
    if (entry.is_folder && !entry.name.ends_with(kUnfinished)) found.push_back(entry.name);
  }
  std::ranges::sort(found);
  return found;
}

Result<FoundBackup> BackupFolder::find(const std::string& name) const {
  CHAUBAN_TRY(const auto known, names());
  const bool there = !known.empty() && (name.empty() || std::ranges::find(known, name) != known.end());
  if (!there) return refuse(ErrorCode::not_found, "backup_not_found");
  FoundBackup found;
  found.name = name.empty() ? known.back() : name;
  const auto place = folder_ / "backups" / found.name;
  CHAUBAN_TRY(found.bytes, read_whole(files_, place / "manifest.json"));
  CHAUBAN_TRY(found.note, read_whole(files_, place / "manifest.sig"));
  CHAUBAN_TRY(found.manifest, BackupManifest::decode(found.bytes));
  return found;
}

Status BackupFolder::forget(const std::string& name) {
  std::error_code failed;
  fs::remove_all(folder_ / "backups" / name, failed);
  return failed ? Status(refuse(ErrorCode::internal, "storage_io")) : Status();
}

Status BackupFolder::keep_newest(std::size_t count) {
  CHAUBAN_TRY(const auto known, names());
  for (std::size_t i = 0; i + count < known.size(); ++i) CHAUBAN_CHECK(forget(known[i]));
  return {};
}

Status BackupFolder::sweep(const std::vector<BlobId>& blobs) {
  std::set<Digest> used;
  CHAUBAN_TRY(const auto known, names());
  for (const auto& name : known) {
    CHAUBAN_TRY(const auto found, find(name));
    for (const auto& file : found.manifest.files) used.insert(file.content);
  }
  std::vector<BlobId> unused;
  CHAUBAN_CHECK(objects_->each([&](const auto& entry) {
    if (!used.contains(entry.id.digest) && !std::ranges::binary_search(blobs, entry.id)) unused.push_back(entry.id);
    return true;
  }));
  for (const auto& id : unused) CHAUBAN_CHECK(objects_->erase(id));
  return {};
}

Result<bool> BackupFolder::are_earlier(const BackupManifest& newest) const {
  CHAUBAN_TRY(const auto known, names());
  for (const auto& name : known) {
    CHAUBAN_TRY(const auto found, find(name));
    if (found.manifest.log != newest.log) return false;
    for (const auto& part : found.manifest.partitions) {
      // A generation lost events of the one before it, and with them may have lost names of content.
      const bool same = std::ranges::any_of(newest.partitions, [&](const auto& now) {
        return now.partition == part.partition && now.generation == part.generation && now.size >= part.size;
      });
      if (!same) return false;
    }
  }
  return true;
}

}  // namespace chauban::server

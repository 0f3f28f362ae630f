// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/backup/copy_in.h"

#include "server/check/named_blobs.h"
#include "storage/embedded/stopped_log.h"

#include <algorithm>
#include <set>

namespace chauban::server {
namespace {

namespace fs = std::filesystem;
using storage::BlobId;
using storage::FileSystem;

constexpr std::string_view kCopying = "copying\n";
constexpr std::string_view kUnconfirmed = "unconfirmed\n";

bool holds_nothing(const fs::path& folder) {
  std::error_code ignored;
  return !fs::exists(folder, ignored) || (fs::is_directory(folder, ignored) && fs::is_empty(folder, ignored));
}

/// One object as a file, its bytes against its name.
Status put_file(BackupFolder& from, const BackupFile& file, const fs::path& to, FileSystem& files) {
  const auto damaged = [&file] {
    return refuse(ErrorCode::record_damaged, "backup_file_damaged",
                  {{"file", file.path}, {"blob", file.content.hex()}});
  };
  CHAUBAN_CHECK(files.make_folders(to.parent_path()));
  CHAUBAN_TRY(const auto out, files.open(to, FileSystem::Mode::create_new));
  Sha256 hash;
  std::uint64_t at = 0;
  const auto copied = read_through(files, from.objects().path_of(BlobId{file.content}), [&](BytesView piece) -> Status {
    hash.update(piece);
    CHAUBAN_CHECK(out->write_at(at, piece));
    at += piece.size();
    return {};
  });
  if (!copied && copied.error().code == ErrorCode::not_found) return damaged();
  CHAUBAN_CHECK(copied);
  if (hash.finish() != file.content) return damaged();
  CHAUBAN_CHECK(out->sync());
  return files.sync_folder(to.parent_path());
}

Status put_files(const FoundBackup& backup, BackupFolder& from, const fs::path& data, FileSystem& files,
                 const Shown& shown) {
  const auto& all = backup.manifest.files;
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHAUBAN_CHECK(put_file(from, all[i], data / all[i].path, files));
    if (shown) shown("files", i + 1, all.size());
  }
  return {};
}

Result<std::set<BlobId>> blobs_named(const fs::path& data, FileSystem& files) {
  std::set<BlobId> named;
  CHAUBAN_TRY(const auto log, storage::StoppedLog::open(files, data));
  for (const auto partition : log->partitions()) {
    std::vector<storage::NamedBlob> found;
    storage::check_partition(
        *log, partition, [](auto&&) {},
        [&](const storage::Judged& judged) {
          if (!judged.verdict.is_valid() || !std::holds_alternative<storage::Events>(judged.decoded->body)) return;
          std::ignore =
              add_named_blobs(*judged.decoded, found);  // what it does not know is reported by the check below
        });
    for (const auto& one : found) named.insert(one.id);
  }
  return named;
}

Result<std::vector<BlobId>> put_blobs(BackupFolder& from, const fs::path& data, FileSystem& files, const Shown& shown) {
  std::vector<BlobId> missing;
  CHAUBAN_TRY(const auto named, blobs_named(data, files));
  CHAUBAN_TRY(const auto folder, storage::DirectoryBlobs::open(data / "blobs", files));
  storage::BulkBlobs blobs(data / "blobs", *folder, files);
  std::uint64_t done = 0;
  for (const auto& id : named) {
    CHAUBAN_TRY(const auto writer, blobs.begin());
    Sha256 hash;
    const auto read = read_through(files, from.objects().path_of(id), [&](BytesView piece) -> Status {
      hash.update(piece);
      return writer->write(piece);
    });
    if (!read && read.error().code != ErrorCode::not_found) return refuse(read.error());
    if (read && hash.finish() == id.digest) {
      CHAUBAN_CHECK(writer->finish().map([](auto&&) {}));
    } else {
      missing.push_back(id);  // abandoned with its writer
    }
    if (shown && (++done % 100 == 0 || done == named.size())) shown("blobs", done, named.size());
  }
  CHAUBAN_CHECK(blobs.settle());
  return missing;
}

Status same_as_signed(const BackupManifest& manifest, const TruthFacts& facts) {
  for (const auto& part : manifest.partitions) {
    const auto found = facts.partitions.find(part.partition);
    const bool same = found != facts.partitions.end() && found->second.whole &&
                      found->second.state.next_pos() == part.size && found->second.state.tree.root() == part.root &&
                      found->second.state.generation == part.generation;
    if (same) continue;
    return refuse(ErrorCode::record_damaged, "backup_differs", {{"partition", std::to_string(part.partition.value)}});
  }
  return {};
}

}  // namespace

RestoreMark::Stage RestoreMark::stage() const {
  storage::PosixFileSystem files;
  Bytes text;
  const auto read = read_through(files, path_, [&text](BytesView piece) -> Status {
    text += piece;
    return {};
  });
  if (!read) return read.error().code == ErrorCode::not_found ? Stage::none : Stage::copying;
  return text == kUnconfirmed ? Stage::unconfirmed : Stage::copying;
}

Status RestoreMark::set(FileSystem& files, Stage stage) const {
  CHAUBAN_CHECK(files.make_folders(path_.parent_path()));
  CHAUBAN_CHECK(files.remove(path_));
  return write_file(files, path_, stage == Stage::unconfirmed ? kUnconfirmed : kCopying);
}

Status RestoreMark::confirm(FileSystem& files) const {
  if (stage() == Stage::copying) return refuse(ErrorCode::state_conflict, "restore_unfinished");
  CHAUBAN_CHECK(files.remove(path_));
  return files.sync_folder(path_.parent_path());
}

Status RestoreMark::check() const {
  switch (stage()) {
    case Stage::none: return {};
    case Stage::copying: return refuse(ErrorCode::maintenance, "restore_unfinished");
    case Stage::unconfirmed: return refuse(ErrorCode::maintenance, "restore_unconfirmed");
  }
  return {};
}

Result<Restored> copy_in(const FoundBackup& backup, BackupFolder& from, const fs::path& data,
                         const TruthOptions& options, FileSystem& files, const storage::Report& report,
                         const Shown& shown) {
  if (!holds_nothing(data)) return refuse(ErrorCode::usage, "folder_not_empty", {{"folder", data.filename().string()}});
  CHAUBAN_CHECK(RestoreMark(data).set(files, RestoreMark::Stage::copying));
  CHAUBAN_CHECK(put_files(backup, from, data, files, shown));
  Restored restored;
  CHAUBAN_TRY(restored.missing, put_blobs(from, data, files, shown));
  auto checked = options;
  checked.data = data;
  CHAUBAN_TRY(restored.facts, check_truth(checked, files, report, shown));
  CHAUBAN_CHECK(same_as_signed(backup.manifest, restored.facts));
  return restored;
}

Status copy_keys_in(const FoundBackup& backup, BackupFolder& from, const fs::path& data, FileSystem& files) {
  return put_files(backup, from, data, files, {});
}

}  // namespace chauban::server

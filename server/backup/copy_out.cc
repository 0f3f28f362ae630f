// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/backup/copy_out.h"

#include "server/check/named_blobs.h"
#include "storage/check/log_check.h"
#include "storage/embedded/stopped_log.h"

#include <algorithm>

namespace chauban::server {
namespace {

namespace fs = std::filesystem;
using storage::BlobId;
using storage::NamedBlob;
using storage::Place;

BackupManifest begun(const CopyOut& from) {
  BackupManifest manifest;
  manifest.id = from.id;
  manifest.log = from.log;
  manifest.at = from.at;
  manifest.software = from.software;
  return manifest;
}

/// Regular files below a folder, in order; left out: those that only the running store needs.
std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code failed;
  for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (at->is_regular_file(failed) && at->path().filename() != "LOCK") found.push_back(at->path());
  }
  std::ranges::sort(found);
  return found;
}

Status put_all(const fs::path& folder, const fs::path& root, BackupFolder& to, std::vector<BackupFile>& listed,
               const Shown& shown, const std::string& what) {
  const auto found = files_below(folder);
  for (std::size_t i = 0; i < found.size(); ++i) {
    CHAUBAN_TRY(auto file, to.put(found[i], found[i].lexically_relative(root).generic_string()));
    listed.push_back(std::move(file));
    if (shown) shown(what, i + 1, found.size());
  }
  return {};
}

class OutCopy {
 public:
  OutCopy(const CopyOut& from, BackupFolder& to, storage::FileSystem& files, const storage::Report& report,
          const Shown& shown)
      : from_(from), to_(to), files_(files), report_(report), shown_(shown) {
    copied.manifest = begun(from);
  }

  Status judge_log();
  Status put_files();
  Status put_blobs();
  CopiedOut copied;

 private:
  Status put_blob(storage::DirectoryBlobs& source, const NamedBlob& named);

  const CopyOut& from_;
  BackupFolder& to_;
  storage::FileSystem& files_;
  const storage::Report& report_;
  const Shown& shown_;
  std::vector<NamedBlob> named_;
};

Status OutCopy::judge_log() {
  bool damaged = false;
  const auto report = [&](storage::Finding finding) {
    damaged = true;
    report_(std::move(finding));
  };
  CHAUBAN_TRY(const auto log, storage::StoppedLog::open(files_, from_.frozen));
  storage::check_log_files(*log, report);
  for (const auto partition : log->partitions()) {
    Status added;
    const auto facts = storage::check_partition(
        *log, partition, report,
        [&](const storage::Judged& judged) {
          if (!judged.verdict.is_valid() || !std::holds_alternative<storage::Events>(judged.decoded->body)) return;
          if (added) added = add_named_blobs(*judged.decoded, named_);
        },
        [&](std::uint64_t done, std::uint64_t all) {
          if (shown_) shown_("log " + std::to_string(partition.value), done, all);
        });
    CHAUBAN_CHECK(added);
    copied.manifest.partitions.push_back(
        {partition, facts.state.generation, facts.state.next_pos(), facts.state.tree.root()});
  }
  return damaged ? Status(refuse(ErrorCode::log_damaged, "backup_log_damaged")) : Status();
}

Status OutCopy::put_files() {
  auto& listed = copied.manifest.files;
  CHAUBAN_TRY(auto head, to_.put(from_.frozen / "HEAD", "HEAD"));
  listed.push_back(std::move(head));
  CHAUBAN_CHECK(put_all(from_.frozen / "log", from_.frozen, to_, listed, shown_, "log files"));
  return put_all(from_.data / "blobs" / "checkpoints", from_.data, to_, listed, shown_, "checkpoints");
}

Status OutCopy::put_blob(storage::DirectoryBlobs& source, const NamedBlob& named) {
  auto& manifest = copied.manifest;
  ++manifest.blobs;
  const bool known = to_.objects().exists(named.id);
  const auto incomplete = [&](const char* what) {
    manifest.incomplete.push_back(named.id);
    report_({Place::blobs,
             what,
             {{"blob", named.id.hex()},
              {"partition", std::to_string(named.by.partition.value)},
              {"pos", std::to_string(named.by.pos)}}});
  };
  const auto reader = (known ? to_.objects() : source).open(named.id);
  if (!reader) return incomplete("found_blob_missing"), Status();
  manifest.blob_bytes += (*reader)->size();
  if (known) return {};
  CHAUBAN_TRY(const auto writer, to_.incoming().begin());
  Sha256 hash;
  CHAUBAN_CHECK(read_through(files_, source.path_of(named.id), [&](BytesView piece) -> Status {
    hash.update(piece);
    return writer->write(piece);
  }));
  if (hash.finish() != named.id.digest) {
    writer->abandon();
    return incomplete("found_blob_damaged"), Status();
  }
  CHAUBAN_CHECK(writer->finish().map([](auto&&) {}));
  ++copied.new_blobs;
  copied.new_bytes += (*reader)->size();
  return {};
}

Status OutCopy::put_blobs() {
  std::ranges::sort(named_);
  const auto rest = std::ranges::unique(named_, {}, &NamedBlob::id);
  named_.erase(rest.begin(), rest.end());
  const auto source = storage::DirectoryBlobs::look_at(from_.data / "blobs", files_);
  std::uint64_t done = 0;
  for (const auto& named : named_) {
    CHAUBAN_CHECK(put_blob(*source, named));
    copied.named.push_back(named.id);
    if (shown_ && (++done % 100 == 0 || done == named_.size())) shown_("blobs", done, named_.size());
  }
  return {};
}

}  // namespace

Result<CopiedOut> copy_out(const CopyOut& from, BackupFolder& to, storage::FileSystem& files,
                           const storage::Report& report, const Shown& shown) {
  OutCopy copy(from, to, files, report, shown);
  CHAUBAN_CHECK(copy.judge_log());
  CHAUBAN_CHECK(copy.put_files());
  CHAUBAN_CHECK(copy.put_blobs());
  return std::move(copy.copied);
}

Result<BackupManifest> copy_keys_out(const CopyOut& from, BackupFolder& to, storage::FileSystem&) {
  auto manifest = begun(from);
  CHAUBAN_CHECK(put_all(from.frozen / "keys", from.frozen, to, manifest.files, {}, "keys"));
  return manifest;
}

Status thin_out(BackupFolder& folder, const CopiedOut& newest, std::size_t keep) {
  CHAUBAN_CHECK(folder.keep_newest(keep));
  CHAUBAN_TRY(const bool earlier, folder.are_earlier(newest.manifest));
  return earlier ? folder.sweep(newest.named) : Status();
}

Status forget_keys_before(BackupFolder& folder, Timestamp before) {
  CHAUBAN_TRY(const auto names, folder.names());
  for (const auto& name : names) {
    const auto found = folder.find(name);
    if (found && found->manifest.at < before) CHAUBAN_CHECK(folder.forget(name));
  }
  return folder.sweep({});
}

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
// chauban restore: a backup becomes a data folder again, in an empty one, and serves once an operator has confirmed.
#include "schemas/base/log.h"
#include "server/backup/copy_in.h"
#include "server/cli/cli.h"
#include "server/cli/found.h"
#include "server/store.h"
#include "storage/embedded/embedded_log.h"
#include "storage/new_generation.h"

#include <iostream>

namespace chauban::cli {
namespace {

using server::BackupFolder;
using server::FoundBackup;
using server::RestoreMark;

struct Done {
  FoundBackup backup;
  server::Restored restored;
  bool keys = false;
};

/// The keys to believe: those that were given, else the one that lies in the backup, which proves only that nothing has
/// changed since somebody signed it.
Result<std::vector<storage::VerifierKey>> trust_of(const RestoreOptions& options, const FoundBackup& backup,
                                                   BackupFolder& from) {
  if (!options.trust.empty()) return read_trust(options.trust);
  for (const auto& file : backup.manifest.files) {
    if (file.path != "blobs/checkpoints/trust") continue;
    CHAUBAN_TRY(const auto text, from.objects().get(storage::BlobId{file.content}, std::size_t{1} << 20U));
    return storage::parse_trust(text);
  }
  return std::vector<storage::VerifierKey>();
}

/// The restored log goes on as a new generation: what the old one had beyond the backup is recognised as lost.
Status begin_anew(const std::filesystem::path& data, const server::TruthFacts& facts, const FoundBackup& backup,
                  storage::FileSystem& files) {
  SystemClock clock;
  SystemIds ids;
  storage::EmbeddedLog::Options options;
  options.data = data;
  options.files = &files;
  options.ids = &ids;
  CHAUBAN_TRY(const auto log, storage::EmbeddedLog::open(options));
  for (const auto& [partition, part] : facts.partitions) {
    auto state = part.state;
    CHAUBAN_CHECK(storage::begin_generation(*log, state, "restored from " + backup.name, clock, ids));
  }
  return log->close();
}

Status restore_keys(const RestoreOptions& options, const FoundBackup& backup, const std::filesystem::path& data,
                    const std::vector<storage::VerifierKey>& trust, storage::FileSystem& files) {
  CHAUBAN_TRY(const auto from, BackupFolder::open(std::filesystem::absolute(options.keys), files));
  CHAUBAN_TRY(const auto names, from->names());
  // Those of the same backup; else the newest: keys are not part of what the log says.
  const bool same = std::find(names.begin(), names.end(), backup.name) != names.end();
  CHAUBAN_TRY(const auto keys, from->find(same ? backup.name : ""));
  CHAUBAN_CHECK(keys.check_signature(trust));
  return server::copy_keys_in(keys, *from, data, files);
}

Result<Done> restore(const RestoreOptions& options) {
  storage::PosixFileSystem files;
  const auto data = std::filesystem::absolute(options.common.data);
  if (!files.exists(std::filesystem::path(options.from) / "backups")) {
    return refuse(ErrorCode::not_found, "backup_not_found");
  }
  CHAUBAN_TRY(const auto from, BackupFolder::open(std::filesystem::absolute(options.from), files));
  Done done;
  CHAUBAN_TRY(done.backup, from->find(options.backup));
  CHAUBAN_TRY(const auto trust, trust_of(options, done.backup, *from));
  CHAUBAN_CHECK(done.backup.check_signature(trust));
  CHAUBAN_TRY(const auto kept, read_kept(options.checkpoints));
  const server::TruthOptions checked{.data = data, .trust = trust, .kept = kept, .onlooker = {}};
  CHAUBAN_TRY(done.restored,
              server::copy_in(
                  done.backup, *from, data, checked, files,
                  [&](const storage::Finding& found) { tell(found, options.common.json); }, show_progress));
  if (!options.keys.empty()) CHAUBAN_CHECK(restore_keys(options, done.backup, data, trust, files));
  done.keys = !options.keys.empty();
  CHAUBAN_CHECK(begin_anew(data, done.restored.facts, done.backup, files));
  SystemClock clock;
  SystemIds ids;
  CHAUBAN_CHECK(server::rebuild_from_log(data, clock, ids, [](std::uint64_t at, std::uint64_t all) {
                  show_progress("state", at, all);
                }).map([](auto&&) {}));
  CHAUBAN_CHECK(RestoreMark(data).set(files, RestoreMark::Stage::unconfirmed));
  return done;
}

void print(const Done& done, bool confirmed, bool as_json) {
  if (as_json) {
    std::cout << http::Json::object({{"backup", done.backup.name},
                                     {"at", format_time_utc(done.backup.manifest.at)},
                                     {"partitions", partitions_json(done.restored.facts.partitions)},
                                     {"missingBlobs", done.restored.missing.size()},
                                     {"keys", done.keys},
                                     {"confirmed", confirmed}})
                     .str()
              << "\n";
    return;
  }
  std::cout << "restored " << done.backup.name << ", as it was at " << format_time(done.backup.manifest.at) << "\n";
  for (const auto& [partition, part] : done.restored.facts.partitions) {
    std::cout << "partition " << partition.value << ": " << part.state.next_pos() << " events, root "
              << part.state.tree.root().hex() << "\n";
  }
  std::cout << "What happened after that time is not in it: numbers drawn and documents issued since must be entered "
               "again.\n";
  if (!done.keys) std::cout << "Keys were not restored: set passwords with chauban user password NAME.\n";
  if (!confirmed) std::cout << "It serves once that is confirmed: chauban restore --confirm --data FOLDER\n";
}

int confirm(const RestoreOptions& options) {
  storage::PosixFileSystem files;
  const auto confirmed = RestoreMark(std::filesystem::absolute(options.common.data)).confirm(files);
  return confirmed ? kDone : report(confirmed.error());
}

}  // namespace

int run_restore(const RestoreOptions& options) {
  set_log_level(LogLevel::off);
  if (options.from.empty()) return confirm(options);
  const auto done = restore(options);
  if (!done) return report(done.error());
  if (options.confirm) {
    if (const auto code = confirm(options); code != kDone) return code;
  }
  print(*done, options.confirm, options.common.json);
  return done->restored.missing.empty() ? kDone : kPartly;
}

}  // namespace chauban::cli

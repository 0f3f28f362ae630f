// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/backup/backups.h"

#include <vector>

namespace chauban::server {

namespace fs = std::filesystem;

namespace {

constexpr auto kKind = "backup";
constexpr auto kLast = "last";

}  // namespace

std::string BackupNote::text() const {
  return "chauban.backup/1\n" + log.str() + "\n" + id.str() + "\n" + format_time_utc(at) + "\n" + manifest.hex() + "\n";
}

Result<std::unique_ptr<Backups>> Backups::open(Parts parts) {
  std::error_code failed;
  fs::remove_all(parts.folder, failed);
  if (failed) return refuse(ErrorCode::internal, "storage_io");
  std::unique_ptr<Backups> backups(new Backups(std::move(parts)));
  CHAUBAN_TRY(const auto last, backups->parts_.keys.get(kKind, kLast));
  if (last) backups->last_ = parse_time(*last);
  return backups;
}

Result<Backups::Frozen> Backups::begin(bool with_keys) {
  const auto now = parts_.clock.now();
  const BackupId id{parts_.ids.next(now)};
  CHAUBAN_CHECK(end_forgotten(now));
  {
    const std::scoped_lock lock(mutex_);
    if (under_way_.size() >= kAtOnce) return refuse(ErrorCode::overloaded, "backups_under_way");
    under_way_[id] = now;
  }
  Frozen frozen{id, now, parts_.folder / id.str()};
  const auto freeze = [&]() -> Status {
    // Signed before: what is signed is in the copy, whatever is written meanwhile.
    CHAUBAN_CHECK(parts_.checkpoints.sign().map([](auto&&) {}));
    CHAUBAN_CHECK(parts_.log.copy_to(frozen.folder));
    return with_keys ? parts_.keys.copy_to(frozen.folder / "keys") : Status();
  };
  if (const auto done = freeze(); !done) {
    std::ignore = end(id);
    return refuse(done.error());
  }
  return frozen;
}

Result<std::string> Backups::sign(BackupId id, const Digest& manifest) {
  const std::scoped_lock lock(mutex_);
  const auto found = under_way_.find(id);
  if (found == under_way_.end()) return refuse(ErrorCode::not_found);
  auto note = parts_.signer.sign_text(BackupNote{parts_.log.id(), id, found->second, manifest}.text());
  CHAUBAN_CHECK(parts_.keys.put(kKind, kLast, format_time_utc(found->second)));
  last_ = found->second;
  return note;
}

std::optional<Timestamp> Backups::last() const {
  const std::scoped_lock lock(mutex_);
  return last_;
}

Status Backups::end_forgotten(Timestamp now) {
  std::vector<BackupId> forgotten;
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& [id, begun] : under_way_) {
      if (begun + kLongest < now) forgotten.push_back(id);
    }
  }
  for (const auto id : forgotten) CHAUBAN_CHECK(end(id));
  return {};
}

Status Backups::end(BackupId id) {
  std::error_code failed;
  fs::remove_all(parts_.folder / id.str(), failed);
  if (failed) return refuse(ErrorCode::internal, "storage_io");
  const std::scoped_lock lock(mutex_);
  under_way_.erase(id);
  return {};
}

}  // namespace chauban::server

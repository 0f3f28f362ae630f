// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/crashing_files.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace chauban::storage {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kSector = 512;

/// What a file holds, whatever its names are.
struct Inode {
  Bytes now;
  Bytes synced;
};
using InodePtr = std::shared_ptr<Inode>;
using Names = std::map<fs::path, InodePtr>;

/// A change of names that its folder was not synced after.
struct Pending {
  fs::path folder;  ///< whose sync makes it durable
  fs::path gone;    ///< empty: none
  fs::path made;    ///< empty: none
  InodePtr inode;   ///< of `made`
};

void change(Names& names, const Pending& pending) {
  if (!pending.gone.empty()) names.erase(pending.gone);
  if (!pending.made.empty()) names[pending.made] = pending.inode;
}

Bytes torn(const Inode& inode, std::mt19937_64& random) {
  auto found = inode.synced;
  if (inode.now == inode.synced) return found;
  const auto longest = std::max(inode.now.size(), found.size());
  found.resize(random() % (longest + 1), '\0');
  if (found.size() < inode.synced.size() && inode.now.size() >= inode.synced.size()) found.resize(inode.synced.size());
  for (std::size_t at = 0; at < std::min(found.size(), inode.now.size()); at += kSector) {
    if (random() % 2 == 0) continue;
    const auto size = std::min({kSector, found.size() - at, inode.now.size() - at});
    found.replace(at, size, inode.now, at, size);
  }
  return found;
}

}  // namespace

struct CrashingFiles::Disk {
  fs::path root;
  std::optional<std::uint64_t> at;
  std::uint64_t steps = 0;
  bool dead = false;
  Names now;
  Names durable;
  std::vector<Pending> pending;
  std::set<fs::path> durable_folders;

  /// False: the power is gone.
  bool step() {
    if (!dead) ++steps;
    dead = dead || (at && steps >= *at);
    return !dead;
  }
  void change_names(Pending pending_change) {
    change(now, pending_change);
    pending.push_back(std::move(pending_change));
  }
  void settle(const std::optional<fs::path>& folder) {
    std::vector<Pending> left;
    for (auto& one : pending) {
      if (!folder || one.folder == *folder) {
        change(durable, one);
      } else {
        left.push_back(std::move(one));
      }
    }
    pending = std::move(left);
  }
};

namespace {

tl::unexpected<Error> gone() { return refuse(ErrorCode::internal, "power_cut"); }

}  // namespace

class CrashingFiles::File final : public OpenFile {
 public:
  File(std::shared_ptr<Disk> disk, InodePtr inode, std::unique_ptr<OpenFile> real)
      : disk_(std::move(disk)), inode_(std::move(inode)), real_(std::move(real)) {}

  Status write_at(std::uint64_t offset, BytesView data) override {
    const bool was_dead = disk_->dead;
    const bool alive = disk_->step();
    if (was_dead) return gone();
    if (!alive) data = data.substr(0, data.size() / 2);  // it goes in the middle of a write
    auto& now = inode_->now;
    now.resize(std::max(now.size(), static_cast<std::size_t>(offset) + data.size()), '\0');
    now.replace(static_cast<std::size_t>(offset), data.size(), data);
    if (!alive) return gone();
    return real_->write_at(offset, data);
  }
  Result<Bytes> read_at(std::uint64_t offset, std::size_t size) override { return real_->read_at(offset, size); }
  Result<std::uint64_t> size() override { return real_->size(); }
  Status sync() override {
    if (!disk_->step()) return gone();
    inode_->synced = inode_->now;
    return {};
  }

 private:
  std::shared_ptr<Disk> disk_;
  InodePtr inode_;
  std::unique_ptr<OpenFile> real_;
};

CrashingFiles::CrashingFiles(fs::path root, std::optional<std::uint64_t> at) : disk_(std::make_shared<Disk>()) {
  disk_->root = std::move(root);
  disk_->at = at;
}
CrashingFiles::~CrashingFiles() = default;

std::uint64_t CrashingFiles::steps() const { return disk_->steps; }

Result<std::unique_ptr<OpenFile>> CrashingFiles::open(const fs::path& path, Mode mode) {
  if (mode == Mode::create_new && !disk_->step()) return gone();
  if (disk_->dead) return gone();
  CHAUBAN_TRY(auto real, real_.open(path, mode));
  if (mode == Mode::create_new) disk_->change_names({path.parent_path(), {}, path, std::make_shared<Inode>()});
  return std::make_unique<File>(disk_, disk_->now.at(path), std::move(real));
}

Status CrashingFiles::rename(const fs::path& from, const fs::path& to) {
  if (!disk_->step()) return gone();
  CHAUBAN_CHECK(real_.rename(from, to));
  disk_->change_names({to.parent_path(), from, to, disk_->now.at(from)});
  return {};
}

Status CrashingFiles::remove(const fs::path& path) {
  if (!disk_->step()) return gone();
  CHAUBAN_CHECK(real_.remove(path));
  disk_->change_names({path.parent_path(), path, {}, {}});
  return {};
}

Status CrashingFiles::sync_folder(const fs::path& folder) {
  if (!disk_->step()) return gone();
  disk_->settle(folder);
  return {};
}

Status CrashingFiles::sync_all(const fs::path&) {
  if (!disk_->step()) return gone();
  for (const auto& [path, inode] : disk_->now) inode->synced = inode->now;
  disk_->settle(std::nullopt);
  for (const auto& entry : fs::recursive_directory_iterator(disk_->root)) {
    if (entry.is_directory()) disk_->durable_folders.insert(entry.path());
  }
  return {};
}

Status CrashingFiles::make_folders(const fs::path& folder) {
  if (folder == disk_->root || real_.exists(folder)) return {};
  CHAUBAN_CHECK(make_folders(folder.parent_path()));
  if (!disk_->step()) return gone();
  CHAUBAN_CHECK(real_.make_folders(folder));
  disk_->durable_folders.insert(folder);
  return {};
}

bool CrashingFiles::exists(const fs::path& path) { return real_.exists(path); }
Result<std::vector<FolderEntry>> CrashingFiles::list(const fs::path& folder) { return real_.list(folder); }
Result<DiskSpace> CrashingFiles::space(const fs::path& folder) { return real_.space(folder); }
Result<std::unique_ptr<FileLock>> CrashingFiles::lock(const fs::path& path) { return real_.lock(path); }

void CrashingFiles::leave_image(const fs::path& image, std::uint64_t seed) const {
  std::mt19937_64 random(seed);
  auto found = disk_->durable;
  for (const auto& one : disk_->pending) {
    if (random() % 2 == 0) change(found, one);
  }
  fs::create_directories(image);
  std::map<fs::path, bool> lost;  // folders that nobody synced, by their path
  for (const auto& [path, inode] : found) {
    const auto folder = path.parent_path();
    if (!disk_->durable_folders.contains(folder) && lost.emplace(folder, random() % 2 == 0).first->second) continue;
    const auto target = image / fs::relative(path, disk_->root);
    fs::create_directories(target.parent_path());
    std::ofstream(target, std::ios::binary) << torn(*inode, random);
  }
}

}  // namespace chauban::storage

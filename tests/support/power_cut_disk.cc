// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/power_cut_disk.h"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <utility>

namespace chauban::storage {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kSector = 512;

Bytes content_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

struct PowerCutDisk::Watch {
  fs::path root;
  std::recursive_mutex mutex;  // guards all below, and holds the disk still during a moment
  std::mt19937_64 random;
  std::map<std::string, std::uint64_t> appended;                 ///< the store's files: how much of each was synced
  std::map<std::string, Bytes> overwritten;                      ///< our own files: as they were at their last sync
  std::map<std::string, std::weak_ptr<std::string>> open_names;  ///< an open file follows its name through a rename
  std::function<void()> moment;
  std::uint64_t every = 1;

  std::uint64_t below(std::uint64_t limit) { return random() % limit; }

  void step() {
    if (moment && below(every) == 0) moment();
  }

  void renamed(const fs::path& from, const fs::path& to) {
    if (auto node = appended.extract(from.string())) {
      node.key() = to.string();
      appended.erase(to.string());
      appended.insert(std::move(node));
    }
    if (auto node = overwritten.extract(from.string())) {
      node.key() = to.string();
      overwritten.erase(to.string());
      overwritten.insert(std::move(node));
    }
    if (auto node = open_names.extract(from.string())) {
      if (const auto name = node.mapped().lock()) *name = to.string();
      open_names[to.string()] = node.mapped();
    }
  }

  Bytes torn_tail(Bytes content, std::uint64_t synced) {
    if (content.size() <= synced) return content;
    const auto extra = below(3) == 0 ? 0 : below(content.size() - synced + 1);
    content.resize(synced + extra);
    const auto zeros = below(3) == 0 ? std::min<std::uint64_t>(extra, kSector) : 0;
    std::fill(content.end() - static_cast<std::ptrdiff_t>(zeros), content.end(), '\0');
    return content;
  }

  Bytes mixed(const Bytes& now, Bytes before) {
    before.resize(std::max(before.size(), now.size()), '\0');
    for (std::size_t at = 0; at < now.size(); at += kSector) {
      if (below(2) == 0) before.replace(at, std::min(kSector, now.size() - at), now, at, kSector);
    }
    return before;
  }

  Bytes after_a_cut(const fs::path& path) {
    auto content = content_of(path);
    if (const auto found = appended.find(path.string()); found != appended.end()) {
      return torn_tail(std::move(content), found->second);
    }
    if (const auto found = overwritten.find(path.string()); found != overwritten.end()) {
      return mixed(content, found->second);
    }
    return content;
  }
};

namespace {

using Watch = PowerCutDisk::Watch;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

/// A file of the store: only ever appended to.
class AppendedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  AppendedFile(std::shared_ptr<Watch> watch, std::string path, std::unique_ptr<rocksdb::FSWritableFile> real)
      : FSWritableFileOwnerWrapper(std::move(real)), watch_(std::move(watch)), path_(std::move(path)) {}

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options, IODebugContext* context) override {
    const std::scoped_lock lock(watch_->mutex);
    watch_->step();
    size_ += data.size();
    return FSWritableFileOwnerWrapper::Append(data, options, context);
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* context) override {
    return Append(data, options, context);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* context) override {
    const std::scoped_lock lock(watch_->mutex);
    watch_->step();
    auto status = Flush(options, context);
    if (status.ok()) watch_->appended[path_] = size_;
    watch_->step();
    return status;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* context) override { return Sync(options, context); }

 private:
  std::shared_ptr<Watch> watch_;
  std::string path_;
  std::uint64_t size_ = 0;
};

class WatchedStoreFiles final : public rocksdb::FileSystemWrapper {
 public:
  explicit WatchedStoreFiles(std::shared_ptr<Watch> watch)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), watch_(std::move(watch)) {}
  [[nodiscard]] const char* Name() const override { return "WatchedStoreFiles"; }

  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* context) override {
    const std::scoped_lock lock(watch_->mutex);
    auto status = FileSystemWrapper::NewWritableFile(path, options, file, context);
    if (!status.ok()) return status;
    watch_->appended[path] = 0;
    *file = std::make_unique<AppendedFile>(watch_, path, std::move(*file));
    return status;
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* context) override {
    const std::scoped_lock lock(watch_->mutex);
    watch_->step();
    auto status = FileSystemWrapper::RenameFile(from, to, options, context);
    if (status.ok()) watch_->renamed(from, to);
    return status;
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options, IODebugContext* context) override {
    const std::scoped_lock lock(watch_->mutex);
    watch_->step();
    watch_->appended.erase(path);
    return FileSystemWrapper::DeleteFile(path, options, context);
  }

 private:
  std::shared_ptr<Watch> watch_;
};

class WatchedFiles final : public FileSystem {
 public:
  explicit WatchedFiles(std::shared_ptr<Watch> watch) : watch_(std::move(watch)) {}

  Result<std::unique_ptr<OpenFile>> open(const fs::path& path, Mode mode) override {
    const std::scoped_lock lock(watch_->mutex);
    CHAUBAN_TRY(auto file, real_.open(path, mode));
    const auto name = std::make_shared<std::string>(path.string());
    if (mode != Mode::read) {
      watch_->overwritten.emplace(*name, content_of(path));
      watch_->open_names[*name] = name;
    }
    return std::make_unique<File>(watch_, name, std::move(file));
  }
  Status rename(const fs::path& from, const fs::path& to) override {
    const std::scoped_lock lock(watch_->mutex);
    watch_->step();
    CHAUBAN_CHECK(real_.rename(from, to));
    watch_->renamed(from, to);
    return {};
  }
  Status remove(const fs::path& path) override {
    const std::scoped_lock lock(watch_->mutex);
    watch_->overwritten.erase(path.string());
    return real_.remove(path);
  }
  Status sync_folder(const fs::path& folder) override { return real_.sync_folder(folder); }
  Status make_folders(const fs::path& folder) override { return real_.make_folders(folder); }
  bool exists(const fs::path& path) override { return real_.exists(path); }
  Result<std::vector<FolderEntry>> list(const fs::path& folder) override { return real_.list(folder); }
  Result<DiskSpace> space(const fs::path& folder) override { return real_.space(folder); }
  Result<std::unique_ptr<FileLock>> lock(const fs::path& path) override { return real_.lock(path); }

 private:
  class File final : public OpenFile {
   public:
    File(std::shared_ptr<Watch> watch, std::shared_ptr<std::string> name, std::unique_ptr<OpenFile> real)
        : watch_(std::move(watch)), name_(std::move(name)), real_(std::move(real)) {}
    Status write_at(std::uint64_t offset, BytesView data) override {
      const std::scoped_lock lock(watch_->mutex);
      watch_->step();
      CHAUBAN_CHECK(real_->write_at(offset, data));
      watch_->step();
      return {};
    }
    Result<Bytes> read_at(std::uint64_t offset, std::size_t size) override { return real_->read_at(offset, size); }
    Result<std::uint64_t> size() override { return real_->size(); }
    Status sync() override {
      const std::scoped_lock lock(watch_->mutex);
      watch_->step();
      watch_->overwritten[*name_] = content_of(*name_);
      watch_->step();
      return {};
    }

   private:
    std::shared_ptr<Watch> watch_;
    std::shared_ptr<std::string> name_;
    std::unique_ptr<OpenFile> real_;
  };

  std::shared_ptr<Watch> watch_;
  PosixFileSystem real_;
};

}  // namespace

PowerCutDisk::PowerCutDisk(fs::path root, std::uint64_t seed) : watch_(std::make_shared<Watch>()) {
  watch_->root = std::move(root);
  watch_->random.seed(seed);
  files_ = std::make_unique<WatchedFiles>(watch_);
  env_ = rocksdb::NewCompositeEnv(std::make_shared<WatchedStoreFiles>(watch_));
}
PowerCutDisk::~PowerCutDisk() = default;

rocksdb::Env* PowerCutDisk::env() const { return env_.get(); }
FileSystem& PowerCutDisk::files() const { return *files_; }

void PowerCutDisk::at_moments(std::uint64_t every, std::function<void()> moment) {
  const std::scoped_lock lock(watch_->mutex);
  watch_->every = every;
  watch_->moment = std::move(moment);
}

void PowerCutDisk::leave_image(const fs::path& image) {
  const std::scoped_lock lock(watch_->mutex);
  fs::create_directories(image);
  for (const auto& entry : fs::recursive_directory_iterator(watch_->root)) {
    const auto target = image / fs::relative(entry.path(), watch_->root);
    if (entry.is_directory()) {
      fs::create_directories(target);
    } else {
      std::ofstream(target, std::ios::binary) << watch_->after_a_cut(entry.path());
    }
  }
}

}  // namespace chauban::storage

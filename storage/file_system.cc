// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/file_system.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <tuple>

namespace chauban::storage {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> disk_said(int error) {
  if (error == ENOSPC || error == EDQUOT) return refuse(ErrorCode::storage_full);
  if (error == EROFS) return refuse(ErrorCode::log_read_only);
  if (error == EMFILE || error == ENFILE) return refuse(ErrorCode::overloaded);  // some descriptor will be given back
  if (error == ENOENT) return refuse(ErrorCode::not_found);
  return refuse(ErrorCode::internal, "storage_io", {{"reason", std::generic_category().message(error)}});
}

/// Of a write or a sync: a disk that fails takes nothing, as one that is read-only.
tl::unexpected<Error> disk_refused(int error) {
  return error == EIO ? refuse(ErrorCode::log_read_only) : disk_said(error);
}

class PosixFile final : public OpenFile {
 public:
  explicit PosixFile(int fd) : fd_(fd) {}
  ~PosixFile() override { ::close(fd_); }

  Status write_at(std::uint64_t offset, BytesView data) override {
    while (!data.empty()) {
      const auto written = ::pwrite(fd_, data.data(), data.size(), static_cast<off_t>(offset));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return disk_refused(errno);
      data.remove_prefix(static_cast<std::size_t>(written));
      offset += static_cast<std::uint64_t>(written);
    }
    return {};
  }

  Result<Bytes> read_at(std::uint64_t offset, std::size_t size) override {
    Bytes data(size, '\0');
    std::size_t done = 0;
    while (done < size) {
      const auto got = ::pread(fd_, data.data() + done, size - done, static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return disk_said(errno);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    data.resize(done);
    return data;
  }

  Result<std::uint64_t> size() override {
    struct stat facts{};
    if (::fstat(fd_, &facts) != 0) return disk_said(errno);
    return static_cast<std::uint64_t>(facts.st_size);
  }

  Status sync() override {
    if (::fdatasync(fd_) != 0) return disk_refused(errno);
    return {};
  }

 private:
  int fd_;
};

class PosixLock final : public FileLock {
 public:
  explicit PosixLock(int fd) : fd_(fd) {}
  ~PosixLock() override { ::close(fd_); }

 private:
  int fd_;
};

}  // namespace

Result<std::unique_ptr<OpenFile>> PosixFileSystem::open(const fs::path& path, Mode mode) {
  int flags = O_CLOEXEC;
  switch (mode) {
    case Mode::read: flags |= O_RDONLY; break;
    case Mode::write: flags |= O_RDWR; break;
    case Mode::create_new: flags |= O_RDWR | O_CREAT | O_EXCL; break;
  }
  const int fd = ::open(path.c_str(), flags, 0600);
  if (fd < 0 && errno == EEXIST) return refuse(ErrorCode::state_conflict, "file_exists");
  if (fd < 0) return mode == Mode::read ? disk_said(errno) : disk_refused(errno);
  return std::make_unique<PosixFile>(fd);
}

Status PosixFileSystem::rename(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return disk_refused(errno);
  return {};
}

Status PosixFileSystem::remove(const fs::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return disk_refused(errno);
  return {};
}

Status PosixFileSystem::sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return disk_said(errno);
  const int failed = ::fsync(fd) == 0 ? 0 : errno;
  ::close(fd);
  if (failed != 0) return disk_refused(failed);
  return {};
}

Status FileSystem::sync_all(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return disk_said(errno);
  const int failed = ::syncfs(fd) == 0 ? 0 : errno;
  ::close(fd);
  if (failed != 0) return disk_refused(failed);
  return {};
}

Status probe_disk(FileSystem& files, const fs::path& path) {
  constexpr std::size_t kProbeBytes = std::size_t{1} << 20U;
  std::ignore = files.remove(path);
  const auto taken = [&]() -> Status {
    CHAUBAN_TRY(const auto file, files.open(path, FileSystem::Mode::create_new));
    CHAUBAN_CHECK(file->write_at(0, Bytes(kProbeBytes, '\0')));
    return file->sync();
  }();
  std::ignore = files.remove(path);
  return taken;
}

Status PosixFileSystem::make_folders(const fs::path& folder) {
  if (folder.empty() || exists(folder)) return {};
  const auto parent = folder.has_parent_path() ? folder.parent_path() : fs::path(".");
  CHAUBAN_CHECK(make_folders(parent));
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return disk_refused(errno);
  return sync_folder(parent);
}

bool PosixFileSystem::exists(const fs::path& path) {
  struct stat facts{};
  return ::stat(path.c_str(), &facts) == 0;
}

Result<std::vector<FolderEntry>> PosixFileSystem::list(const fs::path& folder) {
  std::vector<FolderEntry> entries;
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    std::error_code vanished;
    const bool is_folder = at->is_directory(vanished);
    const auto modified = std::chrono::file_clock::to_sys(at->last_write_time(vanished));
    entries.push_back({at->path().filename().string(), is_folder, is_folder ? 0 : at->file_size(vanished),
                       std::chrono::floor<std::chrono::microseconds>(modified)});
  }
  if (failed) return disk_said(failed.value());
  return entries;
}

Result<DiskSpace> PosixFileSystem::space(const fs::path& folder) {
  struct statvfs facts{};
  if (::statvfs(folder.c_str(), &facts) != 0) return disk_said(errno);
  return DiskSpace{static_cast<std::uint64_t>(facts.f_bavail) * facts.f_frsize,
                   static_cast<std::uint64_t>(facts.f_blocks) * facts.f_frsize};
}

Result<std::unique_ptr<FileLock>> PosixFileSystem::lock(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return disk_said(errno);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    std::array<char, 32> holder{};
    const auto got = ::pread(fd, holder.data(), holder.size() - 1, 0);
    ::close(fd);
    std::string pid(holder.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
    return refuse(ErrorCode::data_folder_locked, "", {{"pid", pid.substr(0, pid.find('\n'))}});
  }
  const auto pid = std::to_string(::getpid()) + "\n";
  // Only for people who look; the lock itself is the descriptor.
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) < 0) {
    const int error = errno;
    ::close(fd);
    return disk_said(error);
  }
  return std::make_unique<PosixLock>(fd);
}

}  // namespace chauban::storage

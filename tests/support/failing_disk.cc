// SPDX-License-Identifier: GPL-3.0-or-later
// A disk that fails on demand beneath a real process: preloaded (LD_PRELOAD), it answers what is written to some paths
// with an error number, as the kernel does when a disk is full or was made read-only. The file that FAILING_DISK names
// says which: "28 /data/state/" and a NUL; a NUL alone lets everything through. Used by tests/system/disk_test.py and
// the browser tests.
//
// A real file system cannot be made to fail for one file alone, nor be made read-only while files are open on it.
#include "tests/support/told_by_file.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

constexpr std::size_t kRuleBytes = 4096;
constexpr std::size_t kTornBytes = 100;
const volatile char* rule = nullptr;

__attribute__((constructor)) void map_rule() { rule = chauban::mapped_file("FAILING_DISK"); }

/// The error for this path now; 0: none.
int fault(std::string_view path) {
  if (rule == nullptr || *rule == '\0') return 0;
  const auto text = chauban::told<kRuleBytes>(rule);
  char* part = nullptr;
  const auto error = static_cast<int>(strtol(text.data(), &part, 10));
  if (*part != ' ') return 0;
  return path.find(part + 1) == std::string_view::npos ? 0 : error;
}

int fault(int fd) {
  if (rule == nullptr || *rule == '\0') return 0;
  std::array<char, 32> link{};
  std::array<char, 4096> path{};
  constexpr std::string_view kFolder = "/proc/self/fd/";
  std::memcpy(link.data(), kFolder.data(), kFolder.size());
  auto* end = link.data() + kFolder.size();
  std::array<char, 12> digits{};
  std::size_t count = 0;
  for (int left = fd; count == 0 || left > 0; left /= 10) digits[count++] = static_cast<char>('0' + left % 10);
  while (count > 0) *end++ = digits[--count];
  const auto size = syscall(SYS_readlink, link.data(), path.data(), path.size());
  return size <= 0 ? 0 : fault({path.data(), static_cast<std::size_t>(size)});
}

int failed(int error) {
  errno = error;
  return -1;
}

/// A full disk takes the beginning of what is written, and nothing the next time.
std::size_t taken(int error, std::size_t size) {
  static thread_local bool torn = false;
  torn = !torn && error == ENOSPC && size > kTornBytes;
  return torn ? kTornBytes : 0;
}

bool changes(int flags) { return (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) != 0; }

int opens(int folder, const char* path, int flags, mode_t mode) {
  if (changes(flags)) {
    const int error = fault(path);
    const bool is_new = (flags & O_CREAT) != 0 && syscall(SYS_faccessat, folder, path, F_OK) != 0;
    if (error == EROFS || (error != 0 && is_new)) return failed(error);
  }
  return static_cast<int>(syscall(SYS_openat, folder, path, flags, mode));
}

mode_t mode_of(int flags, va_list rest) {
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? static_cast<mode_t>(va_arg(rest, int)) : 0;
}

}  // namespace

#define OPENS(name)                            \
  int name(const char* path, int flags, ...) { \
    va_list rest;                              \
    va_start(rest, flags);                     \
    const auto mode = mode_of(flags, rest);    \
    va_end(rest);                              \
    return opens(AT_FDCWD, path, flags, mode); \
  }
#define OPENS_AT(name)                                     \
  int name(int folder, const char* path, int flags, ...) { \
    va_list rest;                                          \
    va_start(rest, flags);                                 \
    const auto mode = mode_of(flags, rest);                \
    va_end(rest);                                          \
    return opens(folder, path, flags, mode);               \
  }

extern "C" {

OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)

ssize_t write(int fd, const void* data, size_t size) {
  if (const int error = fault(fd); error != 0) {
    size = taken(error, size);
    if (size == 0) return failed(error);
  }
  return syscall(SYS_write, fd, data, size);
}
ssize_t pwrite(int fd, const void* data, size_t size, off_t offset) {
  if (const int error = fault(fd); error != 0) {
    size = taken(error, size);
    if (size == 0) return failed(error);
  }
  return syscall(SYS_pwrite64, fd, data, size, offset);
}
ssize_t pwrite64(int fd, const void* data, size_t size, off_t offset) { return pwrite(fd, data, size, offset); }
ssize_t writev(int fd, const iovec* parts, int count) {
  if (const int error = fault(fd); error != 0) return failed(error);
  return syscall(SYS_writev, fd, parts, count);
}
int fsync(int fd) {
  if (const int error = fault(fd); error != 0) return failed(error);
  return static_cast<int>(syscall(SYS_fsync, fd));
}
int fdatasync(int fd) {
  if (const int error = fault(fd); error != 0) return failed(error);
  return static_cast<int>(syscall(SYS_fdatasync, fd));
}
int fallocate(int fd, int mode, off_t offset, off_t size) {
  if (const int error = fault(fd); error != 0) return failed(error);
  return static_cast<int>(syscall(SYS_fallocate, fd, mode, offset, size));
}
int fallocate64(int fd, int mode, off_t offset, off_t size) { return fallocate(fd, mode, offset, size); }
int ftruncate(int fd, off_t size) {
  if (const int error = fault(fd); error == EROFS) return failed(error);
  return static_cast<int>(syscall(SYS_ftruncate, fd, size));
}
int ftruncate64(int fd, off_t size) { return ftruncate(fd, size); }
int mkdir(const char* path, mode_t mode) {
  if (const int error = fault(path); error != 0) return failed(error);
  return static_cast<int>(syscall(SYS_mkdir, path, mode));
}
int rename(const char* from, const char* to) {
  if (const int error = fault(to); error == EROFS) return failed(error);
  return static_cast<int>(syscall(SYS_rename, from, to));
}
int unlink(const char* path) {
  if (const int error = fault(path); error == EROFS) return failed(error);
  return static_cast<int>(syscall(SYS_unlink, path));
}

}  // extern "C"

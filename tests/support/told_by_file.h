// SPDX-License-Identifier: GPL-3.0-or-later
// How a test tells a library that is preloaded into a real process what to do: by a file that the library maps, so that
// what the test writes into it is heard at once.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>

namespace chauban {

/// The file that this variable of the environment names, 4,096 bytes; null without one. By bare system calls: the
/// library may stand in front of open and close. Called before any thread is made.
inline const volatile char* mapped_file(const char* variable) {
  constexpr std::size_t kBytes = 4096;
  const char* path = getenv(variable);  // NOLINT(concurrency-mt-unsafe): before any thread
  if (path == nullptr) return nullptr;
  const auto fd = static_cast<int>(syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0));
  if (fd < 0) return nullptr;
  void* mapped = mmap(nullptr, kBytes, PROT_READ, MAP_SHARED, fd, 0);
  syscall(SYS_close, fd);
  return mapped == MAP_FAILED ? nullptr : static_cast<const volatile char*>(mapped);
}

/// What the file says now: up to a NUL, and no more than N - 1 bytes.
template <std::size_t N>
std::array<char, N> told(const volatile char* file) {
  std::array<char, N> text{};
  for (std::size_t i = 0; i + 1 < N && file[i] != '\0'; ++i) text[i] = file[i];
  return text;
}

}  // namespace chauban

// SPDX-License-Identifier: GPL-3.0-or-later
// Sets the clock of a real process, and of no other: preloaded (LD_PRELOAD), it adds to the time of day what the file
// that MOVED_CLOCK names says, a number of seconds in text. The file is mapped, so that a test that writes into it is
// heard at once. The clock that only counts stays as it is. Used by tests/system/clock_test.py.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <ctime>

namespace {

constexpr std::size_t kBytes = 4096;
const volatile char* moved = nullptr;

__attribute__((constructor)) void map_clock() {
  const char* path = getenv("MOVED_CLOCK");  // NOLINT(concurrency-mt-unsafe): before any thread
  if (path == nullptr) return;
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  void* mapped = mmap(nullptr, kBytes, PROT_READ, MAP_SHARED, fd, 0);
  close(fd);
  if (mapped != MAP_FAILED) moved = static_cast<const volatile char*>(mapped);
}

time_t seconds() {
  if (moved == nullptr) return 0;
  std::array<char, 24> text{};
  for (std::size_t i = 0; i + 1 < text.size() && moved[i] != '\0'; ++i) text[i] = moved[i];
  return strtol(text.data(), nullptr, 10);
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* at) noexcept {
  const auto outcome = static_cast<int>(syscall(SYS_clock_gettime, clock, at));
  if (outcome == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) at->tv_sec += seconds();
  return outcome;
}
int gettimeofday(timeval* at, void*) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  *at = {now.tv_sec, now.tv_nsec / 1000};
  return 0;
}
time_t time(time_t* at) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (at != nullptr) *at = now.tv_sec;
  return now.tv_sec;
}

}  // extern "C"

// SPDX-License-Identifier: GPL-3.0-or-later
// Sets the clock of a real process, and of no other: preloaded (LD_PRELOAD), it adds to the time of day what the file
// that MOVED_CLOCK names says, a number of seconds in text. The clock that only counts stays as it is. Used by
// tests/system/clock_test.py.
#include "tests/support/told_by_file.h"

#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>

namespace {

const volatile char* moved = nullptr;

__attribute__((constructor)) void map_clock() { moved = chauban::mapped_file("MOVED_CLOCK"); }

time_t seconds() {
  if (moved == nullptr) return 0;
  return strtol(chauban::told<24>(moved).data(), nullptr, 10);
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

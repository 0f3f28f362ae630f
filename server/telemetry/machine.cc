// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/telemetry/machine.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace chauban::telemetry {
namespace {

std::uint64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  statm >> size >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// `unseen`: what it is taken for when there is no descriptor left to look with.
std::uint64_t entries(const char* folder, std::uint64_t unseen) {
  std::error_code failed;
  const std::filesystem::directory_iterator all(folder, failed);
  return failed ? unseen : static_cast<std::uint64_t>(std::distance(begin(all), end(all)));
}

}  // namespace

void write_process(MetricsText& out) {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  out.single("process_cpu_seconds_total", "counter", "CPU time of this process, without its reading workers",
             seconds(used.ru_utime) + seconds(used.ru_stime));
  out.single("process_resident_memory_bytes", "gauge", "Memory of this process, without its reading workers",
             resident_bytes());
  out.single("process_threads", "gauge", "Threads", entries("/proc/self/task", 0));
  out.single("process_open_fds", "gauge", "Open file descriptors", entries("/proc/self/fd", files.rlim_cur));
  out.single("process_max_fds", "gauge", "File descriptors there may be", static_cast<std::uint64_t>(files.rlim_cur));
}

}  // namespace chauban::telemetry

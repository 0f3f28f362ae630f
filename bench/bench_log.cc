// SPDX-License-Identifier: GPL-3.0-or-later
// The embedded log alone: durable appends of 400-byte records. bench_log [in flight] [seconds] [folder]
// Prints one JSON object: appends a second.
#include "storage/embedded/embedded_log.h"
#include "storage/file_system.h"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>

namespace chauban::storage {
namespace {

constexpr std::size_t kRecordBytes = 400;

struct Flight {
  std::mutex mutex;  // guards the rest
  std::condition_variable landed;
  int aloft = 0;
  std::uint64_t durable = 0;
  bool failed = false;
};

int run(int in_flight, double seconds, const std::filesystem::path& folder) {
  PosixFileSystem files;
  SystemIds ids;
  EmbeddedLog::Options options;
  options.data = folder;
  options.files = &files;
  options.ids = &ids;
  const auto log = EmbeddedLog::open(options);
  if (!log) return 1;
  Flight flight;
  const auto begun = std::chrono::steady_clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count(); };
  for (std::uint64_t n = 0; elapsed() < seconds && !flight.failed; ++n) {
    {
      std::unique_lock lock(flight.mutex);
      flight.landed.wait(lock, [&] { return flight.aloft < in_flight; });
      ++flight.aloft;
    }
    auto record = std::to_string(n);
    record.resize(kRecordBytes, 'x');
    const auto sent = (*log)->append({1}, record, {{}, n + 1, {}}, [&flight](Result<Offset> offset) {
      const std::scoped_lock lock(flight.mutex);
      --flight.aloft;
      ++flight.durable;
      flight.failed = flight.failed || !offset;
      flight.landed.notify_one();
    });
    if (!sent) return 1;
  }
  std::unique_lock lock(flight.mutex);
  flight.landed.wait(lock, [&] { return flight.aloft == 0; });
  if (flight.failed) return 1;
  std::printf("{\"in_flight\":%d,\"per_second\":%.0f}\n", in_flight, static_cast<double>(flight.durable) / elapsed());
  lock.unlock();
  return (*log)->close() ? 0 : 1;
}

}  // namespace
}  // namespace chauban::storage

int main(int count, char** words) {
  const int in_flight = count > 1 ? std::atoi(words[1]) : 32;
  const double seconds = count > 2 ? std::atof(words[2]) : 5;
  const std::filesystem::path folder = count > 3 ? words[3] : "bench-log";
  std::filesystem::remove_all(folder);
  const int result = chauban::storage::run(in_flight, seconds, folder);
  std::filesystem::remove_all(folder);
  return result;
}

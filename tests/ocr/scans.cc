// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ocr/scans.h"

#include "ocr/worker_protocol.h"

#include <fcntl.h>
#include <poll.h>

#include <fstream>
#include <iterator>

namespace chauban::ocr {

namespace fs = std::filesystem;
constexpr std::chrono::seconds kDeadline{180};  // only against waiting for ever

fs::path scan(const std::string& name) { return fs::path(CHAUBAN_TEST_DATA) / "scans" / name; }

std::string file_bytes(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_bytes(const fs::path& path, BytesView bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

fs::path own_program() { return fs::read_symlink("/proc/self/exe"); }

Reading::Reading(OcrService::Options options) {
  if (options.executable.empty()) options.executable = own_program();
  auto service = OcrService::start(std::move(options), [this](PageResult result) {
    const std::scoped_lock lock(mutex_);
    results_.push_back(std::move(result));
    changed_.notify_all();
  });
  service_ = std::move(service.value());
}

Uuid Reading::add(const fs::path& path, int page, Lane lane) {
  PageTask task;
  task.job = ids_.random();
  task.page = page;
  task.lane = lane;
  task.content = sha256(file_bytes(path));
  task.open_file = [path]() -> Result<int> { return open(path.c_str(), O_RDONLY | O_CLOEXEC); };
  const auto job = task.job;
  service_->add(std::move(task));
  return job;
}

std::vector<PageResult> Reading::wait(std::size_t count) {
  std::unique_lock lock(mutex_);
  EXPECT_TRUE(changed_.wait_for(lock, kDeadline, [&] { return results_.size() >= count; }));
  return results_;
}

int Reading::wait_for_worker() {
  constexpr int kRounds = 6000;
  for (int round = 0; round < kRounds; ++round) {
    const auto pids = service_->worker_pids();
    if (!pids.empty()) return pids.front();
    poll(nullptr, 0, 5);  // until the condition holds, at most half a minute
  }
  ADD_FAILURE() << "no worker came up";
  return -1;
}

Result<FileFacts> inspect_bytes(OcrService& service, BytesView bytes) {
  const auto file = to_memory_file(bytes);
  return service.inspect(file.value().get());
}

}  // namespace chauban::ocr

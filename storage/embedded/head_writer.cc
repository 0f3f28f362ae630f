// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/embedded/head_writer.h"

#include "schemas/base/thread.h"

#include <utility>

namespace chauban::storage {

Status HeadWriter::begin(std::unique_ptr<HeadFile> file, const Heads& heads) {
  file_ = std::move(file);
  failed_ = file_->write(heads);
  return failed_;
}

void HeadWriter::record(Heads heads, Recorded recorded, bool more) {
  std::unique_lock lock(mutex_);
  waiting_.push_back({std::move(heads), std::move(recorded)});
  if (more || busy_ || waiting_.size() > 1) {
    if (!thread_.joinable()) thread_ = named_thread("head", [this] { run(); });
    changed_.notify_all();
    return;
  }
  const auto group = std::exchange(waiting_, {});
  lock.unlock();  // only this thread brings more, so nobody else begins meanwhile
  write(group);
}

void HeadWriter::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const auto group = std::exchange(waiting_, {});
    busy_ = true;
    lock.unlock();
    write(group);
    lock.lock();
    busy_ = false;
    changed_.notify_all();
  }
}

void HeadWriter::write(const std::vector<Waiting>& group) {
  if (failed_) failed_ = file_->write(group.back().heads);
  for (const auto& one : group) one.recorded(failed_);
}

void HeadWriter::drain() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !busy_ && waiting_.empty(); });
}

void HeadWriter::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

}  // namespace chauban::storage

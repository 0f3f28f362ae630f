// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sim_log.h"

#include <utility>

namespace chauban::storage {
namespace {

class SimCursor final : public LogCursor {
 public:
  SimCursor(SimDisk& disk, PartitionId partition, Offset from) : disk_(disk), partition_(partition), next_(from) {}

  Result<std::optional<LogRecord>> next() override {
    const std::scoped_lock lock(disk_.mutex);
    const auto& records = disk_.records[partition_];
    if (next_.value >= records.size()) return std::optional<LogRecord>();
    const auto at = next_;
    ++next_.value;
    return std::optional(LogRecord{at, records[at.value]});
  }

 private:
  SimDisk& disk_;
  PartitionId partition_;
  Offset next_;
};

}  // namespace

SimLog::~SimLog() { std::ignore = close(); }

void SimLog::land(Held held, Fault fault) {
  Offset offset;
  {
    const std::scoped_lock lock(disk_.mutex);
    auto& records = disk_.records[held.partition];
    offset.value = records.size();
    if (fault != Fault::lost) {
      records.push_back(std::move(held.record));
      held.after.next_offset = Offset{records.size()};
      // As on disk: a crash between writing records and HEAD leaves HEAD behind.
      if (fault == Fault::none && disk_.keeps_head) disk_.heads[held.partition] = held.after;
    }
  }
  if (fault == Fault::none) {
    held.done(offset);
  } else {
    held.done(refuse(ErrorCode::outcome_unknown));
  }
}

Status SimLog::append(PartitionId partition, Bytes record, Head after, Done done) {
  Held held{partition, std::move(record), after, std::move(done)};
  Fault fault = Fault::none;
  {
    const std::scoped_lock lock(mutex_);
    if (closed_) return refuse(ErrorCode::log_unavailable);
    fault = fault_;
    if (fault == Fault::full) return refuse(ErrorCode::storage_full);
    if (holding_) {
      held_.push_back(std::move(held));
      return {};
    }
  }
  land(std::move(held), fault);
  return {};
}

void SimLog::hold() {
  const std::scoped_lock lock(mutex_);
  holding_ = true;
}

void SimLog::deliver() {
  while (true) {
    std::optional<Held> next;
    Fault fault = Fault::none;
    {
      const std::scoped_lock lock(mutex_);
      holding_ = !held_.empty();
      if (!holding_) return;
      next = std::move(held_.front());
      held_.pop_front();
      fault = fault_;
    }
    land(std::move(*next), fault);
  }
}

std::unique_ptr<LogCursor> SimLog::read(PartitionId partition, Offset from) {
  return std::make_unique<SimCursor>(disk_, partition, from);
}

Offset SimLog::end(PartitionId partition) {
  const std::scoped_lock lock(disk_.mutex);
  return Offset{disk_.records[partition].size()};
}

std::optional<Head> SimLog::recorded_head(PartitionId partition) {
  const std::scoped_lock lock(disk_.mutex);
  const auto found = disk_.heads.find(partition);
  if (found == disk_.heads.end()) return std::nullopt;
  return found->second;
}

void SimLog::set_fault(Fault fault) {
  const std::scoped_lock lock(mutex_);
  fault_ = fault;
}

Status SimLog::check() {
  const std::scoped_lock lock(mutex_);
  if (closed_) return refuse(ErrorCode::log_unavailable);
  if (fault_ == Fault::full) return refuse(ErrorCode::storage_full);
  return {};
}

Status SimLog::close() {
  deliver();
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  return {};
}

}  // namespace chauban::storage

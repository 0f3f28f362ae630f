// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/log.h"

#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <utility>

namespace chauban::storage {

inline constexpr std::chrono::seconds kPatience{30};

/// Appends; the future is what `done` is given, or what `append` itself refused.
inline std::future<Result<Offset>> append_later(Log& log, PartitionId partition, Bytes record, Head after = {}) {
  const auto promise = std::make_shared<std::promise<Result<Offset>>>();
  auto future = promise->get_future();
  const auto status = log.append(partition, std::move(record), after,
                                 [promise](Result<Offset> offset) { promise->set_value(std::move(offset)); });
  if (!status) promise->set_value(refuse(status.error()));
  return future;
}

inline Result<Offset> append_now(Log& log, PartitionId partition, Bytes record, Head after = {}) {
  auto future = append_later(log, partition, std::move(record), after);
  if (future.wait_for(kPatience) != std::future_status::ready) return refuse(ErrorCode::internal, "never_done");
  return future.get();
}

/// All records of a partition as they are read now.
inline Result<std::vector<Bytes>> read_all(Log& log, PartitionId partition, Offset from = {}) {
  std::vector<Bytes> records;
  const auto cursor = log.read(partition, from);
  while (true) {
    CHAUBAN_TRY(const auto record, cursor->next());
    if (!record) return records;
    if (record->offset.value != from.value + records.size()) return refuse(ErrorCode::internal, "wrong_offset");
    records.push_back(record->bytes);
  }
}

/// True once the condition holds; false after the deadline.
template <class Condition>
bool eventually(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace chauban::storage

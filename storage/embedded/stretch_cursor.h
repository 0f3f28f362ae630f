// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/log.h"

#include <deque>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

namespace chauban::storage {

/// A cursor that reads a stretch of records at a time; the durable end is asked for again whenever it runs out, and no
/// lock or snapshot is held in between. Internal to storage/embedded.
class StretchCursor final : public LogCursor {
 public:
  /// Some records from an offset on; none at the present end.
  using Read = std::function<Result<std::vector<LogRecord>>(Offset from)>;

  StretchCursor(Offset from, Read read) : next_(from), read_(std::move(read)) {}

  Result<std::optional<LogRecord>> next() override {
    if (ahead_.empty()) {
      CHAUBAN_TRY(auto records, read_(next_));
      if (records.empty()) return std::nullopt;
      next_ = Offset{records.back().offset.value + 1};
      ahead_.assign(std::make_move_iterator(records.begin()), std::make_move_iterator(records.end()));
    }
    std::optional<LogRecord> first(std::move(ahead_.front()));
    ahead_.pop_front();
    return first;
  }

 private:
  Offset next_;
  Read read_;
  std::deque<LogRecord> ahead_;
};

}  // namespace chauban::storage

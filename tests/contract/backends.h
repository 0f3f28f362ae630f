// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/log.h"

#include <functional>
#include <memory>
#include <string>

namespace chauban::storage {

/// One place that a log lives in, whatever keeps it. `open` gives the log as a process finds it at its start; the one
/// before must be closed. `break_disk`/`mend_disk`, `fill_disk`/`empty_disk`: what happens to it meanwhile.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual Result<std::unique_ptr<Log>> open() = 0;
  virtual void break_disk() = 0;
  virtual void mend_disk() = 0;
  virtual void fill_disk() = 0;
  virtual void empty_disk() = 0;
  /// Takes the last `count` acknowledged records of the partition away, behind the back of the closed log.
  virtual void lose_tail(PartitionId partition, std::size_t count) = 0;
};

struct BackendKind {
  const char* name;
  std::function<std::unique_ptr<Backend>()> make;
};

/// Every backend that the contract is tested on.
const std::vector<BackendKind>& backends();

}  // namespace chauban::storage

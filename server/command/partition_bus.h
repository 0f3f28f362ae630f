// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/command/partition.h"

#include <chrono>

namespace chauban::server {

/// The CommandBus over two partitions: 0 for system matters, 1 for the agency's documents. Thread-safe.
class PartitionBus final : public CommandBus {
 public:
  static constexpr storage::PartitionId kSystem{0};
  static constexpr storage::PartitionId kDocuments{1};
  static constexpr std::chrono::seconds kPatience{10};  ///< then outcome_unknown (event-log 3.5)

  /// Both outlive the bus.
  PartitionBus(Partition& system, Partition& documents, IdSource& ids)
      : system_(system), documents_(documents), ids_(ids) {}

  Result<Receipt> submit(Command command, CommandMeta meta) override;

 private:
  Partition& system_;
  Partition& documents_;
  IdSource& ids_;
};

}  // namespace chauban::server

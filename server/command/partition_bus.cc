// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/command/partition_bus.h"

namespace chauban::server {

Result<Receipt> PartitionBus::submit(Command command, CommandMeta meta) {
  // Without a key of the caller's the command still needs one, or a repetition inside the log could not be told apart.
  if (meta.idempotency_key.empty()) {
    meta.idempotency_key = ids_.random().str();
    meta.key_scope = "server";
  }
  Partition& partition = is_system_command(command) ? system_ : documents_;
  CHAUBAN_TRY(auto answer, partition.submit(std::move(command), std::move(meta)));
  if (answer.wait_for(kPatience) != std::future_status::ready) return refuse(ErrorCode::outcome_unknown);
  auto result = answer.get();
  if (result && !result->hops.empty()) {
    auto& hops = result->hops;
    hops.push_back({telemetry::Hop::answer, hops.back().end, telemetry::now()});
    partition.figures().hops.observe(hops.back());
  }
  return result;
}

}  // namespace chauban::server

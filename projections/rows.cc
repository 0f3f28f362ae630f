// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/projection.h"
#include "storage/state.h"

#include <algorithm>

namespace chauban::projections {

std::vector<storage::Row> select_rows(std::vector<storage::Row> rows, const storage::Scan& scan) {
  if (scan.reverse) std::ranges::reverse(rows);
  std::erase_if(rows, [&scan](const storage::Row& row) {
    if (!row.key.starts_with(scan.prefix)) return true;
    if (scan.from.empty()) return false;
    if (row.key == scan.from) return scan.after_from;
    return scan.reverse ? row.key > scan.from : row.key < scan.from;
  });
  if (rows.size() > scan.limit) rows.resize(scan.limit);
  return rows;
}

Result<StoredEvent> read_event(const storage::StoredEvent& stored) {
  const auto& envelope = stored.envelope;
  CHAUBAN_TRY(auto event, decode_event(envelope.aggregate, envelope.type, envelope.version, envelope.payload));
  return StoredEvent{{.position = stored.position,
                      .id = envelope.id,
                      .stream = {static_cast<Aggregate>(envelope.aggregate), envelope.stream},
                      .seq = envelope.seq,
                      .occurred_at = envelope.occurred_at,
                      .business_date = from_days(envelope.business_date),
                      .actor = {envelope.actor.account, envelope.actor.position},
                      .agency = envelope.agency,
                      .command = envelope.cause},
                     std::move(event)};
}

}  // namespace chauban::projections

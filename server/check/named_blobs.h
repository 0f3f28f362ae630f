// SPDX-License-Identifier: GPL-3.0-or-later
// Which stored content events name: all else in blobs/ is nobody's.
#pragma once

#include "domain/event.h"
#include "storage/check/blob_check.h"
#include "storage/record.h"

#include <vector>

namespace chauban::server {

/// Content that this event names. Empty for most.
std::vector<Digest> blobs_named_by(const Event& event);

/// The same, of one that is not decoded yet. Errors: record_damaged, upgrade_needed (a type this program does not
/// know).
Result<std::vector<Digest>> blobs_named_by(const storage::EventEnvelope& envelope);

/// Adds what the events of a valid data record name. Errors: record_damaged, upgrade_needed (an event that this program
/// does not know, detail `pos`); those before it were added.
Status add_named_blobs(const storage::Record& record, std::vector<storage::NamedBlob>& named);

}  // namespace chauban::server

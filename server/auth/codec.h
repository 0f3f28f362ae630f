// SPDX-License-Identifier: GPL-3.0-or-later
// Inside server/auth: how sessions and keys are stored. JSON, because these few rows are read by people in trouble.
#pragma once

#include "schemas/base/bytes.h"
#include "server/auth/personal_keys.h"
#include "server/auth/session.h"

#include <optional>

namespace chauban::auth {

Bytes encode(const SessionEntry& entry);
Bytes encode(const KeyEntry& entry);
/// nullopt: damaged, or of a later version.
std::optional<SessionEntry> decode_session(BytesView bytes);
std::optional<KeyEntry> decode_key(BytesView bytes);

}  // namespace chauban::auth

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "domain/event.h"
#include "server/http/json.h"

namespace chauban::server {

/// The `data` of an event as others see it: thin. Ids, fields of the register, old and new of what changed; no words of
/// pages, no bytes, no secrets.
http::Json event_data(const Event& event);

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
// Where a list goes on: signed, so that only what we gave out comes back, and only from the same reader for the same
// query.
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"
#include "schemas/base/time.h"

#include <string>
#include <string_view>

namespace chauban::server {

/// RFC 2104 with SHA-256.
Digest hmac_sha256(BytesView key, BytesView data);

/// `binding`: reader and query.
std::string sign_cursor(BytesView secret, BytesView place, std::string_view binding, Timestamp expires);
/// Errors: bad_cursor (not ours, of another query or reader; key cursor_expired).
Result<Bytes> open_cursor(BytesView secret, std::string_view cursor, std::string_view binding, Timestamp now);

}  // namespace chauban::server

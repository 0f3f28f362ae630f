// SPDX-License-Identifier: GPL-3.0-or-later
// What a sender says of an upload in header fields (tus 1.0.0, RFC 9530). Strangers write them: whatever stands there
// is a value or a refusal. Guarded by tests/fuzz/upload_headers.cc.
#pragma once

#include "schemas/base/bytes.h"
#include "schemas/base/result.h"
#include "server/http/http.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace chauban::server {

/// Upload-Length, Upload-Offset: decimal digits and nothing else. Errors: bad_request key header_malformed.
Result<std::uint64_t> number_header(const http::Headers& headers, std::string_view name);
/// Upload-Metadata: `filename c2Nhbl8wMDA3LnBkZg==,batch MDc0MA==`. Errors: bad_request key header_malformed.
Result<std::map<std::string, Bytes>> metadata_of(const http::Headers& headers);
/// Repr-Digest or Content-Digest: `sha-256=:<base64>:`, maybe among others. Errors: bad_request key header_malformed.
Result<std::optional<Digest>> announced_digest(const http::Headers& headers);

/// A sender's file name as a label: no folders, no control characters, at most 200 characters; `tệp` when nothing is
/// left.
std::string clean_file_name(std::string_view raw);

}  // namespace chauban::server

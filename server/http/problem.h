// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/error.h"
#include "server/http/http.h"

#include <string_view>
#include <vector>

namespace chauban::http {

/// Several faults of one request as one Error: the first gives code and key, all are listed in `errors` of the problem.
/// `faults` must not be empty. Each should carry the detail `pointer` (RFC 6901) or `field` (a member's name).
Error join(std::vector<Error> faults);

/// RFC 9457 with our members: type, code, key, status, title, detail, instance, trace, errors, rule, retry, details.
/// Details with a meaning of their own: `pointer`/`field` → errors; `current` and `matches` (JSON) → members of that
/// name; `retry_after` (seconds) → Retry-After. The rest fills the gaps of the text and stands in `details`.
Response problem(const Error& error, const Request& request, std::string_view base_url = "");

}  // namespace chauban::http

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/http.h"

#include <filesystem>

namespace chauban::http {

/// Serves the built web application from a folder, for Router::set_fallback. Reads the list of files once at start;
/// only what is in the list is ever opened, so no path can leave the folder. Unknown paths without an extension get
/// index.html (the application routes them itself). Files under assets/ carry a hash in their name and may be cached
/// for a year.
/// `.br` and `.gz` beside a file are sent to those who accept them. A folder that does not exist gives 404 for
/// everything.
Handler static_files(const std::filesystem::path& folder);

/// The policy every page of ours is served with.
inline constexpr const char* kContentSecurityPolicy =
    "default-src 'self'; script-src 'self'; worker-src 'self' blob:; img-src 'self' blob: data:; "
    "style-src 'self' 'unsafe-inline'; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'";

}  // namespace chauban::http

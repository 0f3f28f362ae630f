// SPDX-License-Identifier: GPL-3.0-or-later
// RFC 6266: names of files in headers.
#pragma once

#include <string>
#include <string_view>

namespace chauban::server {

/// The name of `attachment; filename="a.pdf"; filename*=UTF-8''…`, the extended one first; empty if there is none.
std::string disposition_file_name(std::string_view header);
/// A header that names this file, whatever letters it has.
std::string content_disposition(std::string_view kind, std::string_view file_name);

}  // namespace chauban::server

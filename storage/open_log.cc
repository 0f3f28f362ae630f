// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/open_log.h"

namespace chauban::storage {

Result<std::unique_ptr<Log>> open_log(std::string_view url, EmbeddedLog::Options options) {
  if (url == "embedded:" || url.empty()) {
    CHAUBAN_TRY(auto log, EmbeddedLog::open(options));
    return std::unique_ptr<Log>(std::move(log));
  }
  return refuse(ErrorCode::usage, "log_url_unknown", {{"url", std::string(url)}});
}

}  // namespace chauban::storage

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace chauban {

/// Our own facade, because a logging library in a header costs seconds a file. Lines are `time level event key=value…`
/// on standard error, or one JSON object each; no personal data in them: no names, no text of documents, no secrets.
/// Thread-safe.
using LogFields = std::initializer_list<std::pair<std::string_view, std::string>>;

void log_info(std::string_view event, LogFields fields = {});
void log_warning(std::string_view event, LogFields fields = {});
void log_error(std::string_view event, LogFields fields = {});

enum class LogLevel { info, warning, error, off };
void set_log_level(LogLevel level);

enum class LogFormat { readable, json };
/// JSON: `{"time": …, "level": …, "event": …, "request": …, <fields>}`, all strings. Before the first thread that logs.
void set_log_format(LogFormat format);

/// Every line that this thread writes meanwhile names the request it belongs to. Does not nest.
class LogRequest {
 public:
  /// `id` must live as long.
  explicit LogRequest(std::string_view id);
  ~LogRequest();
  LogRequest(const LogRequest&) = delete;
  LogRequest& operator=(const LogRequest&) = delete;
};

}  // namespace chauban

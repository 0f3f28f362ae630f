// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace chauban {

/// Our own facade, because a logging library in a header costs seconds a file. Lines are `time level event key=value…`
/// on standard error; no personal data in them. Thread-safe.
using LogFields = std::initializer_list<std::pair<std::string_view, std::string>>;

void log_info(std::string_view event, LogFields fields = {});
void log_warning(std::string_view event, LogFields fields = {});
void log_error(std::string_view event, LogFields fields = {});

enum class LogLevel { info, warning, error, off };
void set_log_level(LogLevel level);

}  // namespace chauban

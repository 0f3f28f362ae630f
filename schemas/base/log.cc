// SPDX-License-Identifier: GPL-3.0-or-later
#include "schemas/base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace chauban {
namespace {

spdlog::logger& logger() {
  static const auto kLogger = [] {
    auto made = std::make_shared<spdlog::logger>("chauban", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    made->flush_on(spdlog::level::info);
    return made;
  }();
  return *kLogger;
}

bool needs_quotes(std::string_view value) {
  return value.empty() || value.find_first_of(" \"=\n\r\t") != std::string_view::npos;
}

std::string line(std::string_view event, LogFields fields) {
  std::string out(event);
  for (const auto& [key, value] : fields) {
    out += ' ';
    out += key;
    out += '=';
    if (!needs_quotes(value)) {
      out += value;
      continue;
    }
    out += '"';
    for (char c : value) {
      if (c == '"' || c == '\\') out += '\\';
      out += (c == '\n' || c == '\r') ? ' ' : c;  // one event, one line, whatever the value holds
    }
    out += '"';
  }
  return out;
}

}  // namespace

void log_info(std::string_view event, LogFields fields) { logger().info(line(event, fields)); }
void log_warning(std::string_view event, LogFields fields) { logger().warn(line(event, fields)); }
void log_error(std::string_view event, LogFields fields) { logger().error(line(event, fields)); }

void set_log_level(LogLevel level) {
  switch (level) {
    case LogLevel::info: logger().set_level(spdlog::level::info); break;
    case LogLevel::warning: logger().set_level(spdlog::level::warn); break;
    case LogLevel::error: logger().set_level(spdlog::level::err); break;
    case LogLevel::off: logger().set_level(spdlog::level::off); break;
  }
}

}  // namespace chauban

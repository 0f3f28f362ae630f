// SPDX-License-Identifier: GPL-3.0-or-later
#include "schemas/base/log.h"

#include "schemas/base/bytes.h"
#include "schemas/base/text.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>

namespace chauban {
namespace {

constexpr auto kReadable = "%Y-%m-%dT%H:%M:%S.%e%z %l %v";

spdlog::logger& logger() {
  static const auto kLogger = [] {
    auto made = std::make_shared<spdlog::logger>("chauban", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern(kReadable);
    made->flush_on(spdlog::level::info);
    return made;
  }();
  return *kLogger;
}

std::atomic<LogFormat>& format() {
  static std::atomic<LogFormat> present = LogFormat::readable;
  return present;
}

std::string_view& request_of_thread() {
  thread_local std::string_view present;
  return present;
}

bool needs_quotes(std::string_view value) {
  return value.empty() || value.find_first_of(" \"=\n\r\t") != std::string_view::npos;
}

void append_readable(std::string& out, std::string_view key, std::string_view value) {
  out.append(" ").append(key).append("=");
  if (!needs_quotes(value)) {
    out += value;
    return;
  }
  out += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += (c == '\n' || c == '\r') ? ' ' : c;  // one event, one line, whatever the value holds
  }
  out += '"';
}

/// RFC 8259 §7. What is no UTF-8 would make the line unreadable for every parser: its bytes above ASCII become `?`.
void append_json(std::string& out, std::string_view key, std::string_view value) {
  const bool valid = is_utf8(value);
  out.append(",\"").append(key).append("\":\"");
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\u00" + to_hex(std::string_view(&c, 1));
    } else {
      out += valid || byte < 0x80 ? c : '?';
    }
  }
  out += '"';
}

std::string line(std::string_view event, LogFields fields) {
  const auto request = request_of_thread();
  std::string out;
  if (format() == LogFormat::readable) {
    out = event;
    if (!request.empty()) append_readable(out, "request", request);
    for (const auto& [key, value] : fields) append_readable(out, key, value);
  } else {
    append_json(out, "event", event);
    if (!request.empty()) append_json(out, "request", request);
    for (const auto& [key, value] : fields) append_json(out, key, value);
  }
  return out;
}

}  // namespace

void log_info(std::string_view event, LogFields fields) {
  if (logger().should_log(spdlog::level::info)) logger().info(line(event, fields));
}
void log_warning(std::string_view event, LogFields fields) { logger().warn(line(event, fields)); }
void log_error(std::string_view event, LogFields fields) { logger().error(line(event, fields)); }

void set_log_format(LogFormat wanted) {
  format() = wanted;
  logger().set_pattern(wanted == LogFormat::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l"%v})" : kReadable);
}

LogRequest::LogRequest(std::string_view id) { request_of_thread() = id; }
LogRequest::~LogRequest() { request_of_thread() = {}; }

void set_log_level(LogLevel level) {
  switch (level) {
    case LogLevel::info: logger().set_level(spdlog::level::info); break;
    case LogLevel::warning: logger().set_level(spdlog::level::warn); break;
    case LogLevel::error: logger().set_level(spdlog::level::err); break;
    case LogLevel::off: logger().set_level(spdlog::level::off); break;
  }
}

}  // namespace chauban

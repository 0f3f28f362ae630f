// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/wire.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace chauban::http {
namespace {

std::string clean(std::string_view value) {
  std::string out(value);
  std::erase_if(out, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  return out;
}

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view hex) { return hex.find_first_not_of('0') == std::string_view::npos; }

}  // namespace

std::string_view reason_phrase(int status) {
  static const std::map<int, std::string_view> kPhrases{{200, "OK"},
                                                        {201, "Created"},
                                                        {202, "Accepted"},
                                                        {204, "No Content"},
                                                        {206, "Partial Content"},
                                                        {303, "See Other"},
                                                        {304, "Not Modified"},
                                                        {400, "Bad Request"},
                                                        {401, "Unauthorized"},
                                                        {403, "Forbidden"},
                                                        {404, "Not Found"},
                                                        {405, "Method Not Allowed"},
                                                        {406, "Not Acceptable"},
                                                        {409, "Conflict"},
                                                        {410, "Gone"},
                                                        {412, "Precondition Failed"},
                                                        {413, "Content Too Large"},
                                                        {415, "Unsupported Media Type"},
                                                        {416, "Range Not Satisfiable"},
                                                        {422, "Unprocessable Content"},
                                                        {423, "Locked"},
                                                        {428, "Precondition Required"},
                                                        {429, "Too Many Requests"},
                                                        {460, "Checksum Mismatch"},
                                                        {500, "Internal Server Error"},
                                                        {503, "Service Unavailable"},
                                                        {504, "Gateway Timeout"}};
  const auto found = kPhrases.find(status);
  return found == kPhrases.end() ? "Unknown" : found->second;
}

std::string http_date(Timestamp at) {
  constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
  std::array<char, 64> out{};
  const int size = std::snprintf(out.data(), out.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                                 kDays[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                                 kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                                 static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                                 static_cast<int>(time.seconds().count()));
  return {out.data(), static_cast<std::size_t>(size)};
}

std::string wire_head(const Response& response, const Framing& framing, Timestamp now) {
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + " ";
  out += reason_phrase(response.status);
  out += "\r\nDate: " + http_date(now) + "\r\n";
  for (const auto& [name, value] : response.headers) out += clean(name) + ": " + clean(value) + "\r\n";
  if (framing.length) out += "Content-Length: " + std::to_string(*framing.length) + "\r\n";
  if (framing.chunked) out += "Transfer-Encoding: chunked\r\n";
  out += framing.keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return out;
}

std::string chunk_head(std::size_t size) {
  std::array<char, 24> out{};
  const int length = std::snprintf(out.data(), out.size(), "%zx\r\n", size);
  return {out.data(), static_cast<std::size_t>(length)};
}

std::optional<TraceParent> parse_traceparent(std::string_view header) {
  if (header.size() < 55 || header[2] != '-' || header[35] != '-' || header[52] != '-') return std::nullopt;
  const auto version = header.substr(0, 2);
  const auto trace = header.substr(3, 32);
  const auto span = header.substr(36, 16);
  const auto flags = header.substr(53, 2);
  if (!is_hex(version) || version == "ff" || !is_hex(trace) || !is_hex(span) || !is_hex(flags)) return std::nullopt;
  if (is_zero(trace) || is_zero(span)) return std::nullopt;
  constexpr std::string_view odd = "13579bdf";  // the lowest bit of the flags
  return TraceParent{std::string(trace), std::string(span), odd.find(flags.back()) != std::string_view::npos};
}

}  // namespace chauban::http

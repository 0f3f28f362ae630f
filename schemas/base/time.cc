// SPDX-License-Identifier: GPL-3.0-or-later
#include "schemas/base/time.h"

#include <array>
#include <cstdio>

namespace chauban {
namespace {

using namespace std::chrono;
constexpr hours kVietnamOffset{7};

std::optional<int> digits(std::string_view text) {
  int value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::string print(Timestamp shifted, const char* zone) {
  const auto day = floor<days>(shifted);
  const Date date{day};
  const hh_mm_ss time{duration_cast<milliseconds>(shifted - day)};
  std::array<char, 64> out{};
  const auto ms = static_cast<int>(time.subseconds().count());
  const auto write = [&](const char* format, auto... more) {
    std::snprintf(out.data(), out.size(), format, static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()), more...);
  };
  if (ms == 0) {
    write("%04d-%02u-%02uT%02d:%02d:%02d%s", zone);
  } else {
    write("%04d-%02u-%02uT%02d:%02d:%02d.%03d%s", ms, zone);
  }
  return out.data();
}

}  // namespace

Timestamp SystemClock::now() { return time_point_cast<microseconds>(system_clock::now()); }

Date vietnam_date(Timestamp at) { return Date{floor<days>(at + kVietnamOffset)}; }
Timestamp start_of_day(Date day) { return Timestamp{sys_days{day}} - kVietnamOffset; }

std::int32_t to_days(Date day) { return static_cast<std::int32_t>(sys_days{day}.time_since_epoch().count()); }
Date from_days(std::int32_t count) { return Date{sys_days{days{count}}}; }

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = digits(text.substr(0, 4));
  const auto m = digits(text.substr(5, 2));
  const auto d = digits(text.substr(8, 2));
  if (!y || !m || !d || *y < 1900 || *y > 2199) return std::nullopt;
  const Date date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  return date;
}

std::string format_date(Date date) {
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return out.data();
}

std::string format_date_vi(Date date) {
  std::array<char, 32> out{};
  std::snprintf(out.data(), out.size(), "%02u/%02u/%04d", static_cast<unsigned>(date.day()),
                static_cast<unsigned>(date.month()), static_cast<int>(date.year()));
  return out.data();
}

std::optional<Timestamp> parse_time(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const auto date = parse_date(text.substr(0, 10));
  const auto h = digits(text.substr(11, 2));
  const auto m = digits(text.substr(14, 2));
  const auto s = digits(text.substr(17, 2));
  if (!date || !h || !m || !s || *h > 23 || *m > 59 || *s > 60) return std::nullopt;
  Timestamp at = Timestamp{sys_days{*date}} + hours{*h} + minutes{*m} + seconds{*s};
  auto rest = text.substr(19);
  if (rest.starts_with('.')) {
    const auto end = rest.find_first_not_of("0123456789", 1);
    if (end == std::string_view::npos || end == 1 || end > 7) return std::nullopt;
    auto micros = std::string(rest.substr(1, end - 1));
    micros.resize(6, '0');
    at += microseconds{digits(micros).value_or(0)};
    rest = rest.substr(end);
  }
  if (rest == "Z" || rest == "z") return at;
  if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-') || rest[3] != ':') return std::nullopt;
  const auto oh = digits(rest.substr(1, 2));
  const auto om = digits(rest.substr(4, 2));
  if (!oh || !om || *oh > 23 || *om > 59) return std::nullopt;
  const auto offset = hours{*oh} + minutes{*om};
  return rest[0] == '+' ? at - offset : at + offset;
}

std::string format_time(Timestamp at) { return print(at + kVietnamOffset, "+07:00"); }
std::string format_time_utc(Timestamp at) { return print(at, "Z"); }

}  // namespace chauban

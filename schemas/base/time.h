// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chauban {

/// A moment, UTC, to the microsecond.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;
/// A day of the calendar without a time: dates of documents, deadlines.
using Date = std::chrono::year_month_day;

/// Where the present comes from. Injected everywhere; only main makes a SystemClock. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp now() override;
};

/// The day in Viet Nam (UTC+7, no summer time since 1975) at this moment.
Date vietnam_date(Timestamp at);
/// Midnight in Viet Nam at the start of the day.
Timestamp start_of_day(Date day);

/// Days since 1970-01-01, as the event envelope and keys store a date.
std::int32_t to_days(Date day);
Date from_days(std::int32_t days);

/// `2026-11-25`. Only dates that exist; years 1900 to 2199.
std::optional<Date> parse_date(std::string_view text);
std::string format_date(Date day);
/// `25/11/2026`, as people here write it.
std::string format_date_vi(Date day);

/// RFC 3339 with any offset, at most microseconds.
std::optional<Timestamp> parse_time(std::string_view text);
/// `2026-11-25T10:41:55+07:00`, with milliseconds when they are not zero.
std::string format_time(Timestamp at);
/// `2026-11-25T03:41:55.128Z`: what CloudEvents carry.
std::string format_time_utc(Timestamp at);

inline std::int64_t to_micros(Timestamp at) { return at.time_since_epoch().count(); }
inline Timestamp from_micros(std::int64_t us) { return Timestamp{std::chrono::microseconds{us}}; }

}  // namespace chauban

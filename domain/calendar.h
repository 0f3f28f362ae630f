// SPDX-License-Identifier: GPL-3.0-or-later
// Ngày làm việc: working days as data with a legal source each (domain 8).
#pragma once

#include "schemas/base/time.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace chauban {

/// One published year: weekends are off but for `worked`; weekdays are worked but for `off`.
struct CalendarYear {
  std::set<Date> off;     ///< weekdays off
  std::set<Date> worked;  ///< Saturdays and Sundays worked
  std::string notice;     ///< legal source
};

/// A day counted in working days. `provisional`: the count ran into a year whose calendar is not published; it was
/// counted there with weekends off only and must be recomputed, by event, when the year is published.
struct CountedDay {
  Date day{};
  bool provisional = false;
  bool operator==(const CountedDay&) const = default;
};

/// Immutable once built.
class Calendar {
 public:
  Calendar() = default;  ///< no year published: every answer about working days is unknown or provisional
  Calendar(std::uint32_t version, std::map<int, CalendarYear> years);

  /// Unknown (nullopt) in a year that is not published: never a guess.
  [[nodiscard]] std::optional<bool> is_working(Date day) const;
  /// n >= 1; `from` itself is not counted; the n-th working day after it.
  [[nodiscard]] CountedDay add_working_days(Date from, int n) const;
  /// Working days in (a, b]; negative when b is before a. Nullopt if a year between is not published.
  [[nodiscard]] std::optional<int> working_days_between(Date a, Date b) const;
  [[nodiscard]] std::uint32_t version() const { return version_; }

 private:
  std::uint32_t version_ = 0;
  std::map<int, CalendarYear> years_;
};

/// The calendar shipped with the program: 2024 to 2026 (Bộ luật Lao động đ.111–112, the yearly notices, NQ
/// 28/2026/QH16).
const Calendar& vietnam_calendar();

}  // namespace chauban

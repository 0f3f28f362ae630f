// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/calendar.h"

#include "schemas/base/error.h"

#include <utility>

namespace chauban {
namespace {

using namespace std::chrono_literals;

bool is_weekend(Date day) {
  const std::chrono::weekday of{std::chrono::sys_days{day}};
  return of == std::chrono::Saturday || of == std::chrono::Sunday;
}

Date next(Date day) { return Date{std::chrono::sys_days{day} + std::chrono::days{1}}; }

}  // namespace

Calendar::Calendar(std::uint32_t version, std::map<int, CalendarYear> years)
    : version_(version), years_(std::move(years)) {}

std::optional<bool> Calendar::is_working(Date day) const {
  const auto year = years_.find(static_cast<int>(day.year()));
  if (year == years_.end()) return std::nullopt;
  const auto& [off, worked, notice] = year->second;
  return worked.contains(day) || (!is_weekend(day) && !off.contains(day));
}

CountedDay Calendar::add_working_days(Date from, int n) const {
  CHAUBAN_ASSERT(n >= 1);
  CountedDay counted{from, false};
  while (n > 0) {
    counted.day = next(counted.day);
    const auto known = is_working(counted.day);
    if (!known) counted.provisional = true;
    if (known.value_or(!is_weekend(counted.day))) --n;
  }
  return counted;
}

std::optional<int> Calendar::working_days_between(Date a, Date b) const {
  if (b < a) {
    const auto back = working_days_between(b, a);
    return back ? std::optional<int>(-*back) : std::nullopt;
  }
  int count = 0;
  for (Date day = a; day < b;) {
    day = next(day);
    const auto known = is_working(day);
    if (!known) return std::nullopt;
    if (*known) ++count;
  }
  return count;
}

const Calendar& vietnam_calendar() {
  static const Calendar kCalendar(
      2026, {
                {2024,
                 {{2024y / 1 / 1, 2024y / 2 / 8, 2024y / 2 / 9, 2024y / 2 / 12, 2024y / 2 / 13, 2024y / 2 / 14,
                   2024y / 4 / 18, 2024y / 4 / 29, 2024y / 4 / 30, 2024y / 5 / 1, 2024y / 9 / 2, 2024y / 9 / 3},
                  {2024y / 5 / 4},
                  "Bộ luật Lao động 45/2019/QH14 đ.111, 112; thông báo nghỉ Tết, Quốc khánh và hoán đổi ngày làm việc "
                  "năm 2024"}},
                {2025,
                 {{2025y / 1 / 1, 2025y / 1 / 27, 2025y / 1 / 28, 2025y / 1 / 29, 2025y / 1 / 30, 2025y / 1 / 31,
                   2025y / 4 / 7, 2025y / 4 / 30, 2025y / 5 / 1, 2025y / 5 / 2, 2025y / 9 / 1, 2025y / 9 / 2},
                  {2025y / 4 / 26},
                  "Bộ luật Lao động 45/2019/QH14 đ.111, 112; thông báo nghỉ Tết, Quốc khánh và hoán đổi ngày làm việc "
                  "năm 2025"}},
                {2026,
                 {{2026y / 1 / 1, 2026y / 1 / 2, 2026y / 2 / 16, 2026y / 2 / 17, 2026y / 2 / 18, 2026y / 2 / 19,
                   2026y / 2 / 20, 2026y / 4 / 27, 2026y / 4 / 30, 2026y / 5 / 1, 2026y / 8 / 31, 2026y / 9 / 1,
                   2026y / 9 / 2, 2026y / 11 / 24},
                  {2026y / 1 / 10, 2026y / 8 / 22},
                  "Bộ luật Lao động 45/2019/QH14 đ.111, 112; NQ 28/2026/QH16 đ.2; thông báo nghỉ Tết, Quốc khánh và "
                  "hoán đổi năm 2026"}},
            });
  return kCalendar;
}

}  // namespace chauban

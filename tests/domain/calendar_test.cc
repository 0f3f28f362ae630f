// SPDX-License-Identifier: GPL-3.0-or-later
// All vectors of domain 8.1.
#include "domain/calendar.h"

#include <gtest/gtest.h>

#include <array>
#include <numeric>

namespace chauban {
namespace {

using namespace std::chrono_literals;

struct Vector {
  Date from;
  int n;
  Date expected;
};
class CalendarVectors : public testing::TestWithParam<Vector> {};

TEST_P(CalendarVectors, counts_working_days) {
  const auto [from, n, expected] = GetParam();
  EXPECT_EQ(vietnam_calendar().add_working_days(from, n), (CountedDay{expected, false}));
  EXPECT_EQ(vietnam_calendar().working_days_between(from, expected), n);
  EXPECT_EQ(vietnam_calendar().working_days_between(expected, from), -n);
}

INSTANTIATE_TEST_SUITE_P(
    Vietnam, CalendarVectors,
    testing::Values(Vector{2026y / 1 / 9, 1, 2026y / 1 / 10}, Vector{2026y / 2 / 13, 1, 2026y / 2 / 23},
                    Vector{2026y / 2 / 13, 5, 2026y / 2 / 27}, Vector{2026y / 4 / 24, 1, 2026y / 4 / 28},
                    Vector{2026y / 4 / 24, 3, 2026y / 5 / 4}, Vector{2026y / 8 / 21, 1, 2026y / 8 / 22},
                    Vector{2026y / 8 / 28, 1, 2026y / 9 / 3}, Vector{2026y / 8 / 28, 10, 2026y / 9 / 16},
                    Vector{2026y / 11 / 20, 1, 2026y / 11 / 23}, Vector{2026y / 11 / 23, 1, 2026y / 11 / 25},
                    Vector{2026y / 11 / 20, 5, 2026y / 11 / 30}, Vector{2025y / 4 / 25, 1, 2025y / 4 / 26},
                    Vector{2025y / 4 / 29, 1, 2025y / 5 / 5}, Vector{2025y / 1 / 24, 1, 2025y / 2 / 3},
                    Vector{2025y / 8 / 29, 1, 2025y / 9 / 3}));

struct Year {
  int year;
  std::array<int, 12> months;
  int sum;
};
class CalendarYears : public testing::TestWithParam<Year> {};

TEST_P(CalendarYears, has_the_published_number_of_working_days) {
  const auto& [year, months, sum] = GetParam();
  std::array<int, 12> counted{};
  for (Date day{std::chrono::year{year}, std::chrono::month{1}, std::chrono::day{1}};
       static_cast<int>(day.year()) == year; day = Date{std::chrono::sys_days{day} + std::chrono::days{1}}) {
    if (*vietnam_calendar().is_working(day)) ++counted.at(static_cast<unsigned>(day.month()) - 1);
  }
  EXPECT_EQ(counted, months);
  EXPECT_EQ(std::accumulate(counted.begin(), counted.end(), 0), sum);
}

INSTANTIATE_TEST_SUITE_P(Vietnam, CalendarYears,
                         testing::Values(Year{2024, {22, 16, 21, 19, 23, 20, 23, 22, 19, 23, 21, 22}, 251},
                                         Year{2025, {17, 20, 21, 21, 20, 21, 23, 21, 20, 23, 20, 23}, 250},
                                         Year{2026, {21, 15, 22, 20, 20, 22, 23, 21, 20, 22, 20, 23}, 249}));

TEST(Calendar, never_guesses_a_year_that_is_not_published) {
  EXPECT_EQ(vietnam_calendar().is_working(2027y / 3 / 3), std::nullopt);
  EXPECT_EQ(vietnam_calendar().working_days_between(2026y / 12 / 30, 2027y / 1 / 5), std::nullopt);
  EXPECT_EQ(vietnam_calendar().add_working_days(2026y / 12 / 31, 1), (CountedDay{2027y / 1 / 1, true}));
}

}  // namespace
}  // namespace chauban

// SPDX-License-Identifier: GPL-3.0-or-later
#include "projections/search_query_fields.h"

#include "schemas/base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace chauban::search {
namespace {

constexpr std::array<std::pair<std::string_view, Where>, 15> kNames = {{{"so", Where::code},
                                                                        {"ngay", Where::date},
                                                                        {"ngayden", Where::arrival_date},
                                                                        {"nam", Where::year},
                                                                        {"loai", Where::kind},
                                                                        {"coquan", Where::agency},
                                                                        {"nguoiky", Where::people},
                                                                        {"nguoi", Where::people},
                                                                        {"cua", Where::people},
                                                                        {"hoso", Where::dossier},
                                                                        {"trichyeu", Where::subject},
                                                                        {"soden", Where::arrival},
                                                                        {"donvi", Where::unit},
                                                                        {"khan", Where::urgency},
                                                                        {"trangthai", Where::state}}};

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<int> read_number(std::string_view text, std::size_t most_digits) {
  if (!all_digits(text) || text.size() > most_digits) return std::nullopt;
  return std::stoi(std::string(text));
}

using Span = std::pair<std::int64_t, std::int64_t>;

Span days_between(std::chrono::year_month_day from, std::chrono::year_month_day to) {
  return {std::chrono::sys_days(from).time_since_epoch().count(), std::chrono::sys_days(to).time_since_epoch().count()};
}

/// A day, a month (`4/2021`, `2021-04`) or a year.
std::optional<Span> read_days(std::string_view text) {
  using namespace std::chrono;
  const auto tokens = tokenize(text);
  if (tokens.size() == 1 && tokens.front().kind == TokenKind::date) {
    const auto day = *parse_date(tokens.front().folded);
    return days_between(day, day);
  }
  const auto in_range = [](std::optional<int> y) { return y && *y >= 1900 && *y < 2200; };
  if (const auto y = read_number(text, 4); in_range(y)) return days_between(year(*y) / 1 / 1, year(*y) / 12 / 31);
  const auto at = text.find_first_of("/-");
  if (at == std::string_view::npos) return std::nullopt;
  auto m = read_number(text.substr(0, at), 4);
  auto y = read_number(text.substr(at + 1), 4);
  if (m && *m > 12) std::swap(m, y);
  if (!m || *m < 1 || *m > 12 || !in_range(y)) return std::nullopt;
  const auto first = year(*y) / month(static_cast<unsigned>(*m));
  return days_between(first / 1, year_month_day(first / last));
}

std::optional<Span> read_year(std::string_view text) {
  const auto y = read_number(text, 4);
  if (!y || *y < 1900 || *y >= 2200) return std::nullopt;
  return Span{*y, *y};
}

std::optional<Span> read_arrival(std::string_view text) {
  const auto number = read_number(text, 9);
  return number ? std::optional(Span{*number, *number}) : std::nullopt;
}

/// `from..to`; either side may be left out.
std::optional<Clause> range_clause(Where where, std::string_view value, std::optional<Span> (*read)(std::string_view)) {
  Clause out;
  out.where = where;
  const auto dots = value.find("..");
  const auto left = value.substr(0, dots);
  const auto from = read(left);
  if (dots == std::string_view::npos) {
    if (!from) return std::nullopt;
    std::tie(out.from, out.to) = *from;
    return out;
  }
  const auto right = value.substr(dots + 2);
  const auto to = read(right);
  if ((left.empty() && right.empty()) || (!left.empty() && !from) || (!right.empty() && !to)) return std::nullopt;
  out.from = from ? from->first : -900'000;
  out.to = to ? to->second : 1'000'000'000;
  return out;
}

Clause code_clause(std::string_view value) {
  Clause out;
  out.where = Where::code;
  out.code = parse_typed_code(value);
  if (out.code) {
    out.value = out.code->folded();
  } else if (const auto number = read_number(value, 9)) {
    out.value = "#" + std::to_string(*number);
  } else {
    out.value = folded_value(value);
  }
  return out;
}

}  // namespace

std::optional<Where> find_field(std::string_view name) {
  if (!is_utf8(name)) return std::nullopt;
  const auto folded = folded_value(name);
  for (const auto& [known, where] : kNames) {
    if (known == folded) return where;
  }
  return std::nullopt;
}

std::optional<Clause> field_clause(Where where, std::string_view value, bool quoted) {
  Clause out;
  out.where = where;
  out.quoted = quoted;
  switch (where) {
    case Where::date:
    case Where::arrival_date: return range_clause(where, value, read_days);
    case Where::year: return range_clause(where, value, read_year);
    case Where::arrival: return range_clause(where, value, read_arrival);
    case Where::code: out = code_clause(value); return out.value.empty() ? std::nullopt : std::optional(out);
    case Where::kind: {
      const auto* known = find_kind(value);
      out.value = known != nullptr ? folded_value(known->name) : folded_value(value);
      break;
    }
    case Where::dossier:
    case Where::unit:
    case Where::state:
    case Where::urgency: out.value = folded_value(value); break;
    case Where::text:
    case Where::subject:
    case Where::agency:
    case Where::people: out.tokens = tokenize(value); return out.tokens.empty() ? std::nullopt : std::optional(out);
    case Where::overdue: return std::nullopt;
  }
  return out.value.empty() ? std::nullopt : std::optional(out);
}

}  // namespace chauban::search

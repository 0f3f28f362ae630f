// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/telemetry/metrics_text.h"

#include <charconv>

namespace chauban::telemetry {
namespace {

std::string number(double value) {
  std::array<char, 64> out{};
  const auto [end, failed] = std::to_chars(out.data(), out.data() + out.size(), value, std::chars_format::fixed);
  return failed == std::errc() ? std::string(out.data(), end) : "NaN";
}

void append_escaped(std::string& out, std::string_view value) {
  for (const char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
}

}  // namespace

MetricsText& MetricsText::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  text_.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name);
  text_.append(" ").append(type).append("\n");
  return *this;
}

void MetricsText::line(std::string_view suffix, Labels labels, std::string_view bound, std::string_view value) {
  text_.append(name_).append(suffix);
  char before = '{';
  const auto label = [&](std::string_view name, std::string_view its) {
    text_ += before;
    before = ',';
    text_.append(name).append("=\"");
    append_escaped(text_, its);
    text_ += '"';
  };
  for (const auto& [name, its] : labels) label(name, its);
  if (!bound.empty()) label("le", bound);
  if (before == ',') text_ += '}';
  text_.append(" ").append(value).append("\n");
}

MetricsText& MetricsText::sample(Labels labels, double value) {
  line("", labels, "", number(value));
  return *this;
}

MetricsText& MetricsText::sample(Labels labels, std::uint64_t value) {
  line("", labels, "", std::to_string(value));
  return *this;
}

MetricsText& MetricsText::sample(Labels labels, const Histogram& histogram) {
  const auto counts = histogram.counts();
  std::uint64_t all = 0;
  for (std::size_t i = 0; i < Histogram::kBoundsMicros.size(); ++i) {
    all += counts[i];
    line("_bucket", labels, number(static_cast<double>(Histogram::kBoundsMicros[i]) / 1e6), std::to_string(all));
  }
  all += counts.back();
  line("_bucket", labels, "+Inf", std::to_string(all));
  line("_sum", labels, "", number(histogram.sum_seconds()));
  line("_count", labels, "", std::to_string(all));
  return *this;
}

}  // namespace chauban::telemetry

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/telemetry/histogram.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace chauban::telemetry {

/// Writes the text exposition format of Prometheus, version 0.0.4: families one after the other, each with its samples.
/// Names and labels are ours; values of labels are escaped. No personal data in them. Thread: one.
class MetricsText {
 public:
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  /// Begins a family: what its samples have in common. `type`: counter, gauge, histogram.
  MetricsText& family(std::string_view name, std::string_view type, std::string_view help);
  MetricsText& sample(Labels labels, double value);
  MetricsText& sample(Labels labels, std::uint64_t value);
  MetricsText& sample(Labels labels, const Histogram& histogram);
  /// A family with one sample and no labels.
  template <class Number>
  MetricsText& single(std::string_view name, std::string_view type, std::string_view help, Number value) {
    return family(name, type, help).sample({}, value);
  }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void line(std::string_view suffix, Labels labels, std::string_view bound, std::string_view value);

  std::string text_;
  std::string name_;
};

}  // namespace chauban::telemetry

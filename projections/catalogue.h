// SPDX-License-Identifier: GPL-3.0-or-later
// All views, and the set of them as a running whole.
#pragma once

#include "projections/runner.h"

#include <map>
#include <memory>
#include <vector>

namespace chauban::projections {

/// The explicit list: a view that is not in it does not exist.
std::vector<std::shared_ptr<const Projection>> all_projections();

/// A runner for each view. Thread-safe.
class Views {
 public:
  /// `advanced(name)`: after each batch of a view, on that view's thread.
  static Result<std::unique_ptr<Views>> open(const Runner::Options& options,
                                             std::function<void(std::string_view name)> advanced = {});

  void start();
  void stop();
  void notify();

  /// `name` must be a view's: anything else is a Bug.
  [[nodiscard]] Runner& runner(std::string_view name);
  [[nodiscard]] const Runner& runner(std::string_view name) const;
  [[nodiscard]] ViewSnapshot read(std::string_view name) const { return runner(name).read(); }
  [[nodiscard]] bool has(std::string_view name) const { return runners_.contains(std::string(name)); }
  [[nodiscard]] std::vector<ViewStatus> status() const;

 private:
  Views() = default;
  std::map<std::string, std::unique_ptr<Runner>> runners_;
};

}  // namespace chauban::projections

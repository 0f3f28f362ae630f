// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that is read: the views over the state, and search over the documents view. app.cc has it behind a running
// server, the load generator behind none.
#pragma once

#include "projections/catalogue.h"
#include "projections/search_view.h"
#include "server/store.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

namespace chauban::server {

/// Thread-safe after open.
class ReadSide {
 public:
  struct Options {
    std::filesystem::path data;
    std::function<void(std::string_view name)> advanced = {};  ///< on the view's thread: it (not search) has new rows
    std::chrono::milliseconds search_rests_most = projections::SearchView::Options{}.commit_idle_most;
  };
  /// `store` outlives this. Errors: those of Views::open and SearchView::open.
  static Result<std::unique_ptr<ReadSide>> open(Store& store, Clock& clock, Options options);
  ~ReadSide();

  void stop();
  /// The state has new events.
  void notify() { views_->notify(); }
  [[nodiscard]] projections::Views& views() { return *views_; }
  [[nodiscard]] projections::SearchView& search() { return *search_; }
  /// Events not yet in the slowest view or in search; 0 when all are level.
  [[nodiscard]] std::uint64_t lag() const;

 private:
  ReadSide(Store& store, std::function<void(std::string_view)> advanced)
      : store_(store), advanced_(std::move(advanced)) {}

  Store& store_;
  std::function<void(std::string_view)> advanced_;
  std::unique_ptr<projections::Views> views_;
  std::unique_ptr<projections::SearchView> search_;
};

}  // namespace chauban::server

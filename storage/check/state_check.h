// SPDX-License-Identifier: GPL-3.0-or-later
// Compares a stopped state with the log it comes from: files by their checksums, the rows of events byte for byte, the
// order of each document's events, the tree's rows, and each view's rows with the digest it keeps of them. What
// `decide` reads (entities) has no digest: its files' checksums vouch for it, and `chauban rebuild --state` for more.
#pragma once

#include "storage/check/finding.h"
#include "storage/check/log_check.h"

#include <filesystem>
#include <memory>

namespace chauban::storage {

class StateCheck {
 public:
  /// Nothing to check is success. A state that does not open is reported, and nothing further is found in it.
  StateCheck(const std::filesystem::path& folder, Report report);
  ~StateCheck();
  StateCheck(const StateCheck&) = delete;
  StateCheck& operator=(const StateCheck&) = delete;

  /// Each record of the log, in order, partition by partition: what is after the state's own position is passed over.
  void follow(const Judged& judged);
  /// Once all were followed.
  void finish(const Progress& progress = {});

 private:
  class Body;
  std::unique_ptr<Body> body_;
};

/// A store that is looked at for its checksums only: `keys/`.
void check_files_of(const std::filesystem::path& folder, Place place, const Report& report);

}  // namespace chauban::storage

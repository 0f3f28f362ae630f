// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/app.h"
#include "server/cli/cli.h"
#include "server/cli/remote.h"

#include <memory>

namespace chauban::cli {

/// A server to speak to: the one that runs on this folder, or, if none does, one that is started here for the length of
/// the verb on a free port of the loopback. So every verb goes the same way, through the API.
class Session {
 public:
  /// Errors: those of App::start.
  static Result<std::unique_ptr<Session>> open(const Common& common);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] Remote& remote() { return *remote_; }
  [[nodiscard]] bool is_ours() const { return app_ != nullptr; }

 private:
  Session() = default;
  SystemClock clock_;
  SystemIds ids_;
  std::filesystem::path data_;
  std::unique_ptr<server::App> app_;
  std::unique_ptr<Remote> remote_;
};

/// Loads the demo from `scans` into an empty folder, or finishes a load that was interrupted; says who may sign in.
/// Nothing is added to somebody's real data, and nothing done without scans.
Status offer_demo(server::App& app, const std::filesystem::path& scans, Clock& clock);

/// Makes a key for verbs on this machine and leaves it with the address in the data folder.
Status let_verbs_in(server::App& app, const std::filesystem::path& data, const std::string& base_url, Clock& clock);

}  // namespace chauban::cli

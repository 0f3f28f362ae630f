// SPDX-License-Identifier: GPL-3.0-or-later
// The demo: one commune's People's Committee with its offices, an issued file plan, six accounts (one a role), and
// scanned letters that arrive as anybody's would. Made by commands through the front door; people and agencies are
// invented.
#pragma once

#include "schemas/base/time.h"
#include "server/auth/password.h"
#include "server/command/command_bus.h"
#include "server/processes/drop_folder.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace chauban::server {

struct DemoAccount {
  std::string user_name;
  std::string full_name;
  std::string title;
};

struct DemoParts {
  CommandBus& bus;
  auth::Passwords& passwords;
  Intake intake;
  Clock& clock;
};

/// Safe to repeat: every id and key is a function of what it stands for. Accounts whose password was set keep it.
/// Errors: those of the commands; file_unreadable when `scans` has no file.
Result<std::vector<DemoAccount>> load_demo(const DemoParts& parts, const std::filesystem::path& scans,
                                           std::string_view password);

/// The agency's id, for tests and the load generator.
AgencyId demo_agency();

}  // namespace chauban::server

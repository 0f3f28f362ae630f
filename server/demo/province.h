// SPDX-License-Identifier: GPL-3.0-or-later
// The agencies that generated letters are sent to: offices, people, a file plan for each year.
#pragma once

#include "domain/vocabulary.h"
#include "server/command/command_bus.h"
#include "server/demo/chance.h"

#include <vector>

namespace chauban::server {

struct DemoAgency {
  AgencyId id;
  Actor clerk, leader, archivist;
  std::vector<Actor> officers;
  int dossiers = 0;  ///< of each year's plan
};

struct ProvincePlan {
  int agencies = 1;
  int first_year = 0;
  int last_year = 0;
  int dossiers = 20;  ///< entries of a plan that dossiers are opened for
};

/// Units and people (partition 0), then plans (partition 1), by a process of the system. The first agency has the
/// demo's six accounts; others have the same with the agency's number behind: `vanthu2`. Errors: the commands'.
Result<std::vector<DemoAgency>> make_province(CommandBus& bus, Chance& chance, const ProvincePlan& plan);

/// `007.HS`: the plan's n-th dossier, n from 1.
std::string demo_notation(int n);

}  // namespace chauban::server

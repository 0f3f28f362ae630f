// SPDX-License-Identifier: GPL-3.0-or-later
// Letters nobody wrote, as a province writes them: varied words, codes, names and dates. Agencies and people are
// invented.
#pragma once

#include "domain/incoming/incoming.h"
#include "server/demo/chance.h"

#include <string>
#include <vector>

namespace chauban::server {

struct Letter {
  incoming::Registration registration;
  std::vector<std::string> lines;  ///< one page, lines of at most 80 characters; "" parts paragraphs
};

/// About 2,000 characters. `serial` makes the code unlike that of any other letter of the same issuer and year.
Letter make_letter(Chance& chance, int serial, Date issued);

/// `Nguyễn Thị Minh Hà`.
std::string make_name(Chance& chance);

}  // namespace chauban::server

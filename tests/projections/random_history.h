// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/projections/history.h"

namespace chauban::projections {

/// A long history from a seed: letters on all their ways, and events in orders that rules would never allow: a view is
/// total. Every kind of event of the agency's partition occurs.
History random_history(std::uint32_t seed, std::size_t events);

}  // namespace chauban::projections

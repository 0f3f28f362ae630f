// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "domain/calendar.h"
#include "domain/directory.h"
#include "domain/vocabulary.h"

#include <functional>

namespace chauban {

/// All a decision may know besides state: filled once, at the front door. The same context and state give the same
/// events.
struct Context {
  Timestamp now{};
  Date today{};  ///< of `now`, in Viet Nam
  Actor actor;
  const Directory& directory;
  const Calendar& calendar;
  std::function<Uuid()> new_id;  ///< deterministic in the order it is called
};

}  // namespace chauban

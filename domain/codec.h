// SPDX-License-Identifier: GPL-3.0-or-later
// What each aggregate's codec.cc gives to event.cc. Nobody else includes this.
#pragma once

#include "domain/event.h"

#include <cstdint>
#include <vector>

#define CHAUBAN_CODEC(aggregate)                                                      \
  namespace chauban::aggregate {                                                      \
  EncodedEvent encode(const Event& event);                                            \
  Result<Event> decode(std::uint16_t type, std::uint16_t version, BytesView payload); \
  std::vector<EventType> types();                                                     \
  }

CHAUBAN_CODEC(account)
CHAUBAN_CODEC(organisation)
CHAUBAN_CODEC(file)
CHAUBAN_CODEC(digitization)
CHAUBAN_CODEC(number_series)
CHAUBAN_CODEC(incoming)
CHAUBAN_CODEC(dossier)
CHAUBAN_CODEC(file_plan)

#undef CHAUBAN_CODEC

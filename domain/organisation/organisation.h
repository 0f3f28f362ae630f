// SPDX-License-Identifier: GPL-3.0-or-later
// Units and positions (domain 6.12). An agency is the root unit of its tree; its AgencyId is that unit's id.
#pragma once

#include "domain/vocabulary.h"
#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <string>
#include <variant>
#include <vector>

namespace chauban::organisation {

struct OrgUnitCreated {
  UnitId unit;
  AgencyId agency;
  bool operator==(const OrgUnitCreated&) const = default;
};
/// Names, codes and parents are dated: the newest `from` that is not after a day is the one that holds on that day.
struct OrgUnitNamed {
  Date from{};
  std::string name;
  std::string abbreviation;  ///< as in symbols: `UBND`, `VP`
  std::string organ_id;      ///< mã định danh, e.g. `H57.30.12`
  UnitId parent;             ///< nil for an agency
  bool operator==(const OrgUnitNamed&) const = default;
};
struct PositionCreated {
  PositionId position;
  UnitId unit;
  std::string title;  ///< `Chủ tịch`, `Chuyên viên`
  std::vector<Role> roles;
  bool operator==(const PositionCreated&) const = default;
};
/// From `from` the position is held by this account; nil: it is vacant. One person at a time.
struct PositionHeld {
  AccountId account;
  Date from{};
  bool operator==(const PositionHeld&) const = default;
};
using Event = std::variant<OrgUnitCreated, OrgUnitNamed, PositionCreated, PositionHeld>;

enum class Kind : std::uint8_t { absent, unit, position };
struct State {
  Kind kind = Kind::absent;
  AgencyId agency;    ///< of a unit
  UnitId unit;        ///< of a position
  AccountId holder;   ///< of a position
  Date named_from{};  ///< newest naming; the next may not lie before it
  bool operator==(const State&) const = default;
};

struct CreateUnit {
  UnitId unit;
  AgencyId agency;  ///< nil: the unit is itself an agency
  std::string name;
  std::string abbreviation;
  std::string organ_id;
  UnitId parent;
};
struct NameUnit {
  UnitId unit;
  Date from{};
  std::string name;
  std::string abbreviation;
  std::string organ_id;
  UnitId parent;
};
struct CreatePosition {
  PositionId position;
  UnitId unit;
  std::string title;
  std::vector<Role> roles;
};
struct HoldPosition {
  PositionId position;
  AccountId account;  ///< nil: make it vacant
};

State evolve(State state, const Event& event);
Bytes encode_state(const State& state);
Result<State> decode_state(BytesView bytes);

}  // namespace chauban::organisation

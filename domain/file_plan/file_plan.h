// SPDX-License-Identifier: GPL-3.0-or-later
// Danh mục hồ sơ: the year's file plan (domain 6.6; ND30 đ.28, Phụ lục V).
#pragma once

#include "domain/dossier/dossier.h"
#include "domain/vocabulary.h"
#include "schemas/base/bytes.h"
#include "schemas/base/result.h"

#include <string>
#include <variant>
#include <vector>

namespace chauban::file_plan {

/// The plan of an agency and year is a function of both: one in force.
FilePlanId plan_id(AgencyId agency, int year);

/// One line: a heading (đề mục) when `notation` is empty, else a dossier to be made under the last heading.
struct Entry {
  std::string notation;  ///< `01.TCCB`
  std::string title;
  dossier::Retention retention;
  UnitId unit;  ///< who makes the dossier; nil = any
  std::string note;
  bool operator==(const Entry&) const = default;
};

struct FilePlanIssued {
  FilePlanId plan;
  AgencyId agency;
  int year = 0;
  std::vector<Entry> entries;
  std::string decision;  ///< number and date of the decision that issues it
  bool operator==(const FilePlanIssued&) const = default;
};
struct FilePlanAmended {
  std::vector<Entry> added;  ///< at the end, under their own headings
  std::string decision;
  bool operator==(const FilePlanAmended&) const = default;
};
using Event = std::variant<FilePlanIssued, FilePlanAmended>;

struct State {
  bool issued = false;
  AgencyId agency;
  int year = 0;
  std::vector<Entry> entries;
  bool operator==(const State&) const = default;
};

/// Errors: state_conflict (issued), invalid_field (a notation twice, an empty title, a dossier before any heading).
struct IssueFilePlan {
  AgencyId agency;
  int year = 0;
  std::vector<Entry> entries;
  std::string decision;
};
struct AmendPlan {
  FilePlanId plan;
  std::vector<Entry> added;
  std::string decision;
};

State evolve(State state, const Event& event);
Bytes encode_state(const State& state);
Result<State> decode_state(BytesView bytes);

}  // namespace chauban::file_plan

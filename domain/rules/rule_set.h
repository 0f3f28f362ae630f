// SPDX-License-Identifier: GPL-3.0-or-later
// R1…R30 (domain 3) as data: which article, from when to when, how severe for whom. Only the rules that something here
// can meet stand in it; those of outgoing documents and copies come with those aggregates.
#pragma once

#include "domain/calendar.h"
#include "domain/vocabulary.h"
#include "schemas/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chauban {

/// Everything a rule may look at. A step fills what it knows; a rule speaks only at its own step.
struct RuleFacts {
  std::string code{};  ///< as written
  std::string subject{};
  Secrecy secrecy = Secrecy::none;
  Urgency urgency = Urgency::none;
  Date arrival_date{};
  Date today{};
  std::string reason{};  ///< why late, why refused
  bool registered = true;
  std::size_t leads = 1;
  bool has_deadline = true;
  const Calendar* calendar = nullptr;
};

enum class RuleStep { arrival, refusal, registration, direction };
/// own: documents the agency itself issues. incoming: another body's mistake is not ours to correct, what is written
/// stays.
enum class RuleScope { own, incoming };
enum class RuleSeverity { refuse, warn };

struct Rule {
  std::string_view id;       ///< `VT-R22`, also the key of its text
  std::string_view article;  ///< legal source
  Date from{};
  std::optional<Date> until;  ///< last day it holds
  RuleStep step = RuleStep::registration;
  RuleSeverity own = RuleSeverity::refuse;
  RuleSeverity incoming = RuleSeverity::refuse;
  ErrorCode code = ErrorCode::rule_broken;  ///< what a refusal by this rule is for a client
  bool (*broken)(const RuleFacts& facts) = nullptr;
};

/// Immutable.
class RuleSet {
 public:
  RuleSet(std::uint32_t version, std::vector<Rule> rules) : version_(version), rules_(std::move(rules)) {}

  /// The rules broken at this step that only warn, by id; or the first that refuses, as its error.
  [[nodiscard]] Result<std::vector<std::string>> check(RuleStep step, RuleScope scope, const RuleFacts& facts) const;
  [[nodiscard]] const std::vector<Rule>& rules() const { return rules_; }
  [[nodiscard]] std::uint32_t version() const { return version_; }

 private:
  std::uint32_t version_;
  std::vector<Rule> rules_;
};

/// The rules shipped with the program.
const RuleSet& vietnam_rules();

/// R22: the last day on which a registration is in time.
CountedDay registration_due(Date arrival, Urgency urgency, const Calendar& calendar);

}  // namespace chauban

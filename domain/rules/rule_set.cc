// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/rules/rule_set.h"

#include "domain/code_number.h"
#include "schemas/base/text.h"

#include <algorithm>

namespace chauban {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxSubject = 500;

/// What is no code at all breaks the form of codes (R2) and no other rule. A paper may bear none.
bool code_breaks(const std::string& code, std::string_view rule) {
  if (code.empty()) return false;
  const auto parsed = parse_code(code);
  if (!parsed) return rule == "VT-R2";
  return std::find(parsed->warnings.begin(), parsed->warnings.end(), rule) != parsed->warnings.end();
}

bool r1(const RuleFacts& f) { return code_breaks(f.code, "VT-R1"); }
bool r2(const RuleFacts& f) { return code_breaks(f.code, "VT-R2"); }
bool r3(const RuleFacts& f) { return code_breaks(f.code, "VT-R3"); }
bool r4(const RuleFacts& f) { return code_breaks(f.code, "VT-R4"); }
bool r10(const RuleFacts& f) { return trim(f.subject).empty() || count_characters(f.subject) > kMaxSubject; }
bool r22(const RuleFacts& f) {
  return registration_due(f.arrival_date, f.urgency, *f.calendar).day < f.today && trim(f.reason).empty();
}
bool r23(const RuleFacts& f) { return !f.registered; }
bool r24(const RuleFacts& f) { return trim(f.reason).empty(); }
bool r25(const RuleFacts& f) { return f.leads != 1 || !f.has_deadline; }
bool r29(const RuleFacts& f) { return f.secrecy != Secrecy::none; }

}  // namespace

CountedDay registration_due(Date arrival, Urgency urgency, const Calendar& calendar) {
  if (urgency != Urgency::none) return {arrival, false};
  return calendar.add_working_days(arrival, 1);
}

Result<std::vector<std::string>> RuleSet::check(RuleStep step, RuleScope scope, const RuleFacts& facts) const {
  std::vector<std::string> warnings;
  for (const auto& rule : rules_) {
    const bool in_force = rule.from <= facts.today && (!rule.until || facts.today <= *rule.until);
    if (rule.step != step || !in_force || !rule.broken(facts)) continue;
    if ((scope == RuleScope::own ? rule.own : rule.incoming) == RuleSeverity::refuse) {
      return refuse(rule.code, std::string(rule.id));
    }
    warnings.emplace_back(rule.id);
  }
  return warnings;
}

const RuleSet& vietnam_rules() {
  using enum RuleStep;
  using enum RuleSeverity;
  constexpr Date kNd30 = 2020y / 3 / 5;
  constexpr auto kBroken = ErrorCode::rule_broken;
  static const RuleSet kRules(
      1, {
             {"VT-R29",
              "NĐ 30/2020/NĐ-CP đ.16.3, đ.22.4; Luật Bảo vệ bí mật nhà nước 117/2025/QH15",
              kNd30,
              {},
              arrival,
              refuse,
              refuse,
              ErrorCode::secrecy_not_accepted,
              r29},
             {"VT-R24", "NĐ 30/2020/NĐ-CP đ.21.2", kNd30, {}, refusal, refuse, refuse, kBroken, r24},
             {"VT-R10",
              "NĐ 30/2020/NĐ-CP Phụ lục I, VI",
              kNd30,
              {},
              registration,
              refuse,
              refuse,
              ErrorCode::invalid_field,
              r10},
             {"VT-R1", "NĐ 30/2020/NĐ-CP đ.15.1, Phụ lục I", kNd30, {}, registration, refuse, warn, kBroken, r1},
             {"VT-R2", "NĐ 30/2020/NĐ-CP Phụ lục I, III", kNd30, {}, registration, refuse, warn, kBroken, r2},
             {"VT-R3", "NĐ 30/2020/NĐ-CP Phụ lục I", kNd30, {}, registration, refuse, warn, kBroken, r3},
             {"VT-R4", "NĐ 30/2020/NĐ-CP đ.15.1a", kNd30, {}, registration, refuse, warn, kBroken, r4},
             {"VT-R22",
              "NĐ 30/2020/NĐ-CP đ.4.2c",
              kNd30,
              {},
              registration,
              refuse,
              refuse,
              ErrorCode::late_reason_required,
              r22},
             {"VT-R23", "NĐ 30/2020/NĐ-CP đ.22.1", kNd30, {}, direction, refuse, refuse, kBroken, r23},
             {"VT-R25", "NĐ 30/2020/NĐ-CP đ.23", kNd30, {}, direction, refuse, refuse, kBroken, r25},
         });
  return kRules;
}

}  // namespace chauban

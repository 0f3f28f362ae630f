// SPDX-License-Identifier: GPL-3.0-or-later
// A passing and a failing example for every rule of the set; a rule without both fails here.
#include "domain/rules/rule_set.h"
#include "tests/support/matchers.h"

namespace chauban {
namespace {

using namespace std::chrono_literals;

struct Example {
  std::string rule;
  bool passes;
  RuleFacts facts;
};

RuleFacts letter() {
  RuleFacts f;
  f.code = "1287/SNV-CCHC";
  f.subject = "Về việc báo cáo";
  f.arrival_date = f.today = 2026y / 11 / 20;
  f.calendar = &vietnam_calendar();
  return f;
}
template <class Change>
Example example(const char* rule, bool passes, Change change) {
  auto facts = letter();
  change(facts);
  return {rule, passes, facts};
}

const std::vector<Example>& examples() {
  static const std::vector<Example> kExamples{
      example("VT-R1", true, [](auto& f) { f.code = "05/BC-SNV"; }),
      example("VT-R1", false, [](auto& f) { f.code = "5/BC-SNV"; }),
      example("VT-R1", false, [](auto& f) { f.code = "005/BC-SNV"; }),
      example("VT-R2", true, [](auto& f) { f.code = "15/QĐ-UBND"; }),
      example("VT-R2", true, [](auto& f) { f.code = ""; }),
      example("VT-R2", false, [](auto& f) { f.code = "15/QD-UBND"; }),
      example("VT-R2", false, [](auto& f) { f.code = "15-QĐ/UBND"; }),
      example("VT-R3", true, [](auto& f) { f.code = "1287/SNV-CCHC"; }),
      example("VT-R3", false, [](auto& f) { f.code = "1287/CV-SNV"; }),
      example("VT-R4", true, [](auto& f) { f.code = "15/2026/QĐ-UBND"; }),
      example("VT-R4", false, [](auto& f) { f.code = "15/2026/BC-UBND"; }),
      example("VT-R10", true, [](auto& f) { f.subject = std::string(500, 'a'); }),
      example("VT-R10", false, [](auto& f) { f.subject = std::string(501, 'a'); }),
      example("VT-R10", false, [](auto& f) { f.subject = " "; }),
      example("VT-R22", true, [](auto& f) { f.today = 2026y / 11 / 23; }),
      example("VT-R22", false, [](auto& f) { f.today = 2026y / 11 / 25; }),
      example("VT-R22", true,
              [](auto& f) {
                f.today = 2026y / 11 / 25;
                f.reason = "mất điện";
              }),
      example("VT-R22", false,
              [](auto& f) {
                f.today = 2026y / 11 / 23;
                f.urgency = Urgency::khan;
              }),
      example("VT-R23", true, [](auto& f) { f.registered = true; }),
      example("VT-R23", false, [](auto& f) { f.registered = false; }),
      example("VT-R24", true, [](auto& f) { f.reason = "gửi nhầm"; }),
      example("VT-R24", false, [](auto& f) { f.reason = ""; }),
      example("VT-R25", true, [](auto& f) { f.leads = 1; }),
      example("VT-R25", false, [](auto& f) { f.leads = 2; }),
      example("VT-R25", false, [](auto& f) { f.leads = 0; }),
      example("VT-R29", true, [](auto& f) { f.secrecy = Secrecy::none; }),
      example("VT-R29", false, [](auto& f) { f.secrecy = Secrecy::mat; }),
  };
  return kExamples;
}

TEST(RuleSet, every_rule_has_examples) {
  for (const auto& rule : vietnam_rules().rules()) {
    for (const bool passes : {true, false}) {
      EXPECT_TRUE(std::any_of(examples().begin(), examples().end(),
                              [&](const auto& e) { return e.rule == rule.id && e.passes == passes; }))
          << rule.id << " has no example that " << (passes ? "passes" : "fails");
    }
    EXPECT_FALSE(rule.article.empty()) << rule.id;
  }
}

TEST(RuleSet, every_example_is_judged_as_the_law_does) {
  for (const auto& example : examples()) {
    const auto& rules = vietnam_rules().rules();
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const auto& r) { return r.id == example.rule; });
    ASSERT_NE(rule, rules.end()) << example.rule;
    EXPECT_EQ(rule->broken(example.facts), !example.passes) << example.rule << " " << example.facts.code;
  }
}

TEST(RuleSet, is_stricter_with_our_own_documents_than_with_those_of_others) {
  auto facts = letter();
  facts.code = "1287/CV-SNV";
  EXPECT_THAT(vietnam_rules().check(RuleStep::registration, RuleScope::own, facts),
              FailsWith(ErrorCode::rule_broken, "VT-R3"));
  EXPECT_EQ(*vietnam_rules().check(RuleStep::registration, RuleScope::incoming, facts),
            std::vector<std::string>{"VT-R3"});
}

TEST(RuleSet, does_not_speak_before_a_rule_was_in_force) {
  auto facts = letter();
  facts.code = "1287/CV-SNV";
  facts.arrival_date = facts.today = 2020y / 3 / 4;
  EXPECT_TRUE(vietnam_rules().check(RuleStep::registration, RuleScope::own, facts)->empty());
  facts.arrival_date = facts.today = 2020y / 3 / 5;
  EXPECT_THAT(vietnam_rules().check(RuleStep::registration, RuleScope::own, facts), FailsWith(ErrorCode::rule_broken));
}

}  // namespace
}  // namespace chauban

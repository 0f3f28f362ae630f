// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/auth/policy.h"
#include "tests/support/matchers.h"

#include <array>

namespace chauban::auth {
namespace {

constexpr std::array kAll{Role::clerk,     Role::officer,   Role::unit_head, Role::leader,
                          Role::archivist, Role::reception, Role::admin,     Role::auditor};

std::set<Role> holders(Permission permission) {
  std::set<Role> out;
  for (const Role role : kAll) {
    if (allows(role, permission)) out.insert(role);
  }
  return out;
}

TEST(Policy, gives_each_act_of_the_flow_to_who_may_do_it) {
  using Roles = std::set<Role>;
  EXPECT_EQ(holders(Permission::register_incoming), Roles{Role::clerk});
  EXPECT_EQ(holders(Permission::propose_void), Roles{Role::clerk});
  EXPECT_EQ(holders(Permission::approve_void), (Roles{Role::unit_head, Role::leader}));
  EXPECT_EQ(holders(Permission::give_direction), Roles{Role::leader});
  EXPECT_EQ(holders(Permission::accept_transfer), Roles{Role::archivist});
  EXPECT_EQ(holders(Permission::admin_users), Roles{Role::admin});
  EXPECT_EQ(holders(Permission::handle), (Roles{Role::clerk, Role::officer, Role::unit_head, Role::leader}));
}

TEST(Policy, lets_an_administrator_read_no_content) {
  for (const auto permission :
       {Permission::files_read, Permission::read_document, Permission::read_inbox, Permission::read_registers,
        Permission::read_archive, Permission::search, Permission::read_events}) {
    EXPECT_FALSE(allows(Role::admin, permission)) << to_string(permission);
  }
}

TEST(Policy, lets_an_auditor_write_nothing) {
  std::vector<Role> auditor{Role::auditor};

  EXPECT_THAT(permissions_of(auditor),
              testing::UnorderedElementsAre(Permission::open, Permission::read_self, Permission::write_self,
                                            Permission::read_document, Permission::read_registers,
                                            Permission::read_archive, Permission::read_events));
}

TEST(Policy, denies_everything_but_themselves_to_somebody_without_a_role) {
  EXPECT_THAT(permissions_of({}),
              testing::UnorderedElementsAre(Permission::open, Permission::read_self, Permission::write_self));
}

TEST(Policy, lets_a_key_that_reads_jobs_stop_none) {
  EXPECT_TRUE(allows({Scope::jobs_read}, Permission::jobs, true));
  EXPECT_FALSE(allows({Scope::jobs_read}, Permission::jobs, false));
  EXPECT_TRUE(allows({Scope::files_write}, Permission::jobs, false));
}

TEST(Policy, asks_a_key_for_the_scope_too) {
  const std::set<Scope> reads{Scope::documents_read};

  EXPECT_TRUE(allows(reads, Permission::read_inbox, true));
  EXPECT_FALSE(allows(reads, Permission::register_incoming, false));
  EXPECT_FALSE(allows(reads, Permission::search, true));
  EXPECT_TRUE(allows(std::set{Scope::admin_read}, Permission::admin_users, true));
  EXPECT_FALSE(allows(std::set{Scope::admin_read}, Permission::admin_users, false));
}

TEST(Policy, lets_no_key_make_keys) {
  std::set<Scope> every;
  for (int i = 0; i <= static_cast<int>(Scope::scim); ++i) every.insert(static_cast<Scope>(i));

  EXPECT_FALSE(allows(every, Permission::write_self, false));
}

TEST(Scope, is_read_as_it_is_written) {
  for (int i = 0; i <= static_cast<int>(Scope::scim); ++i) {
    EXPECT_EQ(parse_scope(to_string(static_cast<Scope>(i))), static_cast<Scope>(i));
  }
  EXPECT_EQ(parse_scope("documents"), std::nullopt);
}

}  // namespace
}  // namespace chauban::auth

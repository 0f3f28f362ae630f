// SPDX-License-Identifier: GPL-3.0-or-later
// The cells of domain 11.2 that this flow has.
#include "domain/access.h"

#include "tests/support/memory_world.h"

namespace chauban {
namespace {

bool reads(const Commune& c, const Person& who, const incoming::State& doc, bool archived = false) {
  DocumentFlow flow;
  flow.positions = {c.officer.position};
  flow.units = {c.office};
  return may_read(reader_rights(c.world.directory(), who.account), document_rights(doc, flow, archived));
}

TEST(Access, opens_internal_documents_to_clerks_leaders_and_the_flow) {
  Commune c;
  const auto doc = c.document(c.in_handling());
  for (const auto* who : {&c.clerk, &c.leader, &c.officer, &c.unit_head}) EXPECT_TRUE(reads(c, *who, doc));
  for (const auto* who : {&c.second_officer, &c.culture_head, &c.archivist, &c.admin})
    EXPECT_FALSE(reads(c, *who, doc));
}

TEST(Access, opens_restricted_documents_to_the_flow_alone) {
  Commune c;
  auto doc = c.document(c.in_handling());
  doc.registration.sensitivity = 3;
  for (const auto* who : {&c.officer, &c.unit_head}) EXPECT_TRUE(reads(c, *who, doc));
  for (const auto* who : {&c.clerk, &c.leader, &c.archivist, &c.admin}) EXPECT_FALSE(reads(c, *who, doc, true));
}

TEST(Access, opens_to_the_archivist_what_the_archive_has_taken) {
  Commune c;
  const auto doc = c.document(c.in_handling());
  EXPECT_FALSE(reads(c, c.archivist, doc));
  EXPECT_TRUE(reads(c, c.archivist, doc, true));
}

TEST(Access, goes_with_the_post) {
  Commune c;
  const auto doc = c.document(c.in_handling());
  ASSERT_TRUE(c.world.run(organisation::HoldPosition{c.officer.position, {}}, c.admin.actor()));
  EXPECT_FALSE(reads(c, c.officer, doc));
}

}  // namespace
}  // namespace chauban

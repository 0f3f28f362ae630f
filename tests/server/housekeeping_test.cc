// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/processes/housekeeping.h"

#include <gtest/gtest.h>

#include <future>

namespace chauban::server {
namespace {

TEST(Housekeeping, DoesEachChoreAgainAndAgainAlthoughOneFails) {
  std::promise<void> third;
  int times = 0;
  Housekeeping housekeeping({{"broken", [] { return Status(refuse(ErrorCode::internal)); }},
                             {"sound",
                              [&] {
                                if (++times == 3) third.set_value();
                                return Status();
                              }}},
                            std::chrono::milliseconds(1));
  EXPECT_EQ(third.get_future().wait_for(std::chrono::seconds(30)), std::future_status::ready);
}

TEST(Housekeeping, StopsWhileItWaitsForTheNextTime) {
  std::promise<void> first;
  Housekeeping housekeeping({{"once", [&] {
                                first.set_value();
                                return Status();
                              }}});
  first.get_future().wait();
  housekeeping.stop();
  housekeeping.stop();
}

}  // namespace
}  // namespace chauban::server

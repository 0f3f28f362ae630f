// SPDX-License-Identifier: GPL-3.0-or-later
#include "schemas/base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace chauban {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

/// What is written to standard error meanwhile.
template <class Work>
std::string written(Work work) {
  testing::internal::CaptureStderr();
  work();
  return testing::internal::GetCapturedStderr();
}

class JsonLog : public ::testing::Test {
 protected:
  JsonLog() { set_log_format(LogFormat::json); }
  ~JsonLog() override { set_log_format(LogFormat::readable); }
};

TEST(Log, is_one_readable_line_whatever_a_value_holds) {
  const auto line = written([] { log_info("upload.refused", {{"why", "a \"b\"\nc"}, {"size", "12"}}); });

  EXPECT_THAT(line, EndsWith(" info upload.refused why=\"a \\\"b\\\" c\" size=12\n"));
}

TEST(Log, names_the_request_of_the_thread_that_writes_while_it_is_worked_on) {
  const auto lines = written([] {
    {
      const LogRequest named("4bf92f35");
      log_warning("inside");
      std::thread([] { log_warning("elsewhere"); }).join();
    }
    log_warning("after");
  });

  EXPECT_THAT(lines, HasSubstr("inside request=4bf92f35\n"));
  EXPECT_THAT(lines, HasSubstr("elsewhere\n"));
  EXPECT_THAT(lines, HasSubstr("after\n"));
}

TEST_F(JsonLog, escapes_what_would_end_a_string_or_a_line) {
  const auto line = written([] {
    const LogRequest named("4bf92f35");
    log_error("log.read_only", {{"why", "\"\\\n\x01 đ"}});
  });

  EXPECT_THAT(line, StartsWith(R"({"time":"20)"));
  EXPECT_THAT(line, HasSubstr(R"(","level":"error","event":"log.read_only","request")"));
  EXPECT_THAT(line, EndsWith("}\n"));
  EXPECT_THAT(line, HasSubstr(R"("request":"4bf92f35","why":"\"\\\u000a\u0001 đ"})"));
}

TEST_F(JsonLog, never_holds_bytes_that_are_no_text) {
  const auto line = written([] { log_error("odd", {{"why", "a\xff\xfez"}}); });

  EXPECT_THAT(line, HasSubstr(R"("why":"a??z")"));
  EXPECT_THAT(line, Not(HasSubstr("\xff")));
}

}  // namespace
}  // namespace chauban

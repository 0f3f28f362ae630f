// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/sandbox.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace chauban::ocr {
namespace {

/// The exit code names the first wall that has a hole; 0: none.
int holes_from_inside() {
  const auto walls = enter_sandbox({});
  if (!walls.seccomp) return 1;
  const auto refused = [](long result) { return result == -1 && (errno == EPERM || errno == EACCES); };
  const pid_t server = getppid();
  rlimit own{};
  if (!refused(syscall(SYS_tgkill, server, server, 0))) return 2;
  if (!refused(prlimit(server, RLIMIT_CPU, nullptr, &own))) return 3;
  if (!refused(syscall(SYS_kill, server, 0))) return 4;
  if (!refused(socket(AF_INET, SOCK_STREAM, 0))) return 5;
  if (!refused(open("/tmp/chauban-must-not-be", O_WRONLY | O_CREAT, 0600))) return 6;
  if (!refused(syscall(SYS_execve, "/bin/true", nullptr, nullptr))) return 7;
  if (prlimit(0, RLIMIT_CPU, nullptr, &own) != 0) return 8;  // its own limits it may look at
  return 0;
}

TEST(SandboxDeathTest, LetsAWorkerTouchNobodyElse) {
  EXPECT_EXIT(_exit(holes_from_inside()), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace chauban::ocr

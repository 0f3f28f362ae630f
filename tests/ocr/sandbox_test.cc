// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/sandbox.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/landlock.h>
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

/// Likewise, for files: what stands in the list, be it a folder or one file, may be read, and nothing else.
int holes_in_the_files() {
  const bool kernel_has = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0;
  if (enter_sandbox({"/usr/lib", "/dev/null", "/no/such/place"}).landlock != kernel_has) return 1;
  if (!kernel_has) return 0;
  if (open("/dev/null", O_RDONLY) < 0) return 2;
  if (open("/usr/lib", O_RDONLY | O_DIRECTORY) < 0) return 3;
  if (open("/etc/passwd", O_RDONLY) >= 0 || errno != EACCES) return 4;
  return 0;
}

TEST(SandboxDeathTest, LetsAWorkerTouchNobodyElse) {
  EXPECT_EXIT(_exit(holes_from_inside()), testing::ExitedWithCode(0), "");
}

// A worker could read every file of the server's user: a single file in the list spoilt the whole wall.
TEST(SandboxDeathTest, LetsAWorkerReadWhatIsListedOnly) {
  EXPECT_EXIT(_exit(holes_in_the_files()), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace chauban::ocr

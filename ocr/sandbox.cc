// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/sandbox.h"

#include "ocr/descriptor.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>

namespace chauban::ocr {

namespace {

/// What reading a page needs once the libraries are loaded. Everything else fails with EPERM rather than death, so that
/// a library's optional wish costs nothing.
constexpr std::array kAllowed = {SCMP_SYS(read),
                                 SCMP_SYS(pread64),
                                 SCMP_SYS(readv),
                                 SCMP_SYS(write),
                                 SCMP_SYS(pwrite64),
                                 SCMP_SYS(writev),
                                 SCMP_SYS(lseek),
                                 SCMP_SYS(close),
                                 SCMP_SYS(close_range),
                                 SCMP_SYS(fstat),
                                 SCMP_SYS(newfstatat),
                                 SCMP_SYS(stat),
                                 SCMP_SYS(lstat),
                                 SCMP_SYS(statx),
                                 SCMP_SYS(statfs),
                                 SCMP_SYS(fstatfs),
                                 SCMP_SYS(access),
                                 SCMP_SYS(faccessat),
                                 SCMP_SYS(faccessat2),
                                 SCMP_SYS(readlink),
                                 SCMP_SYS(readlinkat),
                                 SCMP_SYS(getcwd),
                                 SCMP_SYS(getdents64),
                                 SCMP_SYS(mmap),
                                 SCMP_SYS(munmap),
                                 SCMP_SYS(mremap),
                                 SCMP_SYS(mprotect),
                                 SCMP_SYS(madvise),
                                 SCMP_SYS(brk),
                                 SCMP_SYS(memfd_create),
                                 SCMP_SYS(dup),
                                 SCMP_SYS(poll),
                                 SCMP_SYS(ppoll),
                                 SCMP_SYS(recvmsg),
                                 SCMP_SYS(sendmsg),
                                 SCMP_SYS(futex),
                                 SCMP_SYS(rseq),
                                 SCMP_SYS(set_robust_list),
                                 SCMP_SYS(sched_yield),
                                 SCMP_SYS(sched_getaffinity),
                                 SCMP_SYS(rt_sigaction),
                                 SCMP_SYS(rt_sigprocmask),
                                 SCMP_SYS(rt_sigreturn),
                                 SCMP_SYS(sigaltstack),
                                 SCMP_SYS(restart_syscall),
                                 SCMP_SYS(clock_gettime),
                                 SCMP_SYS(clock_getres),
                                 SCMP_SYS(gettimeofday),
                                 SCMP_SYS(time),
                                 SCMP_SYS(nanosleep),
                                 SCMP_SYS(clock_nanosleep),
                                 SCMP_SYS(getrandom),
                                 SCMP_SYS(getrusage),
                                 SCMP_SYS(times),
                                 SCMP_SYS(getrlimit),
                                 SCMP_SYS(setrlimit),
                                 SCMP_SYS(sysinfo),
                                 SCMP_SYS(uname),
                                 SCMP_SYS(getpid),
                                 SCMP_SYS(gettid),
                                 SCMP_SYS(getuid),
                                 SCMP_SYS(geteuid),
                                 SCMP_SYS(getgid),
                                 SCMP_SYS(getegid),
#if defined(__SANITIZE_ADDRESS__)  // how UndefinedBehaviorSanitizer finds out what memory may be looked at
                                 SCMP_SYS(pipe),
                                 SCMP_SYS(pipe2),
#endif
                                 SCMP_SYS(exit),
                                 SCMP_SYS(exit_group)};

bool add_seccomp() {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (filter == nullptr) return false;
  bool ok = true;
  for (const int call : kAllowed) ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0) == 0;
  constexpr std::uint64_t kWriting = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
  ok = ok &&
       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, kWriting, 0)) == 0;
  ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, kWriting, 0)) == 0;
  // fcntl only to look: the answer's seals, a descriptor's flags.
  for (const int command : {F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC, F_GET_SEALS}) {
    ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
                                SCMP_A1(SCMP_CMP_EQ, static_cast<std::uint64_t>(command))) == 0;
  }
  // Only itself: the server runs as the same user, and what has got hold of a worker must not end or starve it.
  const auto self = static_cast<std::uint64_t>(getpid());
  ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, self)) == 0;
  ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A0(SCMP_CMP_EQ, 0)) == 0;
  ok = ok && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return ok;
}

/// Landlock, version 1 of its interface: what every kernel that has it understands.
bool add_landlock(const std::vector<std::filesystem::path>& readable) {
  constexpr std::uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
  constexpr std::uint64_t kAll = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1U) - 1;
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = kAll;
  const Descriptor rules(static_cast<int>(syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0)));
  if (!rules) return false;
  for (const auto& path : readable) {
    const Descriptor place(open(path.c_str(), O_PATH | O_CLOEXEC));
    if (!place) continue;
    struct stat what{};
    if (fstat(place.get(), &what) != 0) return false;
    landlock_path_beneath_attr below{};
    // The kernel refuses a right that a file cannot have.
    below.allowed_access = S_ISDIR(what.st_mode) ? kRead : LANDLOCK_ACCESS_FS_READ_FILE;
    below.parent_fd = place.get();
    if (syscall(SYS_landlock_add_rule, rules.get(), LANDLOCK_RULE_PATH_BENEATH, &below, 0) != 0) return false;
  }
  return syscall(SYS_landlock_restrict_self, rules.get(), 0) == 0;
}

void limit(__rlimit_resource resource, rlim_t most) {
  rlimit now{};
  getrlimit(resource, &now);
  const rlimit lower{std::min(most, now.rlim_max), std::min(most, now.rlim_max)};
  setrlimit(resource, &lower);
}

}  // namespace

Walls enter_sandbox(const std::vector<std::filesystem::path>& readable) {
  constexpr rlim_t kFiles = 64;
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, kFiles);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_DUMPABLE, 0);
  Walls walls;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return walls;
  walls.landlock = add_landlock(readable);
  walls.seccomp = add_seccomp();
  return walls;
}

void allow_cpu_time(std::chrono::seconds more) {
  rlimit now{};
  getrlimit(RLIMIT_CPU, &now);
  now.rlim_cur = static_cast<rlim_t>(cpu_seconds_used()) + static_cast<rlim_t>(more.count()) + 1;
  if (now.rlim_max == RLIM_INFINITY || now.rlim_cur < now.rlim_max) setrlimit(RLIMIT_CPU, &now);
}

double cpu_seconds_used() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace chauban::ocr

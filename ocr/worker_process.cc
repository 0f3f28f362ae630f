// SPDX-License-Identifier: GPL-3.0-or-later
#include "ocr/worker_process.h"

#include "ocr/worker_main.h"
#include "schemas/base/shortage.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <utility>

namespace chauban::ocr {

namespace {

/// Nothing of the server's environment (it may hold secrets) but where the models are.
std::vector<std::string> clean_environment() {
  // One page a process beats many threads a page, and the limit is looked at before main (ocr reference 2).
  std::vector<std::string> lines = {"OMP_THREAD_LIMIT=1", "LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin"};
  const char* models = std::getenv("TESSDATA_PREFIX");  // NOLINT(concurrency-mt-unsafe): read only
  if (models != nullptr) lines.push_back(std::string("TESSDATA_PREFIX=") + models);
  return lines;
}

/// That the machine is short of something now says nothing about the page: it may be tried again.
tl::unexpected<Error> not_started(int error) {
  return refuse(is_shortage(error) ? ErrorCode::overloaded : ErrorCode::internal, "worker_start_failed");
}

/// Calm signals, no descriptors but the socket as number 3, and standard error for the log.
class SpawnPlan {
 public:
  explicit SpawnPlan(int socket) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, socket, kWorkerSocket);
    posix_spawn_file_actions_addclosefrom_np(&actions_, kWorkerSocket + 1);
    posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    // Its own group: a Ctrl-C at the terminal stops the server, which then stops its workers in order.
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  /// Errors: those of not_started.
  Result<int> run(const std::filesystem::path& executable) const {
    std::string path = executable.string();
    std::string verb = "ocr-worker";
    std::array<char*, 3> arguments = {path.data(), verb.data(), nullptr};
    auto lines = clean_environment();
    std::vector<char*> environment;
    for (auto& line : lines) environment.push_back(line.data());
    environment.push_back(nullptr);
    pid_t pid = -1;
    const int failed = posix_spawn(&pid, path.c_str(), &actions_, &attributes_, arguments.data(), environment.data());
    if (failed != 0) return not_started(failed);
    return pid;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(const std::filesystem::path& executable,
                                                            [[maybe_unused]] const Limits& limits) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return not_started(errno);
  }
  Descriptor ours(ends[0]);
  const Descriptor theirs(ends[1]);
  CHAUBAN_TRY(const int pid, SpawnPlan(theirs.get()).run(executable));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // their shadow takes terabytes of address space
  const rlimit memory{limits.worker_memory, limits.worker_memory};
  prlimit(pid, RLIMIT_AS, &memory, nullptr);
#endif
  return std::unique_ptr<WorkerProcess>(new WorkerProcess(pid, std::move(ours)));
}

WorkerProcess::~WorkerProcess() {
  kill();
  const std::scoped_lock lock(mutex_);
  pid_t reaped = 0;
  do reaped = waitpid(pid_, nullptr, 0);
  while (reaped < 0 && errno == EINTR);
  pid_ = -1;
}

Result<Reply> WorkerProcess::ask(const Request& request, const std::vector<int>& descriptors,
                                 std::chrono::seconds limit) {
  ++asked_;
  const auto sent = send_packet(socket_.get(), encode_request(request), descriptors);
  if (!sent) return refuse(ErrorCode::ocr_page_failed, "worker_died");
  return receive_reply(socket_.get(), static_cast<int>(std::chrono::milliseconds(limit).count()));
}

void WorkerProcess::kill() {
  const std::scoped_lock lock(mutex_);
  if (pid_ > 0) ::kill(pid_, SIGKILL);
}

int WorkerProcess::pid() const {
  const std::scoped_lock lock(mutex_);
  return pid_;
}

}  // namespace chauban::ocr

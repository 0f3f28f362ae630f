// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/processes/child_process.h"

#include "schemas/base/shortage.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace chauban::server {
namespace {

class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
  }
  ~Pipe() {
    close_write();
    if (ends_[0] >= 0) ::close(ends_[0]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] int read_end() const { return ends_[0]; }
  [[nodiscard]] int write_end() const { return ends_[1]; }
  void close_write() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  std::array<int, 2> ends_{};
};

/// Reads what is there; false at the end.
bool take(int fd, std::string& into, std::size_t max) {
  std::array<char, 65536> buffer{};
  const auto got = ::read(fd, buffer.data(), buffer.size());
  if (got <= 0) return false;
  into.append(buffer.data(), std::min(static_cast<std::size_t>(got), max + 1 - std::min(max + 1, into.size())));
  return true;
}

/// True if both ended in time and within the limit.
bool collect(const Pipe& out, const Pipe& err, std::chrono::milliseconds patience, std::size_t max_out,
             ChildOutput& output) {
  const auto end = std::chrono::steady_clock::now() + patience;
  std::array<pollfd, 2> waiting{{{out.read_end(), POLLIN, 0}, {err.read_end(), POLLIN, 0}}};
  while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
    if (left <= 0 || poll(waiting.data(), waiting.size(), static_cast<int>(left)) <= 0) return false;
    if (waiting[0].revents != 0 && !take(out.read_end(), output.out, max_out)) waiting[0].fd = -1;
    if (waiting[1].revents != 0 && !take(err.read_end(), output.err, 4096)) waiting[1].fd = -1;
    if (output.out.size() > max_out) return false;
  }
  return true;
}

}  // namespace

Result<ChildOutput> run_child(const std::filesystem::path& executable, const std::vector<std::string>& arguments,
                              int stdin_fd, std::chrono::milliseconds patience, std::size_t max_out) {
  Pipe out;
  Pipe err;
  if (out.read_end() < 0 || err.read_end() < 0) return refuse(ErrorCode::overloaded);  // no descriptor left
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, stdin_fd, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.write_end(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.write_end(), STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  std::string path = executable.string();
  std::vector<std::string> words{path};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::string limit = "OMP_THREAD_LIMIT=1";
  std::string language = "LC_ALL=C.UTF-8";
  std::array<char*, 3> environment{limit.data(), language.data(), nullptr};
  pid_t child = -1;
  const int failed = posix_spawn(&child, path.c_str(), &actions, nullptr, argv.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  if (is_shortage(failed)) return refuse(ErrorCode::overloaded);
  if (failed != 0) return refuse(ErrorCode::internal, "child_not_started");
  out.close_write();
  err.close_write();
  ChildOutput output;
  const bool in_time = collect(out, err, patience, max_out, output);
  if (!in_time) ::kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  output.exit_code = in_time && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return output;
}

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/cli/cli.h"
#include "server/messages/messages.h"

#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

namespace chauban::cli {

int report(const Error& error) {
  for (const auto language : {http::Language::vi, http::Language::en}) {
    const auto text = messages::text_of(error, language);
    std::cerr << text.title << ". " << text.detail << "\n";
  }
  std::cerr << "(" << to_string(error.code) << (error.key.empty() ? "" : " " + error.key);
  for (const auto& [name, value] : error.details) std::cerr << " " << name << "=" << value;
  std::cerr << ")\n";
  return kRefused;
}

std::filesystem::path own_executable() {
  std::error_code failed;
  return std::filesystem::read_symlink("/proc/self/exe", failed);
}

std::string ask_password(const std::string& prompt) {
  std::string line;
  if (isatty(STDIN_FILENO) == 0) {
    std::getline(std::cin, line);
    return line;
  }
  std::cerr << prompt << std::flush;
  termios before{};
  tcgetattr(STDIN_FILENO, &before);
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  tcsetattr(STDIN_FILENO, TCSANOW, &silent);
  std::getline(std::cin, line);
  tcsetattr(STDIN_FILENO, TCSANOW, &before);
  std::cerr << "\n";
  return line;
}

void show_progress(const std::string& what, std::uint64_t done, std::uint64_t all) {
  if (isatty(STDERR_FILENO) == 0) return;
  constexpr std::uint64_t width = 40;
  const auto full = all == 0 ? width : std::min(width, done * width / all);
  std::cerr << "\r" << what << " [" << std::string(full, '#') << std::string(width - full, '.') << "] " << done << "/"
            << all << (done >= all ? "\n" : "") << std::flush;
}

}  // namespace chauban::cli

// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that ask one after the other, each on a connection of its own, and how long each answer took.
// bench_http PORT --clients N --seconds S [--requests N] [--header H]… [--method POST --key] FILE
// FILE has one request a line: the target, and after a tab the body of a POST. `{n}` becomes a number that no other
// request has. With --key each request has an Idempotency-Key. Prints one JSON object; times in milliseconds.
#include "tests/support/http_client.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace chauban {
namespace {

using Clock = std::chrono::steady_clock;

struct Options {
  std::uint16_t port = 0;
  int clients = 8;
  double seconds = 10;
  std::uint64_t requests = UINT64_MAX;  ///< no more than these, even if there is time left
  std::string method = "GET";
  std::vector<std::string> headers;
  bool key = false;
  std::string file;
};

struct Line {
  std::string target;
  std::string body;
};

std::vector<Line> read_lines(const std::string& path) {
  std::vector<Line> lines;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    const auto tab = line.find('\t');
    lines.push_back({line.substr(0, tab), tab == std::string::npos ? "" : line.substr(tab + 1)});
  }
  return lines;
}

std::string with_number(std::string text, std::uint64_t n) {
  const auto number = std::to_string(n);
  for (auto at = text.find("{n}"); at != std::string::npos; at = text.find("{n}", at)) text.replace(at, 3, number);
  return text;
}

std::string uuid(unsigned run, std::uint64_t n) {
  char text[40];
  std::snprintf(text, sizeof text, "%08x-0000-4000-8000-%012llx", run,
                static_cast<unsigned long long>(n & 0xFFFFFFFFFFFF));
  return text;
}

struct Seen {
  std::vector<double> milliseconds;
  std::map<int, std::uint64_t> statuses;
};

/// One client until `end`.
Seen ask(const Options& options, const std::vector<Line>& lines, std::atomic<std::uint64_t>& next,
         Clock::time_point end) {
  Seen seen;
  HttpClient client(options.port);
  std::string common;
  for (const auto& header : options.headers) common += header + "\r\n";
  if (options.method == "POST") common += "Content-Type: application/json\r\n";
  const auto run = static_cast<unsigned>(Clock::now().time_since_epoch().count());
  while (Clock::now() < end) {
    const auto n = next++;
    if (n >= options.requests) break;
    const auto& line = lines[n % lines.size()];
    auto headers = common;
    if (options.key) headers += "Idempotency-Key: " + uuid(run, n) + "\r\n";
    const auto begun = Clock::now();
    const auto answer = client.request(options.method, with_number(line.target, n), headers, with_number(line.body, n));
    seen.milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begun).count());
    ++seen.statuses[answer.status];
    if (answer.status == 0) break;
  }
  return seen;
}

void print(const Options& options, Seen all, double seconds) {
  auto& times = all.milliseconds;
  std::sort(times.begin(), times.end());
  const auto at = [&](double share) {
    return times.empty()
               ? 0.0
               : times[std::min(times.size() - 1, static_cast<std::size_t>(share * static_cast<double>(times.size())))];
  };
  std::uint64_t good = 0;
  std::string statuses;
  for (const auto& [status, count] : all.statuses) {
    if (status >= 200 && status < 300) good += count;
    statuses += (statuses.empty() ? "\"" : ",\"") + std::to_string(status) + "\":" + std::to_string(count);
  }
  std::printf(
      "{\"clients\":%d,\"requests\":%zu,\"good\":%llu,\"per_second\":%.1f,\"p50\":%.3f,\"p95\":%.3f,\"p99\":%.3f,"
      "\"max\":%.3f,\"statuses\":{%s}}\n",
      options.clients, times.size(), static_cast<unsigned long long>(good), static_cast<double>(good) / seconds,
      at(0.5), at(0.95), at(0.99), times.empty() ? 0.0 : times.back(), statuses.c_str());
}

int run(const Options& options) {
  const auto lines = read_lines(options.file);
  if (lines.empty()) return 2;
  std::atomic<std::uint64_t> next = 0;
  const auto begun = Clock::now();
  const auto end = begun + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(options.seconds));
  std::vector<Seen> seen(static_cast<std::size_t>(options.clients));
  std::vector<std::thread> threads;
  for (auto& one : seen) threads.emplace_back([&] { one = ask(options, lines, next, end); });
  for (auto& thread : threads) thread.join();
  Seen all;
  for (const auto& one : seen) {
    all.milliseconds.insert(all.milliseconds.end(), one.milliseconds.begin(), one.milliseconds.end());
    for (const auto& [status, count] : one.statuses) all.statuses[status] += count;
  }
  print(options, std::move(all), std::chrono::duration<double>(Clock::now() - begun).count());
  return 0;
}

}  // namespace
}  // namespace chauban

int main(int count, char** words) {
  chauban::Options options;
  CLI::App app("HTTP load for ./dev bench");
  app.add_option("port", options.port)->required();
  app.add_option("file", options.file)->required()->check(CLI::ExistingFile);
  app.add_option("--clients", options.clients);
  app.add_option("--seconds", options.seconds);
  app.add_option("--requests", options.requests);
  app.add_option("--method", options.method);
  app.add_option("--header", options.headers)->allow_extra_args(false);
  app.add_flag("--key", options.key);
  CLI11_PARSE(app, count, words);
  return chauban::run(options);
}

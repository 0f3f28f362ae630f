// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/beast_server.h"
#include "server/http/router.h"
#include "tests/support/http_client.h"
#include "tests/support/test_clock.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <thread>

namespace chauban::http {

/// A real server on a free port; routes are added before start().
class RunningServer {
 public:
  RunningServer() {
    options.port = 0;
    options.worker_threads = 4;
    options.max_streamed_bodies = 2;
  }
  void start() {
    auto started = HttpServer::start(options, router, ids, clock);
    ASSERT_TRUE(started.has_value());
    server = std::move(*started);
  }
  [[nodiscard]] std::uint16_t port() const { return server->port(); }

  TestClock clock;
  SeededIds ids{1};
  Router router{ids, clock};
  ServerOptions options;
  std::unique_ptr<HttpServer> server;
};

/// Waits for something that another thread brings about; false after 20 s.
inline bool eventually(const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

inline Handler says(std::string text) {
  return [text = std::move(text)](Request&) -> Result<Response> { return Response::text(text, "text/plain"); };
}

}  // namespace chauban::http

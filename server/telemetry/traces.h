// SPDX-License-Identifier: GPL-3.0-or-later
// Traces for an OpenTelemetry collector: OTLP 1.x as JSON over HTTP (opentelemetry-proto, "OTLP/HTTP").
#pragma once

#include "schemas/base/ids.h"
#include "schemas/base/time.h"
#include "server/http/beast_server.h"
#include "server/telemetry/histogram.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace chauban::telemetry {

/// Sends a span for each request and one for each of its hops, some seconds later, on a thread of its own. A collector
/// that is slow or gone costs the server nothing: what does not fit into the queue is dropped and counted. Spans hold
/// route templates, status and log position; nothing of a person or a document. Thread-safe.
class Traces {
 public:
  struct Options {
    std::string collector;                      ///< `http://127.0.0.1:4318`; spans go to `/v1/traces` there
    std::string version;                        ///< of the program
    std::size_t max_queued = 2'048;             ///< requests
    std::size_t max_together = 256;             ///< requests in one message
    std::chrono::milliseconds every{2'000};     ///< so long it waits for company
    std::chrono::milliseconds patience{3'000};  ///< for the collector's answer
  };
  Traces(Options options, Clock& clock, IdSource& ids);
  ~Traces();
  Traces(const Traces&) = delete;
  Traces& operator=(const Traces&) = delete;

  /// Takes a copy of what it needs. Nothing, if the client asked that no trace be kept.
  void observe(const http::Answered& answered);
  /// Sends what is queued, if the collector takes it, and ends. Idempotent.
  void stop();

  struct Figures {
    Counter sent;     ///< requests
    Counter dropped;  ///< requests: the queue was full
    Counter failed;   ///< requests: the collector did not take them
  };
  [[nodiscard]] const Figures& figures() const { return figures_; }

 private:
  /// A request on its way out.
  struct Kept {
    std::string trace;
    std::string parent;
    std::string name;
    std::string method;
    std::string route;
    std::string position;
    int status = 0;
    Moment begin;
    Moment end;
    std::vector<HopTime> hops;
  };
  void run();
  bool send(const std::vector<Kept>& batch);
  bool is_stopping();
  std::string message(const std::vector<Kept>& batch);

  const Options options_;
  Clock& clock_;
  IdSource& ids_;
  Figures figures_;
  bool works_ = true;  // its thread's: the collector took the last batch
  std::mutex mutex_;   // guards queue_ and stopping_
  std::condition_variable wake_;
  std::deque<Kept> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace chauban::telemetry

// SPDX-License-Identifier: GPL-3.0-or-later
// What Prometheus is told: the one list of all metrics. docs/operating.md says what each means, and when it is bad
// news; tests/system/watching_test.py compares the two.
#pragma once

#include "schemas/base/time.h"
#include "server/auth/rate_limit.h"
#include "server/backup/backups.h"
#include "server/http/beast_server.h"
#include "server/processes/digitization.h"
#include "server/processes/disk_watch.h"
#include "server/read_side.h"
#include "server/store.h"
#include "server/subscriptions/hub.h"
#include "server/telemetry/request_times.h"
#include "server/telemetry/traces.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace chauban::telemetry {

/// The parts of a running server that are looked at; all outlive whoever asks.
struct Watched {
  server::Store& store;
  server::ReadSide& read_side;
  const server::Digitization& digitization;
  const ocr::OcrService& ocr;
  const server::Hub& hub;
  const server::Backups& backups;
  const auth::SignInLimiter& sign_ins;
  const http::HttpServer& http;
  const RequestTimes& requests;
  const Traces* traces = nullptr;  ///< null: none are sent
  const server::DiskWatch& disk;
  Clock& clock;
  std::filesystem::path data;
  std::string version;
};

/// How far something that follows the state is behind it.
struct Lag {
  std::uint64_t events = 0;
  double seconds = 0;  ///< since the oldest of them was recorded
};
/// `next_pos`: of the next event it will take, by partition. Reads one event a partition that it lags in.
Lag lag_of(const storage::State& state, const std::map<storage::PartitionId, std::uint64_t>& next_pos, Timestamp now);

/// Everything, in the text format of Prometheus. Reads counters and a few rows; some milliseconds. Thread-safe.
std::string metrics_page(const Watched& watched);

}  // namespace chauban::telemetry

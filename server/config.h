// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace chauban::server {

/// What a server is started with. Made by the command line only; nothing else reads the environment.
struct Config {
  std::filesystem::path data = "data";  ///< the data folder (event-log.md 4)
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;                       ///< 0: any free one
  std::filesystem::path web;                       ///< the built web application; empty: none
  std::filesystem::path drop;                      ///< the watched folder; empty: none
  std::filesystem::path executable;                ///< this program, for worker processes
  std::string base_url;                            ///< as others reach it; empty: relative links
  bool secure_cookies = false;                     ///< a TLS proxy stands in front
  std::filesystem::path tls_certificate, tls_key;  ///< PEM; empty: plain HTTP
  std::string otlp;                                ///< base URL of an OpenTelemetry collector; empty: no traces
  int ocr_workers = 2;
  std::optional<std::uint64_t> reserve_bytes;  ///< room on the disk that changes leave free; nothing: 2 GiB or 5 %
  std::string metrics_address;                 ///< where /metrics is served, to whoever reaches it; empty: nowhere
  std::uint16_t metrics_port = 0;              ///< 0: any free one
  bool log_every_request = false;              ///< not only those that changed something or failed here
  double requests_per_minute = 600;            ///< of one account; a tenth of it at once (api reference, limits)
  std::string version;
};

}  // namespace chauban::server

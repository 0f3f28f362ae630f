// SPDX-License-Identifier: GPL-3.0-or-later
#include "schemas/base/log.h"
#include "server/app.h"
#include "server/cli/cli.h"
#include "server/cli/session.h"
#include "server/version.h"

#include <charconv>
#include <csignal>
#include <iostream>
#include <thread>

namespace chauban::cli {
namespace {

/// Blocks INT and TERM in this and all later threads, so that wait_for_signal gets them.
sigset_t hold_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);  // NOLINT(concurrency-mt-unsafe): before any thread
  return set;
}

struct Listen {
  std::string address;
  std::uint16_t port = 0;
};

Result<Listen> parse_listen(const std::string& text) {
  const auto colon = text.rfind(':');
  Listen listen{text.substr(0, colon)};
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(colon == std::string::npos ? end : text.data() + colon + 1, end, listen.port);
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    return refuse(ErrorCode::usage, "listen_malformed", {{"listen", text}});
  }
  return listen;
}

Result<server::Config> config_of(const ServeOptions& options) {
  server::Config config;
  CHAUBAN_TRY(const auto listen, parse_listen(options.listen));
  config.data = std::filesystem::absolute(options.common.data);
  config.address = listen.address;
  config.port = listen.port;
  if (!options.metrics.empty()) {
    CHAUBAN_TRY(const auto metrics, parse_listen(options.metrics));
    config.metrics_address = metrics.address;
    config.metrics_port = metrics.port;
  }
  config.log_every_request = options.log_every_request;
  config.web = options.web;
  config.drop = options.drop;
  config.base_url = options.base_url;
  config.secure_cookies = options.behind_tls || !options.tls_certificate.empty();
  config.tls_certificate = options.tls_certificate;
  config.tls_key = options.tls_key;
  config.otlp = options.otlp;
  config.executable = own_executable();
  config.ocr_workers = options.ocr_workers > 0 ? options.ocr_workers
                                               : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  if (options.reserve_mb > 0) config.reserve_bytes = options.reserve_mb << 20U;
  config.requests_per_minute = options.rate_limit;
  config.version = server::kVersion;
  return config;
}

}  // namespace

int run_serve(const ServeOptions& options) {
  const auto signals = hold_signals();
  if (options.log_format == "json") set_log_format(LogFormat::json);
  const auto config = config_of(options);
  if (!config) return report(config.error());
  SystemClock clock;
  SystemIds ids;
  server::App app(*config, clock, ids);
  if (const auto started = app.start(); !started) return report(started.error());
  if (const auto demo = offer_demo(app, options.demo, clock); !demo) return report(demo.error());
  const bool secure = !config->tls_certificate.empty();
  const auto local = "http://" + (secure ? "127.0.0.1" : config->address) + ":" + std::to_string(app.local_port());
  if (const auto announced = let_verbs_in(app, config->data, local, clock); !announced)
    return report(announced.error());
  std::cout << "\nChầu bàn: " << (secure ? "https://" : "http://") << config->address << ":" << app.port()
            << "\nDữ liệu / data: " << config->data.string();
  if (const auto port = app.metrics_port()) {
    std::cout << "\nSố đo / metrics: http://" << config->metrics_address << ":" << *port << "/metrics";
  }
  std::cout << "\nCtrl-C để dừng / to stop" << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  log_info("serve.stopping", {{"signal", std::to_string(signal)}});
  withdraw(config->data);
  app.stop();
  log_info("serve.stopped");
  return kDone;
}

}  // namespace chauban::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "schemas/base/log.h"
#include "server/app.h"
#include "server/cli/cli.h"
#include "server/cli/session.h"
#include "server/version.h"

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

Result<server::Config> config_of(const ServeOptions& options) {
  server::Config config;
  const auto colon = options.listen.rfind(':');
  const auto port = colon == std::string::npos ? -1 : std::atoi(options.listen.c_str() + colon + 1);
  if (port < 0 || port > 65535) return refuse(ErrorCode::usage, "listen_malformed", {{"listen", options.listen}});
  config.data = std::filesystem::absolute(options.common.data);
  config.address = options.listen.substr(0, colon);
  config.port = static_cast<std::uint16_t>(port);
  config.web = options.web;
  config.drop = options.drop;
  config.base_url = options.base_url;
  config.secure_cookies = options.behind_tls;
  config.executable = own_executable();
  config.ocr_workers = options.ocr_workers > 0 ? options.ocr_workers
                                               : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  config.requests_per_minute = options.rate_limit;
  config.version = server::kVersion;
  return config;
}

}  // namespace

int run_serve(const ServeOptions& options) {
  const auto signals = hold_signals();
  const auto config = config_of(options);
  if (!config) return report(config.error());
  SystemClock clock;
  SystemIds ids;
  server::App app(*config, clock, ids);
  if (const auto started = app.start(); !started) return report(started.error());
  if (const auto demo = offer_demo(app, options.demo, clock); !demo) return report(demo.error());
  const auto base = "http://" + config->address + ":" + std::to_string(app.port());
  if (const auto announced = let_verbs_in(app, config->data, base, clock); !announced) return report(announced.error());
  std::cout << "\nChầu bàn: " << base << "\nDữ liệu / data: " << config->data.string() << "\nCtrl-C để dừng / to stop"
            << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  log_info("serve.stopping", {{"signal", std::to_string(signal)}});
  withdraw(config->data);
  app.stop();
  log_info("serve.stopped");
  return kDone;
}

}  // namespace chauban::cli

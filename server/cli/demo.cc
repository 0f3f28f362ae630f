// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/demo/demo.h"

#include "server/app.h"
#include "server/cli/cli.h"
#include "server/cli/session.h"
#include "server/demo/play.h"
#include "server/version.h"

#include <chrono>
#include <cstdlib>
#include <iostream>

namespace chauban::cli {
namespace {

constexpr auto kDefaultPassword = "chauban-demo";

std::string demo_password() {
  const char* chosen = std::getenv("CHAUBAN_DEMO_PASSWORD");  // NOLINT(concurrency-mt-unsafe): before any thread
  return chosen == nullptr ? kDefaultPassword : chosen;
}

int make_scanned(const DemoOptions& options, Clock& clock, IdSource& ids) {
  server::Config config;
  config.data = std::filesystem::absolute(options.common.data);
  config.executable = own_executable();
  config.port = 0;
  config.version = server::kVersion;
  server::App app(config, clock, ids);
  if (const auto started = app.start(); !started) return report(started.error());
  if (const auto demo = offer_demo(app, options.scans, clock); !demo) return report(demo.error());
  app.stop();
  return kDone;
}

int make_volume(const DemoOptions& options, Clock& clock) {
  const auto until = options.until.empty() ? std::optional(vietnam_date(clock.now())) : parse_date(options.until);
  if (!until) return report({ErrorCode::usage, "until_malformed", {{"until", options.until}}}), kUsage;
  server::PlayOptions play;
  play.data = std::filesystem::absolute(options.common.data);
  play.documents = options.documents;
  play.years = options.years;
  play.agencies = options.agencies;
  play.seed = options.seed;
  play.until = *until;
  play.password = demo_password();
  const auto begun = clock.now();
  const auto played = server::play(play, show_progress);
  if (!played) return report(played.error());
  const auto seconds = std::chrono::duration<double>(clock.now() - begun).count();
  if (options.common.json) {
    std::cout << http::Json::object({{"documents", played->documents},
                                     {"commands", played->commands},
                                     {"events", played->events},
                                     {"seconds", seconds},
                                     {"root", played->root.hex()}})
                     .str()
              << "\n";
  } else {
    std::cout << played->documents << " documents, " << played->commands << " commands, " << played->events
              << " events in " << seconds << " s; views and search are level\nroot " << played->root.hex() << "\n";
  }
  return kDone;
}

}  // namespace

Status offer_demo(server::App& app, const std::filesystem::path& scans, Clock& clock) {
  if (scans.empty()) return {};
  auto& keys = app.store().keys();
  CHAUBAN_TRY(const auto stage, keys.get("demo", "stage"));
  const auto password = demo_password();
  if (app.is_empty() || (stage && *stage == "begun")) {
    CHAUBAN_CHECK(keys.put("demo", "stage", "begun"));
    CHAUBAN_CHECK(
        server::load_demo({app.store().bus(), app.passwords(), {app.store().bus(), app.store().blobs()}, clock}, scans,
                          password)
            .map([](auto&&) {}));
    CHAUBAN_CHECK(keys.put("demo", "stage", "done"));
  } else if (!stage) {
    return {};  // somebody's real data: nothing is added to it
  }
  std::cout << "\nTài khoản dùng thử / demo accounts (mật khẩu / password: " << password << ")\n"
            << "  vanthu       văn thư        clerk\n"
            << "  chuyenvien   chuyên viên    officer\n"
            << "  truongphong  trưởng phòng   head of unit\n"
            << "  lanhdao      lãnh đạo       leader\n"
            << "  luutru       lưu trữ viên   archivist\n"
            << "  quantri      quản trị       administrator\n";
  return {};
}

int run_demo(const DemoOptions& options) {
  if (options.scans.empty() && options.documents == 0) {
    std::cerr << "Say what to make: --scans FOLDER or --documents N.\n";
    return kUsage;
  }
  if (Remote::find(options.common.data)) {
    std::cerr << "A server runs on this folder; stop it, or start it with --demo.\n";
    return kRefused;
  }
  SystemClock clock;
  SystemIds ids;
  return options.scans.empty() ? make_volume(options, clock) : make_scanned(options, clock, ids);
}

}  // namespace chauban::cli

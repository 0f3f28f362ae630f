// SPDX-License-Identifier: GPL-3.0-or-later
// The running server: every part made once, in order, and handed to the next. Read App::start from top to bottom and
// you have seen how Chauban is joined.
#pragma once

#include "schemas/base/ids.h"
#include "server/backup/backups.h"
#include "server/config.h"
#include "server/http/beast_server.h"
#include "server/processes/checkpoints.h"
#include "server/processes/digitization.h"
#include "server/processes/disk_watch.h"
#include "server/processes/drop_folder.h"
#include "server/processes/housekeeping.h"
#include "server/processes/orphans.h"
#include "server/processes/page_reader.h"
#include "server/read_side.h"
#include "server/services.h"
#include "server/store.h"
#include "server/subscriptions/hub.h"
#include "server/telemetry/metrics_page.h"
#include "server/telemetry/request_times.h"
#include "server/telemetry/traces.h"
#include "server/uploads/uploads.h"

#include <atomic>
#include <memory>

namespace chauban::auth {
class Guard;
class SecretStore;
}  // namespace chauban::auth

namespace chauban::server {

/// Thread: the one that starts and stops it.
class App {
 public:
  App(Config config, Clock& clock, IdSource& ids);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// Opens everything and serves. Errors: Store::open's, usage (port taken), storage errors.
  Status start();
  /// Nothing acknowledged is lost; pages being read are read again after the next start. Idempotent.
  void stop();

  [[nodiscard]] std::uint16_t port() const;
  /// Plain HTTP on loopback, for verbs on this machine: where TLS is on, a door of its own.
  [[nodiscard]] std::uint16_t local_port() const;
  [[nodiscard]] std::optional<std::uint16_t> metrics_port() const;  ///< nothing: not served
  [[nodiscard]] Store& store() { return *store_; }
  [[nodiscard]] auth::Passwords& passwords() { return *passwords_; }
  [[nodiscard]] auth::PersonalKeys& personal_keys() { return *personal_keys_; }
  /// The commune this server works for: the only agency of the directory, once it is there.
  [[nodiscard]] std::optional<AgencyId> agency() const;
  [[nodiscard]] bool is_empty() const;  ///< no account yet

 private:
  Status open_evidence();
  Status open_reading();
  Status open_people();
  Status open_http();
  Status listen();
  Status open_metrics();
  void answered(const http::Answered& answered);
  void keep_house();
  void watch_disk();
  void applied(storage::Position position);
  std::optional<auth::Principal> principal(AccountId account) const;

  Config config_;
  const RouteLimits limits_;  // one value for all that keep one of them
  Clock& clock_;
  IdSource& ids_;
  std::atomic<bool> ready_ = false;

  std::unique_ptr<Store> store_;
  std::unique_ptr<Hub> hub_;
  std::unique_ptr<ReadSide> read_side_;
  std::unique_ptr<DiskWatch> disk_;
  std::unique_ptr<LogSigner> signer_;
  std::unique_ptr<storage::CheckpointFolder> checkpoint_folder_;
  std::unique_ptr<Checkpoints> checkpoints_;
  std::unique_ptr<Backups> backups_;
  std::unique_ptr<Orphans> orphans_;
  std::unique_ptr<Digitization> digitization_;
  std::unique_ptr<ocr::OcrService> ocr_;
  std::unique_ptr<PageReader> reader_;
  std::unique_ptr<DropFolder> drop_;
  std::unique_ptr<Uploads> uploads_;
  std::unique_ptr<auth::SecretStore> secrets_;
  std::unique_ptr<auth::Sessions> sessions_;
  std::unique_ptr<auth::PersonalKeys> personal_keys_;
  std::unique_ptr<auth::Passwords> passwords_;
  std::unique_ptr<auth::SignInLimiter> sign_ins_;
  std::unique_ptr<auth::RateLimiter> rates_;
  std::unique_ptr<auth::Guard> guard_;
  std::unique_ptr<Services> services_;
  std::unique_ptr<http::Router> router_;
  std::unique_ptr<telemetry::RequestTimes> request_times_;
  std::unique_ptr<telemetry::Traces> traces_;
  std::unique_ptr<http::HttpServer> http_;
  std::unique_ptr<http::HttpServer> local_http_;
  std::unique_ptr<http::Router> metrics_router_;
  std::unique_ptr<http::HttpServer> metrics_http_;
  std::unique_ptr<Housekeeping> housekeeping_;
};

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/app.h"

#include "schemas/base/log.h"
#include "server/auth/guard.h"
#include "server/http/static_files.h"
#include "server/routes/routes.h"
#include "server/stored_secrets.h"
#include "storage/key_value.h"

#include <algorithm>

namespace chauban::server {

App::App(Config config, Clock& clock, IdSource& ids) : config_(std::move(config)), clock_(clock), ids_(ids) {}
App::~App() { stop(); }

Status App::start() {
  hub_ = std::make_unique<Hub>(limits_);
  CHAUBAN_TRY(store_, Store::open({.data = config_.data, .reserve_bytes = config_.reserve_bytes}, clock_, ids_));
  CHAUBAN_TRY(read_side_,
              ReadSide::open(*store_, clock_, {config_.data, [this](std::string_view) { hub_->notify(); }}));
  CHAUBAN_CHECK(store_->start([this](storage::Position position) { applied(position); }));
  watch_disk();
  CHAUBAN_CHECK(open_evidence());
  CHAUBAN_CHECK(open_reading());
  CHAUBAN_CHECK(open_people());
  CHAUBAN_CHECK(open_http());
  CHAUBAN_CHECK(open_metrics());
  keep_house();
  ready_ = true;
  return {};
}

Status App::open_evidence() {
  CHAUBAN_TRY(auto signer, LogSigner::open(store_->keys(), store_->log().id(), host_of(config_.base_url)));
  signer_ = std::make_unique<LogSigner>(std::move(signer));
  checkpoint_folder_ =
      std::make_unique<storage::CheckpointFolder>(config_.data / "blobs" / "checkpoints", store_->files());
  CHAUBAN_TRY(auto checkpoints, Checkpoints::open({.state = store_->state(),
                                                   .signer = *signer_,
                                                   .folder = *checkpoint_folder_,
                                                   .clock = clock_,
                                                   .partitions = {kPartitions.begin(), kPartitions.end()}}));
  checkpoints->start();
  checkpoints_ = std::move(checkpoints);
  CHAUBAN_TRY(backups_, Backups::open({.log = store_->log(),
                                       .keys = store_->keys(),
                                       .signer = *signer_,
                                       .checkpoints = *checkpoints_,
                                       .clock = clock_,
                                       .ids = ids_,
                                       .folder = config_.data / "backup"}));
  return {};
}

Status App::open_reading() {
  digitization_ = std::make_unique<Digitization>(Digitization::Parts{store_->bus(), store_->state(), store_->blobs()},
                                                 CursorFile(config_.data, Digitization::kName));
  CHAUBAN_TRY(ocr_, ocr::OcrService::start({.executable = config_.executable,
                                            .workers = config_.ocr_workers,
                                            .cache_folder = config_.data / "cache" / "pages",
                                            .limits = {}},
                                           digitization_->on_page()));
  reader_ =
      std::make_unique<PageReader>(*ocr_, store_->blobs(), config_.executable, config_.data / "cache" / "previews");
  digitization_->start(*ocr_);
  if (!config_.drop.empty()) {
    Intake intake{store_->bus(), store_->blobs()};
    intake.room = [this] { return store_->log().check(); };
    drop_ = std::make_unique<DropFolder>(config_.drop, std::move(intake), [this] { return agency(); });
    drop_->start();
  }
  CHAUBAN_TRY(uploads_, Uploads::open({.folder = config_.data / "uploads",
                                       .limits = limits_,
                                       .room = [this] { return store_->log().check(); }},
                                      store_->files(), store_->blobs(), clock_, ids_));
  return {};
}

Status App::open_people() {
  secrets_ = std::make_unique<StoredSecrets>(store_->keys());
  sessions_ = std::make_unique<auth::Sessions>(*secrets_, clock_);
  personal_keys_ = std::make_unique<auth::PersonalKeys>(*secrets_, clock_);
  passwords_ = std::make_unique<auth::Passwords>(*secrets_);
  sign_ins_ = std::make_unique<auth::SignInLimiter>(clock_);
  auth::RateLimiter::Options rates;
  rates.per_minute = config_.requests_per_minute;
  rates.burst = config_.requests_per_minute / 10;
  rates_ = std::make_unique<auth::RateLimiter>(clock_, rates);
  guard_ = std::make_unique<auth::Guard>(
      *sessions_, *personal_keys_, *rates_, [this](AccountId account) { return principal(account); },
      auth::GuardOptions{.secure_cookies = config_.secure_cookies, .own_origins = {}});
  return {};
}

Status App::open_http() {
  services_ = std::make_unique<Services>(Services{.clock = clock_,
                                                  .ids = ids_,
                                                  .bus = store_->bus(),
                                                  .directory = [this] { return store_->directory().snapshot(); },
                                                  .calendar = vietnam_calendar(),
                                                  .state = store_->state(),
                                                  .blobs = store_->blobs(),
                                                  .views = read_side_->views(),
                                                  .search = read_side_->search(),
                                                  .reader = *reader_,
                                                  .uploads = *uploads_,
                                                  .backups = *backups_,
                                                  .hub = *hub_,
                                                  .sessions = *sessions_,
                                                  .personal_keys = *personal_keys_,
                                                  .passwords = *passwords_,
                                                  .sign_ins = *sign_ins_,
                                                  .keys = store_->keys(),
                                                  .disk = [this] { return disk_->now(); },
                                                  .is_ready = [this] { return ready_.load(); },
                                                  .account_ends = [this](AccountId account) { hub_->close(account); },
                                                  .config = {.base_url = config_.base_url,
                                                             .version = config_.version,
                                                             .secure_cookies = config_.secure_cookies,
                                                             .limits = limits_}});
  router_ = std::make_unique<http::Router>(ids_, clock_);
  router_->set_guard(
      [this](http::Request& request, auth::Permission permission) { return guard_->check(request, permission); });
  router_->set_base_url(config_.base_url);
  CHAUBAN_CHECK(add_all_routes(*router_, *services_));
  if (!config_.web.empty()) router_->set_fallback(http::static_files(config_.web));
  return listen();
}

Status App::listen() {
  request_times_ = std::make_unique<telemetry::RequestTimes>(*router_);
  if (!config_.otlp.empty()) {
    telemetry::Traces::Options options;
    options.collector = config_.otlp;
    options.version = config_.version;
    traces_ = std::make_unique<telemetry::Traces>(std::move(options), clock_, ids_);
  }
  http::ServerOptions options;
  options.address = config_.address;
  options.port = config_.port;
  options.on_answered = [this](const http::Answered& answer) { answered(answer); };
  if (!config_.tls_certificate.empty()) {
    // A certificate is made out for a name, and a verb on this machine would have to know it: it takes this door.
    http::ServerOptions local;
    local.port = 0;
    local.io_threads = 1;
    local.worker_threads = 4;
    local.on_answered = options.on_answered;
    CHAUBAN_TRY(local_http_, http::HttpServer::start(local, *router_, ids_, clock_));
    options.tls = http::TlsFiles{config_.tls_certificate, config_.tls_key};
    options.max_connections = 4'096;  // one that waits holds eight times what a plain one does
  }
  CHAUBAN_TRY(http_, http::HttpServer::start(options, *router_, ids_, clock_));
  return {};
}

void App::answered(const http::Answered& answered) {
  request_times_->observe(answered);
  telemetry::log_answer(answered, config_.log_every_request);
  if (traces_) traces_->observe(answered);
}

/// On a port of its own, with a thread of its own: it answers when all workers of the other are taken, and who may
/// reach it is the network's business (docs/decisions/0015).
Status App::open_metrics() {
  if (config_.metrics_address.empty()) return {};
  const telemetry::Watched watched{*store_,   *read_side_, *digitization_, *ocr_,           *hub_,
                                   *backups_, *sign_ins_,  *http_,         *request_times_, traces_.get(),
                                   *disk_,    clock_,      config_.data,   config_.version};
  metrics_router_ = std::make_unique<http::Router>(ids_, clock_);
  metrics_router_->get("/metrics", auth::Permission::open, [watched](http::Request&) -> Result<http::Response> {
    return http::Response::text(telemetry::metrics_page(watched), std::string(telemetry::MetricsText::kContentType));
  });
  http::ServerOptions options;
  options.address = config_.metrics_address;
  options.port = config_.metrics_port;
  options.io_threads = 1;
  options.worker_threads = 1;
  options.max_queued = 16;
  options.max_connections = 64;
  CHAUBAN_TRY(metrics_http_, http::HttpServer::start(options, *metrics_router_, ids_, clock_));
  return {};
}

/// In the order in which a change passes them.
void App::watch_disk() {
  auto& store = *store_;
  disk_ = std::make_unique<DiskWatch>(std::vector<DiskWatch::Part>{
      {"log", [&store] { return store.log().check(); }, {}},
      {"state", [&store] { return store.state().store().check(); }, [&store] { return store.state().store().tend(); }},
      {"search", [this] { return read_side_->search().disk(); }, {}},
      {"files", [&store] { return store.files().check(); }, [&store] { return store.files().tend(); }},
      {"keys", [&store] { return store.keys().check(); }, [&store] { return store.keys().tend(); }},
  });
}

void App::keep_house() {
  const auto uncounted = [](auto&&) {};
  orphans_ = std::make_unique<Orphans>(
      Orphans::Parts{store_->state(), store_->blobs(), clock_, [this] { return uploads_->held(); }});
  housekeeping_ = std::make_unique<Housekeeping>(std::vector<Housekeeping::Chore>{
      {"unfinished uploads", [=, this] { return uploads_->sweep().map(uncounted); }},
      {"ended sessions", [=, this] { return sessions_->sweep().map(uncounted); }},
      {"month keys", [=, this] { return store_->keys().destroy_old_month_keys().map(uncounted); }},
      {"orphaned blobs", [this] { return orphans_->sweep_daily(); }},
  });
}

void App::stop() {
  // In the order in which work flows: no new requests, no new pages, then what is queued is answered and written.
  ready_ = false;
  if (metrics_http_) metrics_http_->stop();  // it looks at all the others
  if (housekeeping_) housekeeping_->stop();
  if (disk_) disk_->stop();
  if (hub_) hub_->stop();
  if (http_) http_->stop();
  if (local_http_) local_http_->stop();
  if (traces_) traces_->stop();
  if (drop_) drop_->stop();
  if (ocr_) ocr_->stop();  // first: the next does not wait for a file that is being looked at
  if (digitization_) digitization_->stop();
  if (read_side_) read_side_->stop();
  if (store_) store_->stop();
  if (checkpoints_) checkpoints_->stop();  // the last is of the very end
}

void App::applied(storage::Position position) {
  if (checkpoints_) checkpoints_->applied(position);
  if (read_side_) read_side_->notify();
  if (digitization_) digitization_->notify();
  hub_->notify();
}

std::uint16_t App::port() const { return http_->port(); }

std::uint16_t App::local_port() const { return local_http_ ? local_http_->port() : http_->port(); }

std::optional<std::uint16_t> App::metrics_port() const {
  return metrics_http_ ? std::optional(metrics_http_->port()) : std::nullopt;
}

std::optional<AgencyId> App::agency() const {
  const auto directory = store_->directory().snapshot();
  for (const auto& [id, unit] : directory->units()) {
    if (unit.now().parent.is_nil()) return AgencyId{id.value};
  }
  return std::nullopt;
}

bool App::is_empty() const { return store_->directory().snapshot()->accounts().empty(); }

std::optional<auth::Principal> App::principal(AccountId id) const {
  if (id == operator_account()) {
    // Whoever can read the data folder's key file could read everything in it anyway.
    return auth::Principal{id,        {Role::admin, Role::clerk}, {}, {}, agency().value_or(AgencyId{}), "operator",
                           "Vận hành"};
  }
  const auto directory = store_->directory().snapshot();
  const auto* account = directory->account(id);
  if (account == nullptr || !account->open) return std::nullopt;
  auth::Principal principal{id, {}, {}, {}, {}, account->user_name, account->full_name};
  for (const auto* position : directory->positions_of(id)) {
    for (const auto role : position->roles) {
      if (std::find(principal.roles.begin(), principal.roles.end(), role) == principal.roles.end())
        principal.roles.push_back(role);
    }
    if (!principal.position.is_nil()) continue;
    principal.position = position->id;
    principal.unit = position->unit;
    principal.agency = directory->agency_of(position->id).value_or(AgencyId{});
  }
  return principal;
}

}  // namespace chauban::server

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/cli/session.h"

#include "schemas/base/log.h"
#include "server/version.h"

namespace chauban::cli {

Result<std::unique_ptr<Session>> Session::open(const Common& common) {
  std::unique_ptr<Session> session(new Session);
  session->data_ = std::filesystem::absolute(common.data);
  session->remote_ = Remote::find(session->data_);
  if (session->remote_) return session;
  // A mistyped path must not become a new, empty folder.
  if (!std::filesystem::exists(session->data_ / "HEAD")) {
    return refuse(ErrorCode::not_found, "data_folder_absent", {{"folder", session->data_.string()}});
  }
  set_log_level(LogLevel::warning);
  server::Config config;
  config.data = session->data_;
  config.port = 0;
  config.executable = own_executable();
  config.ocr_workers = 1;
  config.requests_per_minute = 1e6;  // nobody else speaks to it
  config.version = server::kVersion;
  session->app_ = std::make_unique<server::App>(config, session->clock_, session->ids_);
  CHAUBAN_CHECK(session->app_->start());
  const auto base = "http://127.0.0.1:" + std::to_string(session->app_->port());
  CHAUBAN_CHECK(let_verbs_in(*session->app_, session->data_, base, session->clock_));
  session->remote_ = Remote::find(session->data_);
  if (!session->remote_) return refuse(ErrorCode::log_unavailable, "server_unreachable");
  return session;
}

Session::~Session() {
  if (!app_) return;
  withdraw(data_);
  app_->stop();
}

Status let_verbs_in(server::App& app, const std::filesystem::path& data, const std::string& base_url, Clock& clock) {
  using auth::Scope;
  const std::set<Scope> scopes{Scope::documents_read, Scope::documents_write, Scope::incoming_register,
                               Scope::files_read,     Scope::files_write,     Scope::events_read,
                               Scope::jobs_read,      Scope::search,          Scope::admin_read,
                               Scope::admin_write};
  const auto account = server::operator_account();
  CHAUBAN_CHECK(app.personal_keys().revoke_all(account));
  CHAUBAN_TRY(const auto key,
              app.personal_keys().create(account, "command line", scopes, clock.now() + std::chrono::hours(24 * 300)));
  return announce(data, base_url, key.secret);
}

}  // namespace chauban::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/cli/cli.h"
#include "server/cli/session.h"

#include <iostream>

namespace chauban::cli {
namespace {

Result<http::Json> users(Remote& remote) {
  CHAUBAN_TRY(const auto answer, remote.call("GET", "/v1/admin/users"));
  return http::parse_json(answer.body);
}

Result<std::string> id_of(Remote& remote, const std::string& user_name) {
  CHAUBAN_TRY(const auto all, users(remote));
  const auto* items = all.find("items");
  if (items != nullptr && items->as_array() != nullptr) {
    for (const auto& item : *items->as_array()) {
      if (member(item, "userName") == user_name) return member(item, "id");
    }
  }
  return refuse(ErrorCode::not_found, "user_unknown", {{"user", user_name}});
}

int list(Remote& remote, bool as_json) {
  const auto all = users(remote);
  if (!all) return report(all.error());
  const auto* items = all->find("items");
  if (items == nullptr || items->as_array() == nullptr) return kDone;
  for (const auto& item : *items->as_array()) {
    const auto* closed = item.find("closed");
    const bool is_closed = closed != nullptr && closed->as_bool() != nullptr && *closed->as_bool();
    if (as_json) {
      std::cout << item.str() << "\n";
    } else {
      std::cout << member(item, "id") << "  " << member(item, "userName") << "  " << member(item, "name")
                << (is_closed ? "  (closed)" : "") << "\n";
    }
  }
  return kDone;
}

Result<Remote::Answer> act(Remote& remote, const UserOptions& options) {
  if (options.action == "add") {
    auto body = http::Json::object({{"userName", options.user_name},
                                    {"fullName", options.full_name},
                                    {"password", ask_password("Mật khẩu / password: ")}});
    if (!options.position.empty()) body.set("positions", http::Json::array({options.position}));
    return remote.call("POST", "/v1/admin/users", body);
  }
  CHAUBAN_TRY(const auto id, id_of(remote, options.user_name));
  if (options.action == "close")
    return remote.call("POST", "/v1/admin/users/" + id + "/closeAccount",
                       http::Json::object({{"reason", options.reason}}));
  return remote.call("PUT", "/v1/admin/users/" + id + "/password",
                     http::Json::object({{"password", ask_password("Mật khẩu mới / new password: ")}}));
}

}  // namespace

int run_user(const UserOptions& options) {
  const auto session = Session::open(options.common);
  if (!session) return report(session.error());
  auto& remote = (*session)->remote();
  if (options.action == "list") return list(remote, options.common.json);
  const auto done = act(remote, options);
  if (!done) return report(done.error());
  if (options.common.json) {
    std::cout << done->body << "\n";
  } else {
    std::cout << options.user_name << ": " << options.action << "\n";
  }
  return kDone;
}

}  // namespace chauban::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/json.h"
#include "server/http/router.h"
#include "server/services.h"
#include "tests/server/description.h"
#include "tests/support/matchers.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_clock.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace chauban::server {

/// All routes over a real log, state, views and blobs in a temporary folder, asked without a socket: what the network
/// adds is tested elsewhere. A commune with one person a role. Reading is not a part of it: pages get words by
/// add_words.
class RoutedServer {
 public:
  RoutedServer();
  ~RoutedServer();

  struct Person {
    AccountId account;
    PositionId position;
  };
  Person clerk, officer, head, leader, archivist, admin;
  AgencyId agency;
  UnitId office;

  struct Ask {
    http::Method method = http::Method::get;
    std::string target;
    http::Json body = {};
    http::Headers headers = {};
    Bytes raw = "";  ///< instead of body; on streamed routes the body
  };
  /// A test fails where the answer is not as schemas/openapi.yaml describes it.
  http::Response ask(const Person& who, Ask ask);
  http::Response get(const Person& who, std::string target) { return ask(who, {.target = std::move(target)}); }
  http::Response post(const Person& who, std::string target, http::Json body, http::Headers headers = {});

  /// A stored PDF of the clerk's.
  FileId stored_file(const std::string& content = "%PDF-1.7 one");
  /// A reading of one page with these words.
  void add_words(FileId file, const std::vector<std::string>& words);
  void lock(FileId file);
  /// Registered by the clerk with this file; its id.
  std::string registered(FileId file, const std::string& code = "15/QĐ-UBND");
  /// A file plan of the year with one heading and one entry, and the officer's dossier under it.
  struct Filing {
    std::string plan, dossier;
  };
  Filing opened_dossier();
  /// Every view has what the log has.
  void settle();
  /// While a test holds it, search waits for the words of pages.
  [[nodiscard]] std::mutex& search_gate();
  [[nodiscard]] projections::SearchView& search();

  [[nodiscard]] const http::Router& router() const;
  [[nodiscard]] const Description& description() const;
  [[nodiscard]] TestClock& clock();
  [[nodiscard]] auth::Passwords& passwords();
  Result<Receipt> run(Command command);  ///< by a process of the system

 private:
  http::Response answer(const Person& who, Ask ask);

  struct Body;
  std::unique_ptr<Body> body_;
};

/// The JSON of an answer; a test fails where it is none.
http::Json json_of(const http::Response& response);
/// A text member, or "".
std::string text_at(const http::Json& json, std::string_view name);

}  // namespace chauban::server

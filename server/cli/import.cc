// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/cli/cli.h"
#include "server/cli/session.h"

#include <iostream>

namespace chauban::cli {
namespace {

struct Imported {
  std::filesystem::path path;
  Result<DocumentId> document;
};

/// Through the running server: the file, then its arrival, both with keys that make a repetition harmless.
Result<DocumentId> send(Remote& remote, const std::filesystem::path& path) {
  const auto name = path.filename().string();
  const auto disposition = "attachment; filename*=UTF-8''" + percent_encode(name);
  CHAUBAN_TRY(const auto stored, remote.send_file("/v1/files", path, {{"Content-Disposition", disposition}}));
  CHAUBAN_TRY(const auto file, http::parse_json(stored.body));
  const auto* id = file.find("id");
  if (id == nullptr || id->as_string() == nullptr) return refuse(ErrorCode::internal);
  const auto body = http::Json::object({{"files", http::Json::array({*id->as_string()})}, {"channel", "electronic"}});
  const auto key = derived_id("import", *id->as_string()).str();
  CHAUBAN_TRY(const auto arrived, remote.call("POST", "/v1/incoming/arrivals", body, {{"Idempotency-Key", key}}));
  CHAUBAN_TRY(const auto document, http::parse_json(arrived.body));
  const auto* made = document.find("id");
  const auto parsed =
      made == nullptr || made->as_string() == nullptr ? std::nullopt : DocumentId::parse(*made->as_string());
  if (!parsed) return refuse(ErrorCode::internal);
  return *parsed;
}

int tell(const std::vector<Imported>& all, bool json) {
  std::size_t failed = 0;
  for (const auto& one : all) {
    const auto name = one.path.filename().string();
    if (one.document) {
      if (json) std::cout << http::Json::object({{"file", name}, {"document", one.document->str()}}).str() << "\n";
      if (!json) std::cout << one.document->str() << "  " << name << "\n";
      continue;
    }
    ++failed;
    if (json)
      std::cout
          << http::Json::object({{"file", name}, {"error", std::string(to_string(one.document.error().code))}}).str()
          << "\n";
    std::cerr << name << ": ";
    report(one.document.error());
  }
  if (failed == 0) return kDone;
  return failed == all.size() ? kRefused : kPartly;
}

}  // namespace

int run_import(const ImportOptions& options) {
  const auto session = Session::open(options.common);
  if (!session) return report(session.error());
  std::vector<Imported> all;
  for (const auto& path : options.files) {
    show_progress("import", all.size(), options.files.size());
    all.push_back({path, send((*session)->remote(), path)});
  }
  show_progress("import", all.size(), options.files.size());
  return tell(all, options.common.json);
}

}  // namespace chauban::cli

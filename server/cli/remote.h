// SPDX-License-Identifier: GPL-3.0-or-later
// A running server of the same data folder, spoken to over its own API. It leaves its address and a key in the folder
// (`server.json`, readable by its owner only), so that a verb finds it without being told.
#pragma once

#include "schemas/base/result.h"
#include "server/http/json.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace chauban::cli {

class Remote {
 public:
  /// Nothing: no server runs on this folder (no file, or nobody answers /health).
  static std::unique_ptr<Remote> find(const std::filesystem::path& data);

  struct Answer {
    int status = 0;
    Bytes body;
    std::map<std::string, std::string> headers;  ///< names in lower case
  };
  /// Errors: the problem's code and key when the server refused; log_unavailable when it cannot be reached.
  Result<Answer> call(const std::string& method, const std::string& path, const std::optional<http::Json>& body = {},
                      const std::map<std::string, std::string>& headers = {});
  Result<Answer> send_file(const std::string& path, const std::filesystem::path& file,
                           const std::map<std::string, std::string>& headers);

 private:
  Remote(std::string base, std::string key) : base_(std::move(base)), key_(std::move(key)) {}
  Result<Answer> perform(const std::string& method, const std::string& path, const Bytes* body, std::FILE* file,
                         std::int64_t size, std::map<std::string, std::string> headers);
  std::string base_;
  std::string key_;
};

/// Text of a member; empty if there is none.
std::string member(const http::Json& json, std::string_view name);

/// RFC 3986 §2.1: everything but unreserved characters.
std::string percent_encode(std::string_view text);

/// Written by `serve` when it listens, removed when it stops.
Status announce(const std::filesystem::path& data, const std::string& base_url, const std::string& key);
void withdraw(const std::filesystem::path& data);

}  // namespace chauban::cli

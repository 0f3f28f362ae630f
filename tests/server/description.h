// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/http.h"
#include "server/http/json.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace chauban::server {

/// schemas/openapi.yaml as the server serves it, held against what it answers. Strict: what is not described may not be
/// sent. As much of JSON Schema as the file uses.
class Description {
 public:
  explicit Description(http::Json document) : document_(std::move(document)) {}

  /// One line for each difference; none for answers that are no JSON.
  std::vector<std::string> differences(std::string_view method, std::string_view path, const http::Response& response);
  /// The same for a value of one schema.
  std::vector<std::string> differences(const http::Json& schema, const http::Json& value);

  /// `$ref` followed, `allOf` made one.
  [[nodiscard]] http::Json resolved(const http::Json& schema) const;
  [[nodiscard]] const http::Json& document() const { return document_; }
  /// `Incoming.coopOpen`: the members of named schemas that were sent so far.
  [[nodiscard]] const std::set<std::string>& seen() const { return seen_; }

 private:
  struct At {
    std::string pointer;
    std::string name;  ///< of the schema, with the members that lead into it
  };
  void check(const http::Json& schema, const http::Json& value, const At& at);
  void check_object(const http::Json& schema, const http::Json& value, const At& at);
  void check_text(const http::Json& schema, const std::string& value, const At& at);
  void differs(const At& at, const std::string& what) { found_.push_back(at.name + " " + at.pointer + ": " + what); }
  [[nodiscard]] const http::Json* described_body(const http::Json& responses, int status, std::string_view type) const;

  http::Json document_;
  std::set<std::string> seen_;
  std::vector<std::string> found_;
};

}  // namespace chauban::server

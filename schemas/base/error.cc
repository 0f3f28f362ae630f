// SPDX-License-Identifier: GPL-3.0-or-later
#include "schemas/base/error.h"

#include <array>

namespace chauban {
namespace {

struct CodeRow {
  std::string_view name;
  int status;
  bool retry;
};

constexpr std::array kCodes = {
#define CODE(name, status, retry) CodeRow{#name, status, retry},
#include "schemas/base/error_codes.def"
#undef CODE
};

const CodeRow& row(ErrorCode code) { return kCodes[static_cast<std::size_t>(code)]; }

}  // namespace

std::string_view to_string(ErrorCode code) { return row(code).name; }
int http_status(ErrorCode code) { return row(code).status; }
bool may_retry(ErrorCode code) { return row(code).retry; }

std::optional<ErrorCode> parse_error_code(std::string_view name) {
  for (std::size_t i = 0; i < kCodes.size(); ++i) {
    if (kCodes[i].name == name) return static_cast<ErrorCode>(i);
  }
  return std::nullopt;
}

std::string to_text(const Error& error) {
  std::string text(to_string(error.code));
  if (!error.key.empty()) text += " " + error.key;
  for (const auto& [name, value] : error.details) text += " " + name + "=" + value;
  return text;
}

void fail_assertion(const char* condition, const char* file, int line) {
  throw Bug(std::string(file) + ":" + std::to_string(line) + ": " + condition);
}

}  // namespace chauban

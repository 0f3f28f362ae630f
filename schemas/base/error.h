// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace chauban {

/// What a client can act on; the table with status and meaning is error_codes.def.
enum class ErrorCode : std::uint8_t {
#define CODE(name, status, retry) name,
#include "schemas/base/error_codes.def"
#undef CODE
};

std::string_view to_string(ErrorCode code);
std::optional<ErrorCode> parse_error_code(std::string_view name);
/// The HTTP status this code is answered with.
int http_status(ErrorCode code);
/// True if the very same request may succeed later.
bool may_retry(ErrorCode code);

/// A refusal or failure as a value. The texts people read stand in server/messages/{vi,en}.toml under `key`, or, if
/// there is none, under the code's name.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string key;  ///< which text, if not the code's own: a rule of law ("VT-R23"), a kind of file fault
  std::map<std::string, std::string> details;  ///< fills the gaps of the text; no personal data, no paths

  bool operator==(const Error&) const = default;
};

/// `record_damaged idem_row name=value`: for logs and health pages, not for people's screens.
std::string to_text(const Error& error);

/// A broken promise of our own code. Nobody catches it to go on with business.
class Bug : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void fail_assertion(const char* condition, const char* file, int line);

}  // namespace chauban

/// Kept in release: a wrong fact is worse than a restart.
#define CHAUBAN_ASSERT(condition) \
  (static_cast<bool>(condition) ? static_cast<void>(0) : ::chauban::fail_assertion(#condition, __FILE__, __LINE__))

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/error.h"
#include "server/http/http.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chauban::messages {

/// A text in two parts: what happened; what was kept and what to do next. `{name}` are gaps.
struct Message {
  std::string title;
  std::string detail;
};

/// All texts of a language, keyed by Error::key or ErrorCode name. Read from the files built into the program; a fault
/// in them is a Bug at first use. Immutable, thread-safe.
const std::map<std::string, Message, std::less<>>& all(http::Language language);

/// The text for this error: its key's, else its code's, gaps filled from the details. A gap without a detail is left
/// out together with the blank before it, so that a text never shows braces to a person.
Message text_of(const Error& error, http::Language language);

/// The gaps of a text, sorted: for the test that both languages have the same.
std::vector<std::string> gaps(std::string_view text);
std::string fill(std::string_view text, const std::map<std::string, std::string>& details);

}  // namespace chauban::messages

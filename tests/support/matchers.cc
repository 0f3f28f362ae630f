// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/matchers.h"

namespace chauban {

void PrintTo(const Error& error, std::ostream* out) {
  *out << to_string(error.code) << (error.key.empty() ? "" : " / ") << error.key;
  for (const auto& [name, value] : error.details) *out << ' ' << name << '=' << value;
}

}  // namespace chauban

// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/code_number.h"

#include "schemas/base/error.h"
#include "schemas/base/text.h"
#include "tests/fuzz/targets.h"

namespace chauban::fuzz {

void code_number(BytesView input) {
  if (!is_utf8(input)) return;  // parse_text let nothing else through
  const auto parsed = parse_code(input);
  if (parsed) {
    const auto again = parse_code(parsed->code.str());
    CHAUBAN_ASSERT(again.has_value());
    // Of a code with warnings some parts may be left out (`15/CV-SNV`); one without is what it says.
    CHAUBAN_ASSERT(!parsed->warnings.empty() || again->code == parsed->code);
  }
  const auto key = duplicate_key(input, "2026-03-06", input);
  CHAUBAN_ASSERT(key == duplicate_key(input, "2026-03-06", input) && is_utf8(key));
}

}  // namespace chauban::fuzz

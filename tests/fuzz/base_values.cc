// SPDX-License-Identifier: GPL-3.0-or-later
// Texts, dates, moments, ids and encodings: the doors through which everything else comes.
#include "schemas/base/ids.h"
#include "schemas/base/result.h"
#include "schemas/base/text.h"
#include "schemas/base/time.h"
#include "tests/fuzz/targets.h"

namespace chauban::fuzz {
namespace {

void check_text(BytesView input, bool multi_line) {
  const TextRules rules{.max_characters = 100, .multi_line = multi_line};
  const auto text = parse_text("subject", input, rules);
  if (!text) return;
  CHAUBAN_ASSERT(is_utf8(*text) && is_nfc(*text) && count_characters(*text) <= 100);
  // What was let in once is let in again, unchanged: a correction sends back what it was shown.
  CHAUBAN_ASSERT(parse_text("subject", *text, rules) == text);
}

void check_forms(BytesView text) {
  for (const auto& form : {nfc(text), fold(text), lower(text), upper(text)}) CHAUBAN_ASSERT(is_utf8(form));
  const auto first = first_characters(text, 5);
  CHAUBAN_ASSERT(is_utf8(first) && count_characters(first) <= 5);
  CHAUBAN_ASSERT(compare_vietnamese(text, text) == 0);
}

}  // namespace

void base_values(BytesView input) {
  check_text(input, false);
  check_text(input, true);
  if (is_utf8(input)) check_forms(input);
  if (const auto day = parse_date(input))
    CHAUBAN_ASSERT(format_date(*day) == input && from_days(to_days(*day)) == *day);
  if (const auto at = parse_time(input)) {
    const auto millis = std::chrono::floor<std::chrono::milliseconds>(*at);
    CHAUBAN_ASSERT(parse_time(format_time(*at)) == millis && parse_time(format_time_utc(*at)) == millis);
  }
  if (const auto id = Uuid::parse(input)) CHAUBAN_ASSERT(Uuid::parse(id->str()) == id);
  CHAUBAN_ASSERT(from_base64(to_base64(input)) == input && from_base64url(to_base64url(input)) == input);
  CHAUBAN_ASSERT(from_hex(to_hex(input)) == input);
  for (const auto& bytes : {from_base64(input), from_base64url(input), from_hex(input)}) static_cast<void>(bytes);
}

}  // namespace chauban::fuzz

// SPDX-License-Identifier: GPL-3.0-or-later
// Cursors come back from strangers. Input: which byte is changed and how, then a place, which is also tried as a
// cursor.
#include "server/routes/cursor.h"

#include "tests/fuzz/targets.h"

#include <chrono>

namespace chauban::fuzz {

void cursor(BytesView input) {
  constexpr BytesView kSecret = "a secret nobody can guess";
  constexpr std::string_view kBinding = "reader 1, query 2";
  const Timestamp now{std::chrono::hours(1)};
  const Timestamp expires{std::chrono::hours(2)};

  Pieces in(input);
  const auto at = in.number<std::uint16_t>();
  const auto change = in.number<char>();
  const auto place = in.rest();
  CHAUBAN_ASSERT(!server::open_cursor(kSecret, place, kBinding, now));

  const auto given = server::sign_cursor(kSecret, place, kBinding, expires);
  const auto opened = server::open_cursor(kSecret, given, kBinding, now);
  CHAUBAN_ASSERT(opened && *opened == place);
  CHAUBAN_ASSERT(!server::open_cursor(kSecret, given, "reader 2, query 2", now));
  auto forged = given;
  forged[at % forged.size()] = change;
  // The last letter may hold bits that are not of the cursor; with them changed it is the same place still.
  const auto other = server::open_cursor(kSecret, forged, kBinding, now);
  CHAUBAN_ASSERT(!other || *other == place);
}

}  // namespace chauban::fuzz
